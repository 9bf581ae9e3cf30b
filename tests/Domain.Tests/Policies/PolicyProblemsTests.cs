using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Domain.Tests.Policies;

public sealed class PolicyProblemsTests
{
    public static TheoryData<PolicyRule, PolicyRule> Edges =>
        new()
        {
            { Rule(new string('n', 100)), Rule(new string('n', 101)) },
            { Rule("n"), Rule("") },
            { Rule("r") with { TwinWindowSeconds = 0 }, Rule("r") with { TwinWindowSeconds = -1 } },
            { Rule("r") with { TwinWindowSeconds = 86_400 }, Rule("r") with { TwinWindowSeconds = 86_401 } },
            { Rule("r") with { Day = new Allowance(null, 0) }, Rule("r") with { Day = new Allowance(null, -1) } },
            { Rule("r") with { Month = new Allowance(null, 0) }, Rule("r") with { Month = new Allowance(null, -1) } },
            { Bands(("1", 1)), Bands(("1", 0)) },
            { Bands(("1", 5)), Bands(("1", 6)) },
            { Bands(("1", 1), ("1.01", 2)), Bands(("1", 1), ("1", 2)) },
        };

    [Fact]
    public void The_default_rules_are_a_policy() => Assert.Empty(PolicyProblems.Of(Policy.DefaultRules));

    [Theory]
    [MemberData(nameof(Edges))]
    public void A_rule_is_taken_up_to_each_edge_and_not_beyond(PolicyRule good, PolicyRule bad)
    {
        Assert.Empty(PolicyProblems.Of([good]));
        var problem = Assert.Single(PolicyProblems.Of([bad]));
        Assert.StartsWith($"Rule '{bad.Name}': ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(500, 0)]
    [InlineData(501, 1)]
    public void A_policy_has_1_to_500_rules(int rules, int problems) =>
        Assert.Equal(problems, PolicyProblems.Of([.. Enumerable.Range(0, rules).Select(Distinct)]).Count);

    [Fact]
    public void Two_rules_of_one_name_are_told()
    {
        var problem = Assert.Single(
            PolicyProblems.Of([Distinct(1) with { Name = "a" }, Distinct(2) with { Name = "a" }])
        );

        Assert.Equal("Two rules are named 'a'.", problem);
    }

    [Fact]
    public void Two_rules_for_the_same_are_told()
    {
        var problem = Assert.Single(PolicyProblems.Of([Rule("a"), Rule("b")]));

        Assert.Equal("The rules 'a' and 'b' match the same.", problem);
    }

    [Fact]
    public void Every_problem_is_told() =>
        Assert.Equal(
            3,
            PolicyProblems
                .Of([
                    Rule("") with
                    {
                        TwinWindowSeconds = -1,
                    },
                    Bands(("1", 9)) with
                    {
                        Match = new PolicyMatch { Tool = "t" },
                    },
                ])
                .Count
        );

    private static PolicyRule Rule(string name) => new() { Name = name };

    private static PolicyRule Distinct(int number) =>
        new()
        {
            Name = $"r{number}",
            Match = new PolicyMatch { Tool = $"t{number}" },
        };

    private static PolicyRule Bands(params (string From, int Needed)[] bands) =>
        Rule("r") with
        {
            Approvals = [.. bands.Select(band => new ApprovalBand(Amount.Parse(band.From), band.Needed))],
        };
}
