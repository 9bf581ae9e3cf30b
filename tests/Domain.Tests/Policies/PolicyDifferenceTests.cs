using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Domain.Tests.Policies;

public sealed class PolicyDifferenceTests
{
    private static readonly PolicyRule All = new() { Name = "all", MaxPerCall = Amount.Parse("100") };

    private static readonly PolicyRule Bot = new()
    {
        Name = "bot",
        Match = new PolicyMatch { Agent = "bot" },
        Approvals = [new ApprovalBand(Amount.Parse("5"), 1)],
    };

    [Fact]
    public void The_same_rules_do_not_differ_also_when_they_were_read_anew() =>
        Assert.True(
            PolicyDifference.Of([All, Bot], [All with { }, Bot with { Approvals = [.. Bot.Approvals] }]).IsNone
        );

    [Fact]
    public void What_is_added_and_what_is_gone_is_told_with_all_that_it_says()
    {
        var difference = PolicyDifference.Of([All], [Bot]);

        Assert.Equal(
            [(RuleChange.Added, "bot"), (RuleChange.Removed, "all")],
            difference.Rules.Select(rule => (rule.Change, rule.Name))
        );
        Assert.Equal(
            [
                new FieldDifference("name", null, "bot"),
                new("match.agent", null, "bot"),
                new("approvals", null, "1 from 5.00"),
            ],
            difference.Rules[0].Fields
        );
        Assert.Equal(
            [new("name", "all", null), new FieldDifference("max_per_call", "100.00", null)],
            difference.Rules[1].Fields
        );
        Assert.False(difference.IsNone);
    }

    /// <summary>Windows are counted under what a rule matches: that is what it is, whatever it is called.</summary>
    [Fact]
    public void A_rule_is_the_same_by_what_it_matches_and_else_by_its_name()
    {
        var renamed = All with { Name = "everything" };
        var narrowed = Bot with
        {
            Match = new PolicyMatch { Agent = "bot", Tool = "transfer_funds" },
        };

        var difference = PolicyDifference.Of([All, Bot], [renamed, narrowed]);

        Assert.All(difference.Rules, rule => Assert.Equal(RuleChange.Changed, rule.Change));
        Assert.Equal(new FieldDifference("name", "all", "everything"), Assert.Single(difference.Rules[0].Fields));
        Assert.Equal(
            new FieldDifference("match.tool", null, "transfer_funds"),
            Assert.Single(difference.Rules[1].Fields)
        );
        Assert.False(difference.IsReordered);
    }

    [Fact]
    public void Every_member_counts()
    {
        var whole = new PolicyRule
        {
            Name = "n",
            Match = new PolicyMatch
            {
                Role = "user",
                Agent = "a",
                Tool = "t",
                Account = AccountId.Parse("1"),
                Counterparty = AccountId.Parse("2"),
                Currency = CurrencyCode.Usd,
            },
            Allow = false,
            MaxPerCall = Amount.Parse("1"),
            Per = CountedPer.Account,
            Day = new Allowance(Amount.Parse("2"), 3),
            Month = new Allowance(Amount.Parse("4"), 5),
            Approvals = [new ApprovalBand(Amount.Parse("6"), 2)],
            Counterparties = [AccountId.Parse("7")],
            TwinWindowSeconds = 8,
        };

        var fields = Assert.Single(PolicyDifference.Of([], [whole]).Rules).Fields;

        Assert.Equal(17, fields.Count);
        Assert.All(fields, field => Assert.NotNull(field.After));
    }

    [Fact]
    public void Another_order_of_the_same_rules_is_told()
    {
        var difference = PolicyDifference.Of([All, Bot], [Bot, All]);

        Assert.True(difference.IsReordered);
        Assert.All(difference.Rules, rule => Assert.Equal(RuleChange.Same, rule.Change));
        Assert.False(difference.IsNone);
    }
}
