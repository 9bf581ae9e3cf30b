using CsCheck;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Tests.Policies;

/// <summary>
/// One person may tighten a policy. So whatever is called a tightening must be as strict as what held, for every
/// question: policies and questions are drawn from few values, so that they meet.
/// </summary>
public sealed class TighteningTests
{
    private static readonly CurrencyCode Yen = CurrencyCode.Parse("JPY");

    private static readonly Gen<Amount> Amounts = Among("0", "0.99", "1", "1.50", "2", "3").Select(Amount.Parse);

    private static readonly Gen<AccountId> Accounts = Among(Known.AliceChecking, Known.BobChecking);

    private static readonly Gen<PolicyMatch> Matches = Gen.Select(
        Among<string?>(null, "user", "admin"),
        Among<string?>(null, "transfer_funds", Policy.BalanceCorrection),
        Accounts.Nullable(),
        Accounts.Nullable(),
        Among(CurrencyCode.Usd, Yen).Nullable(),
        (role, tool, account, counterparty, currency) =>
            new PolicyMatch
            {
                Role = role,
                Tool = tool,
                Account = account,
                Counterparty = counterparty,
                Currency = currency,
            }
    );

    private static readonly Gen<Allowance?> Allowances = Gen.Select(
            Amounts.Nullable(),
            Gen.Int[0, 2].Nullable(),
            (amount, count) => new Allowance(amount, count)
        )
        .Null(0.3);

    private static readonly Gen<IReadOnlyList<ApprovalBand>> Bands = Gen.Select(Amounts, Gen.Int[1, 3])
        .Array[0, 2]
        .Select(bands =>
            (IReadOnlyList<ApprovalBand>)
                [
                    .. bands
                        .DistinctBy(band => band.Item1)
                        .OrderBy(band => band.Item1)
                        .Select(band => new ApprovalBand(band.Item1, band.Item2)),
                ]
        );

    private static readonly Gen<PolicyRule> Figures = Gen.Select(
        Gen.Select(
            Gen.Frequency((4, Gen.Const(true)), (1, Gen.Const(false))),
            Amounts.Nullable(),
            Gen.Enum<CountedPer>()
        ),
        Allowances,
        Allowances,
        Bands,
        Accounts.Array[0, 2].Null(0.6),
        Gen.Int[0, 2],
        (head, day, month, bands, counterparties, twin) =>
            new PolicyRule
            {
                Name = "r",
                Allow = head.Item1,
                MaxPerCall = head.Item2,
                Per = head.Item3,
                Day = day,
                Month = month,
                Approvals = bands,
                Counterparties = counterparties,
                TwinWindowSeconds = twin,
            }
    );

    private static readonly Gen<PolicyRule[]> RuleSets = Gen.Select(
        Matches.Array[1, 4],
        Figures.Array[4],
        (matches, figures) =>
            matches.Distinct().Zip(figures, (match, figure) => figure with { Match = match }).ToArray()
    );

    /// <summary>Rules, and others made of them by changing one thing of one rule, or adding, removing or swapping one.</summary>
    private static readonly Gen<(Policy Held, Policy Next)> Pairs = Gen.Select(
        RuleSets,
        Gen.Select(Gen.Int[0, 11], Gen.Int[0, 3], Gen.Int[0, 3]),
        Figures,
        Matches,
        (rules, how, figures, match) =>
            (
                new Policy(1, rules),
                new Policy(2, Changed(rules, how.Item1, how.Item2 % rules.Length, how.Item3, figures, match))
            )
    );

    private static readonly Gen<PolicyQuestion> Questions = Gen.Select(
        Among("user", "admin"),
        Among("transfer_funds", "withdraw_funds", Policy.BalanceCorrection),
        Accounts,
        Accounts,
        Gen.Select(Among<long>(0, 1, 2, 3, 99, 100, 101, 150, 199, 200, 300), Among(CurrencyCode.Usd, Yen)),
        (role, tool, from, to, sum) =>
            new PolicyQuestion(
                Known.Alice.Principal,
                [role],
                tool,
                tool == "transfer_funds"
                    ? new Transfer(from, to, new Money(sum.Item1, sum.Item2), null)
                    : new Withdrawal(from, new Money(sum.Item1, sum.Item2), null)
            )
    );

