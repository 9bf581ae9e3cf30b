using FinancialMcp.Domain;
using FinancialMcp.Domain.Policies;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Testing;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>Rules survive their stored form, whatever is in them.</summary>
public sealed class StoredRulesTests
{
    private static readonly string?[] Texts =
    [
        null,
        "user",
        "tool \"x\" \\ / </script>",
        "漢字 🏦 \u202e\u0000\u001f",
        "'; drop table policy; --",
        new('x', 100),
    ];

    private static readonly CurrencyCode?[] Currencies = [null, CurrencyCode.Usd, CurrencyCode.Parse("JPY")];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20260331)]
    public void A_thousand_random_policies_are_read_as_they_were_written(int seed)
    {
        var random = new SeededPauses(seed);
        for (var round = 0; round < 1000; round++)
        {
            var rules = Enumerable.Range(0, 1 + random.Next(5)).Select(_ => Rule(random)).ToList();

            var text = OversightStatements.TextOf(rules);
            var read = OversightStatements.RulesOf(text);

            Assert.DoesNotContain('\0', text);
            Assert.Equal(text, OversightStatements.TextOf(read));
            Assert.Equal(rules.Count, read.Count);
            foreach (var (expected, actual) in rules.Zip(read))
            {
                AssertEqual(expected, actual);
            }
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[{}]")]
    [InlineData("""[{"name":"x","unknown_member":1}]""")]
    [InlineData("""[{"name":"x","allow":false,"allow":true}]""")]
    [InlineData("""[{"name":"x","max_per_call":-1}]""")]
    [InlineData("""[{"name":"x","per":"nobody"}]""")]
    [InlineData("""[{"name":"x"}""")]
    public void What_is_no_policy_is_not_read_as_one(string text) =>
        Assert.Throws<System.Text.Json.JsonException>(() => OversightStatements.RulesOf(text));

    private static void AssertEqual(PolicyRule expected, PolicyRule actual)
    {
        Assert.Equal(expected.Approvals, actual.Approvals);
        Assert.Equal(expected.Counterparties, actual.Counterparties);
        Assert.Equal(
            expected with
            {
                Approvals = [],
                Counterparties = null,
            },
            actual with
            {
                Approvals = [],
                Counterparties = null,
            }
        );
    }

    private static PolicyRule Rule(SeededPauses random) =>
        new()
        {
            Name = Texts[1 + random.Next(Texts.Length - 1)]!,
            Match = new PolicyMatch
            {
                Role = Pick(random, Texts),
                Agent = Pick(random, Texts),
                Tool = Pick(random, Texts),
                Account = AccountOrNull(random),
                Counterparty = AccountOrNull(random),
                Currency = Pick(random, Currencies),
            },
            Allow = random.Next(2) == 0,
            MaxPerCall = AmountOrNull(random),
            Per = Pick(random, Enum.GetValues<CountedPer>()),
            Day = AllowanceOrNull(random),
            Month = AllowanceOrNull(random),
            Approvals =
            [
                .. Enumerable
                    .Range(0, random.Next(4))
                    .Select(at => new ApprovalBand(Hundredths(random, at * 1000L), 1 + random.Next(5))),
            ],
            Counterparties =
                random.Next(3) == 0 ? null : [.. Enumerable.Range(0, random.Next(4)).Select(_ => Account(random))],
            TwinWindowSeconds = random.Next(86_401),
        };

    private static T Pick<T>(SeededPauses random, T[] from) => from[random.Next(from.Length)];

    private static Allowance? AllowanceOrNull(SeededPauses random) =>
        random.Next(3) == 0
            ? null
            : new Allowance(AmountOrNull(random), random.Next(2) == 0 ? null : random.Next(int.MaxValue));

    private static Amount? AmountOrNull(SeededPauses random) =>
        random.Next(4) switch
        {
            0 => null,
            1 => Amount.Parse("999999999999.99"),
            _ => Hundredths(random, 0),
        };

    private static Amount Hundredths(SeededPauses random, long least) =>
        Amount.Parse(
            ((least + 1 + random.Next(100_000_000)) / 100m).ToString(
                "0.00",
                System.Globalization.CultureInfo.InvariantCulture
            )
        );

    private static AccountId? AccountOrNull(SeededPauses random) => random.Next(2) == 0 ? null : Account(random);

    private static AccountId Account(SeededPauses random) =>
        AccountId.Parse(
            (1 + ((long)random.Next(int.MaxValue) << random.Next(32))).ToString(
                System.Globalization.CultureInfo.InvariantCulture
            )
        );
}
