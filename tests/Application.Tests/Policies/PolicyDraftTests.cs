using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Policies;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Tests.Policies;

public sealed class PolicyDraftTests
{
    [Fact]
    public async Task The_rules_that_hold_are_a_draft_that_changes_nothing()
    {
        await using var application = Held.Application();
        application.Rules(
            Held.Rule,
            new PolicyRule
            {
                Name = "one",
                Match = new PolicyMatch { Account = Known.BobChecking, Currency = CurrencyCode.Usd },
                Per = CountedPer.Everyone,
                Month = new Allowance(null, 3),
                Counterparties = [Known.AliceChecking],
                TwinWindowSeconds = 60,
            }
        );

        var text = PolicyText.Of(application.Oversight.State.Policy.Rules);
        var check = await application.CallAsync(Known.Approver, new CheckPolicy(text));

        Assert.Empty(check.Problems);
        Assert.True(check.Difference!.IsNone);
        Assert.True(check.OnlyTightens);
        Assert.Equal(2, check.Rules.Count);
        Assert.DoesNotContain("null", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"allow\"", text, StringComparison.Ordinal);
        Assert.Contains("\"max_per_call\": \"2000.00\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[ { "name": "all", "max_per_call": "-5" } ]""", "Line 1, at [0].max_per_call: Not an amount")]
    [InlineData("[ { \"name\": \"all\" },\n  { \"nome\": \"b\" } ]", "Line 2")]
    [InlineData("""[ { "name": "all", "match": null } ]""", "at [0].match")]
    [InlineData("""[ null ]""", "Somewhere")]
    [InlineData("""[ { "name": "all", "approvals": [ null ] } ]""", "Somewhere")]
    [InlineData("nonsense", "Line 1")]
    [InlineData("[]", "1 to 500 rules")]
    [InlineData("""[ { "name": "a" }, { "name": "b" } ]""", "match the same")]
    [InlineData("""[ { "name": "a", "twin_window_seconds": -1 } ]""", "Rule 'a': twin_window_seconds")]
    [InlineData("[ { \"name\": \"a\\u200b\" } ]", "invisible")]
    public async Task What_is_wrong_with_a_text_is_told_in_words(string text, string problem)
    {
        await using var application = Held.Application();

        var check = await application.CallAsync(Known.Operator, new CheckPolicy(text));

        Assert.Contains(problem, Assert.Single(check.Problems), StringComparison.Ordinal);
        Assert.Equal((0, null, false), (check.Rules.Count, check.Difference, check.OnlyTightens));
    }

    [Fact]
    public async Task A_text_has_an_end()
    {
        await using var application = Held.Application();
        var longest = new string('x', PolicyText.Longest);

        Assert.Single((await application.CallAsync(Known.Operator, new CheckPolicy(longest))).Problems);
        await application.InvalidAsync(Known.Operator, new CheckPolicy(longest + "x"), "text");
        await application.InvalidAsync(Known.Operator, new CheckPolicy(""), "text");
    }

    [Fact]
    public async Task A_proposal_shows_how_it_differs_and_whether_it_only_tightens()
    {
        await using var application = Held.Application();
        var looser = Held.Rule with { MaxPerCall = null, Name = "loose" };

        await application.CallAsync(Known.Operator, new ProposePolicy([looser], "r"));
        var shown = (await application.CallAsync(Known.Approver, new GetPolicy())).Proposed!;

        Assert.False(shown.OnlyTightens);
        var rule = Assert.Single(shown.Difference.Rules);
        Assert.Equal(RuleChange.Changed, rule.Change);
        Assert.Equal([new("name", "held", "loose"), new FieldDifference("max_per_call", "2000.00", null)], rule.Fields);
    }

    [Fact]
    public async Task Every_version_is_listed_with_what_became_of_it_and_differs_from_what_held_before()
    {
        await using var application = Held.Application();
        var held = application.Oversight.State.Policy.Version;
        await application.CallAsync(Known.Operator, new ProposePolicy([Held.Rule with { MaxPerCall = null }], "first"));
        await application.CallAsync(
            Known.Operator,
            new ProposePolicy([Held.Rule with { MaxPerCall = Amount.Parse("10") }], "second")
        );

        var list = await application.CallAsync(Known.Auditor, new ListPolicyVersions());
        var older = await application.CallAsync(Known.Auditor, new ListPolicyVersions(held + 1));
        var newest = await application.CallAsync(Known.Auditor, new GetPolicyVersion(held + 2));
        var between = await application.CallAsync(Known.Auditor, new GetPolicyVersion(held + 2, held + 1));

        Assert.Equal(
            [(held + 2, PolicyVersionState.Approved), (held + 1, PolicyVersionState.Rejected)],
            list.Versions.Take(2).Select(version => (version.Version, version.State))
        );
        Assert.Equal(held, older.Versions[0].Version);
        Assert.Equal((held, true), (newest.Against, newest.OnlyTightens));
        Assert.Equal("10.00", Assert.Single(Assert.Single(newest.Difference.Rules).Fields).After);
        Assert.Equal("second", newest.Version.Reason);
        Assert.Null(Assert.Single(Assert.Single(between.Difference.Rules).Fields).Before);
        await application.InvalidAsync(Known.Auditor, new GetPolicyVersion(held + 3), "version");
        await application.InvalidAsync(Known.Auditor, new GetPolicyVersion(held, 999), "against");
        await application.InvalidAsync(Known.Auditor, new GetPolicyVersion(0), "version");
    }
}