    [Fact]
    public void What_is_called_a_tightening_allows_nothing_more()
    {
        var (tightenings, stricter) = (0, 0);
        Gen.Select(Pairs, Questions.Array[10])
            .Sample(
                (pair, questions) =>
                {
                    if (!pair.Next.OnlyTightens(pair.Held))
                    {
                        return;
                    }

                    Interlocked.Increment(ref tightenings);
                    foreach (var question in questions)
                    {
                        var (held, next) = (Decide(pair.Held, question), Decide(pair.Next, question));
                        Assert.True(IsAsStrict(next, held), $"{question}: {held} became {next}.");
                        Interlocked.Add(ref stricter, IsAsStrict(held, next) ? 0 : 1);
                    }
                },
                iter: 60_000
            );

        Assert.True(tightenings > 5000, $"Only {tightenings} were tightenings.");
        Assert.True(stricter > 500, $"Only {stricter} decisions became stricter.");
    }

    [Fact]
    public void The_same_rules_tighten_and_a_later_version_of_them_too() =>
        RuleSets.Sample(rules => new Policy(2, rules).OnlyTightens(new Policy(1, rules)), iter: 1000);

    [Fact]
    public void What_an_operator_does_in_a_hurry_is_a_tightening()
    {
        var held = new Policy(1, Policy.DefaultRules);
        var only = Policy.DefaultRules[0];

        PolicyRule[][] tighter =
        [
            [only with { MaxPerCall = Amount.Parse("1") }],
            [only with { Allow = false }],
            [only with { Day = new Allowance(Amount.Parse("10000"), 3) }],
            [only with { Month = new Allowance(Amount.Parse("1"), null) }],
            [only with { Approvals = [new ApprovalBand(Amount.Parse("0"), 2)] }],
            [only with { Counterparties = [] }],
            [only with { TwinWindowSeconds = 3600 }],
            [
                new PolicyRule
                {
                    Name = "no",
                    Match = new PolicyMatch { Agent = "robot" },
                    Allow = false,
                },
                only,
            ],
        ];
        PolicyRule[][] looser =
        [
            [only with { MaxPerCall = null }],
            [only with { MaxPerCall = Amount.Parse("2000.01") }],
            [only with { Day = null }],
            [only with { Per = CountedPer.Agent }],
            [only with { Approvals = [only.Approvals[0]] }],
            [only with { TwinWindowSeconds = 599 }],
            [
                new PolicyRule
                {
                    Name = "yes",
                    Match = new PolicyMatch { Agent = "robot" },
                },
                only,
            ],
            [only with { Match = new PolicyMatch { Role = "user" } }],
        ];

        Assert.All(tighter, rules => Assert.True(new Policy(2, rules).OnlyTightens(held)));
        Assert.All(looser, rules => Assert.False(new Policy(2, rules).OnlyTightens(held)));
    }

    private static PolicyRule[] Changed(
        PolicyRule[] rules,
        int how,
        int at,
        int place,
        PolicyRule figures,
        PolicyMatch match
    )
    {
        var next = rules.ToList();
        var rule = next[at];
        next[at] = how switch
        {
            0 => rule with { Allow = figures.Allow },
            1 => rule with { MaxPerCall = figures.MaxPerCall },
            2 => rule with { Day = figures.Day },
            3 => rule with { Month = figures.Month },
            4 => rule with { Approvals = figures.Approvals },
            5 => rule with { Counterparties = figures.Counterparties },
            6 => rule with { TwinWindowSeconds = figures.TwinWindowSeconds },
            7 => rule with { Per = figures.Per },
            8 => figures with { Match = rule.Match },
            _ => rule,
        };
        if (how is 9 or 10 && next.TrueForAll(known => known.Match != match))
        {
            next.Insert(Math.Min(place, next.Count), figures with { Match = match, Allow = how == 9 && figures.Allow });
        }
        else if (how == 11 && next.Count > 1)
        {
            next.RemoveAt(at);
        }

        return [.. next];
    }

    private static PolicyDecision Decide(Policy policy, PolicyQuestion question) =>
        policy.Decide(question, TestApplication.Start);

    /// <summary>Denied, or as many approvals, every limit at most as high in the same window, and twins as long.</summary>
    private static bool IsAsStrict(PolicyDecision next, PolicyDecision held) =>
        next.Denial != PolicyDenial.None
        || (
            held.Denial == PolicyDenial.None
            && next.ApprovalsNeeded >= held.ApprovalsNeeded
            && next.TwinWindow >= held.TwinWindow
            && held.Limits.All(limit => next.Limits.Any(other => IsAtMost(other, limit)))
        );

    private static bool IsAtMost(WindowLimit limit, WindowLimit held) =>
        limit.Key == held.Key
        && (held.Cap is null || limit.Cap <= held.Cap)
        && (held.CapCount is null || limit.CapCount <= held.CapCount);

    private static Gen<T> Among<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);
}
