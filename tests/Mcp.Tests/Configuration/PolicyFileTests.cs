using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Domain.Policies;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Configuration;

/// <summary>The first policy, as POLICY_FILE names it.</summary>
public sealed class PolicyFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_policy_that_the_documentation_shows_is_the_one_that_holds()
    {
        var page = File.ReadAllText(Path.Combine(BuildOutput.Root, "docs", "policy.md"));
        var shown = page.Split("```json")[1].Split("```")[0];

        Assert.Equal(TextOf(Policy.DefaultRules), TextOf(Read(shown, out var errors)));
        Assert.Empty(errors);
    }

    [Fact]
    public void Every_member_is_read()
    {
        var rule = Assert.Single(
            Read(
                """
                [ { "name": "all of it",
                    "match": { "role": "user", "agent": "bot", "tool": "transfer_funds", "account": "1001",
                               "counterparty": "1003", "currency": "USD" },
                    "allow": false, "max_per_call": "12.50", "per": "ACCOUNT",
                    "day": { "amount": "100", "count": 3 }, "month": { "count": 9 },
                    "approvals": [ { "from": "5", "needed": 1 } ], "counterparties": [ "1003" ],
                    "twin_window_seconds": 0 } ]
                """,
                out var errors
            )
        );

        Assert.Empty(errors);
        Assert.Equal(63, rule.Match.Weight);
        Assert.Equal((false, CountedPer.Account, 0), (rule.Allow, rule.Per, rule.TwinWindowSeconds));
        Assert.Equal("12.50", rule.MaxPerCall.ToString());
        Assert.Equal((3, 9), (rule.Day!.Count, rule.Month!.Count));
        Assert.Equal("1003", Assert.Single(rule.Counterparties!).ToString());
        Assert.Equal(1, Assert.Single(rule.Approvals).Needed);
    }

    [Theory]
    [InlineData("", "no list of rules")]
    [InlineData("null", "1 to 500 rules")]
    [InlineData("[]", "1 to 500 rules")]
    [InlineData("""{ "name": "all" }""", "no list of rules")]
    [InlineData("""[ { } ]""", "no list of rules")]
    [InlineData("""[ { "name": "all", "max_pre_call": "5" } ]""", "no list of rules")]
    [InlineData("""[ { "name": "all", "name": "again" } ]""", "no list of rules")]
    [InlineData("""[ { "name": "all", "max_per_call": 5 } ]""", "no list of rules")]
    [InlineData("""[ { "name": "all", "max_per_call": "-5" } ]""", "no list of rules")]
    [InlineData("""[ { "name": "all", "per": "agent of mine" } ]""", "no list of rules")]
    [InlineData("""[ { "name": "one" }, { "name": "two" } ]""", "match the same")]
    [InlineData("""[ { "name": "one", "approvals": [ { "from": "5", "needed": 0 } ] } ]""", "1 to 5 approvals")]
    public void Rules_that_cannot_be_used_are_named(string rules, string problem)
    {
        Read(rules, out var errors);

        var error = Assert.Single(errors);
        Assert.Equal("POLICY_FILE", error.Setting);
        Assert.Contains(problem, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var errors = new List<ConfigurationProblem>();

        PolicyFileReading.Read(Path.Combine(folder.Path, "no-such-file"), errors);

        Assert.Contains("cannot be read", Assert.Single(errors).ToString(), StringComparison.Ordinal);
    }

    private IReadOnlyList<PolicyRule> Read(string rules, out List<ConfigurationProblem> errors)
    {
        errors = [];
        return PolicyFileReading.Read(TestPolicy.WriteTo(folder.Path, rules), errors);
    }

    private static string TextOf(IReadOnlyList<PolicyRule> rules) => JsonSerializer.Serialize(rules, WireJson.Options);
}
