using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Domain.Tests.Policies;

public sealed class PolicyTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly Principal Alice = new("issuer", "alice", "agent-a");
    private static readonly AccountId From = AccountId.Parse("1");
    private static readonly AccountId To = AccountId.Parse("2");
    private static readonly CurrencyCode Yen = CurrencyCode.Parse("JPY");

    /// <summary>Each outweighs all that come before it together.</summary>
    public static IReadOnlyList<PolicyMatch> ByWeight { get; } =
    [
        new(),
        new() { Currency = CurrencyCode.Usd },
        new() { Role = "customer" },
        new() { Tool = "transfer_funds" },
        new() { Agent = "agent-a" },
        new() { Counterparty = To },
        new() { Account = From },
    ];

    [Fact]
    public void The_most_specific_rule_decides_wherever_it_stands()
    {
        for (var most = 1; most <= ByWeight.Count; most++)
        {
            var rules = ByWeight.Take(most).Select((match, at) => Rule($"{at}") with { Match = match }).ToList();
            Assert.Equal($"{most - 1}", new Policy(1, rules).RuleFor(Transfer("1"))!.Name);
            rules.Reverse();
            Assert.Equal($"{most - 1}", new Policy(1, rules).RuleFor(Transfer("1"))!.Name);
        }
    }

    [Fact]
    public void One_name_outweighs_all_lesser_ones_together()
    {
        var lesser = new PolicyMatch
        {
            Currency = CurrencyCode.Usd,
            Role = "customer",
            Tool = "transfer_funds",
            Agent = "agent-a",
            Counterparty = To,
        };
        var policy = Of(Rule("lesser") with { Match = lesser }, Rule("account") with { Match = ByWeight[^1] });

        Assert.Equal("account", policy.RuleFor(Transfer("1"))!.Name);
    }

    [Fact]
    public void Of_equal_rules_the_first_decides() =>
        Assert.Equal("a", Of(Rule("a"), Rule("b")).RuleFor(Transfer("1"))!.Name);

    [Fact]
    public void A_rule_that_names_something_else_does_not_fit()
    {
        PolicyMatch[] others =
        [
            new() { Role = "admin" },
            new() { Agent = "agent-b" },
            new() { Agent = "alice" },
            new() { Tool = "withdraw_funds" },
            new() { Account = To },
            new() { Counterparty = From },
            new() { Currency = Yen },
        ];

        Assert.All(others, match => Assert.Null(Of(Rule("r") with { Match = match }).RuleFor(Transfer("1"))));
    }

    [Fact]
    public void What_moves_money_and_has_no_rule_is_denied() =>
        Assert.Equal(PolicyDenial.NoRule, Of().Decide(Transfer("1"), At).Denial);

    [Fact]
    public void A_denying_rule_denies_what_moves_money_and_what_does_not()
    {
        var policy = Of(Rule("no") with { Allow = false });

        Assert.Equal(PolicyDenial.Denied, policy.Decide(Transfer("1"), At).Denial);
        Assert.Equal(PolicyDenial.Denied, policy.Decide(Ask("close_account", new CloseAccount(From, "r")), At).Denial);
    }

    [Fact]
    public void What_moves_no_money_needs_no_rule_and_counts_nowhere()
    {
        var closing = Ask("close_account", new CloseAccount(From, "r"));

        Assert.Equal(PolicyDenial.None, Of().Decide(closing, At).Denial);
        Assert.Empty(new Policy(1, Policy.DefaultRules).Decide(closing, At).Limits);
    }

    [Theory]
    [InlineData("2000", PolicyDenial.None)]
    [InlineData("2000.01", PolicyDenial.MaxPerCall)]
    public void The_most_per_call_is_allowed_and_no_cent_more(string sum, PolicyDenial denial) =>
        Assert.Equal(denial, new Policy(1, Policy.DefaultRules).Decide(Transfer(sum), At).Denial);

    [Theory]
    [InlineData("499.99", 0)]
    [InlineData("500", 1)]
    [InlineData("1499.99", 1)]
    [InlineData("1500", 2)]
    public void People_are_needed_from_each_bands_edge(string sum, int needed) =>
        Assert.Equal(needed, new Policy(1, Policy.DefaultRules).Decide(Transfer(sum), At).ApprovalsNeeded);

    [Theory]
    [InlineData(499, 0)]
    [InlineData(500, 1)]
    [InlineData(1500, 2)]
    public void Figures_are_in_the_main_unit_of_any_currency(long yen, int needed)
    {
        var question = Ask("transfer_funds", new Transfer(From, To, new Money(yen, Yen), null));

        var decision = new Policy(1, Policy.DefaultRules).Decide(question, At);

        Assert.Equal((PolicyDenial.None, needed), (decision.Denial, decision.ApprovalsNeeded));
        Assert.Equal((10_000L, Yen), (decision.Limits[0].Cap!.Value, decision.Limits[0].Key.Currency));
    }

    [Fact]
    public void The_most_per_call_holds_in_a_currency_without_decimals()
    {
        var policy = new Policy(1, Policy.DefaultRules);

        Assert.Equal(PolicyDenial.None, policy.Decide(Yens(2000), At).Denial);
        Assert.Equal(PolicyDenial.MaxPerCall, policy.Decide(Yens(2001), At).Denial);
    }

    [Fact]
    public void Only_named_counterparties_are_credited_by_a_transfer()
    {
        var policy = Of(Rule("r") with { Counterparties = [AccountId.Parse("3")] });
        var deposit = Ask("deposit_funds", new Deposit(To, Usd("1"), null));

        Assert.Equal(PolicyDenial.Counterparty, policy.Decide(Transfer("1"), At).Denial);
        Assert.Equal(PolicyDenial.None, policy.Decide(deposit, At).Denial);
        Assert.Equal(PolicyDenial.None, Of(Rule("r") with { Counterparties = [To] }).Decide(Transfer("1"), At).Denial);
    }

    [Fact]
    public void A_correction_is_off_until_a_rule_names_it_and_always_held()
    {
        var correction = Ask(
            Policy.BalanceCorrection,
            new CorrectBalance(From, Usd("2"), Usd("3"), AccountType.Checking, "alice", null, null, "r")
        );
        var named = Rule("named") with { Match = new PolicyMatch { Tool = Policy.BalanceCorrection } };

        Assert.Equal(PolicyDenial.ToolOff, new Policy(1, Policy.DefaultRules).Decide(correction, At).Denial);
        Assert.Equal((PolicyDenial.None, 1), Answer(Of(named)));
        Assert.Equal((PolicyDenial.None, 2), Answer(Of(named with { Approvals = [new ApprovalBand(default, 2)] })));
        Assert.False(new Policy(1, Policy.DefaultRules).Offers(Policy.BalanceCorrection));
        Assert.False(Of(named with { Allow = false }).Offers(Policy.BalanceCorrection));
        Assert.True(Of(named).Offers(Policy.BalanceCorrection) && Of().Offers("transfer_funds"));

        (PolicyDenial, int) Answer(Policy policy)
        {
            var decision = policy.Decide(correction, At);
            return (decision.Denial, decision.ApprovalsNeeded);
        }
    }

    [Fact]
    public void Windows_are_those_that_are_limited_by_whom_the_rule_counts()
    {
        var rule = Rule("r") with
        {
            Day = new Allowance(Amount.Parse("10"), 3),
            Month = new Allowance(null, 5),
            TwinWindowSeconds = 60,
        };

        var decision = Of(rule).Decide(Transfer("1"), At);
        Assert.Equal(TimeSpan.FromSeconds(60), decision.TwinWindow);
        Assert.Equal([(1000L, 3), (null, 5)], decision.Limits.Select(limit => (limit.Cap, limit.CapCount!.Value)));
        Assert.Equal([LimitPeriod.Day, LimitPeriod.Month], decision.Limits.Select(limit => limit.Key.Period));
        Assert.Empty(Of(rule with { Day = new Allowance(null, null), Month = null }).Decide(Transfer("1"), At).Limits);

        var subjects = Enum.GetValues<CountedPer>()
            .Select(per => Of(rule with { Per = per }).Decide(Transfer("1"), At).Limits[0].Key.Subject);
        Assert.Equal(4, subjects.Distinct(StringComparer.Ordinal).Count());
    }

    private static Policy Of(params PolicyRule[] rules) => new(1, rules);

    private static PolicyRule Rule(string name) => new() { Name = name };

    private static Money Usd(string sum) => new(Amount.Parse(sum).Hundredths, CurrencyCode.Usd);

    private static PolicyQuestion Transfer(string sum) => Ask("transfer_funds", new Transfer(From, To, Usd(sum), null));

    private static PolicyQuestion Yens(long sum) =>
        Ask("transfer_funds", new Transfer(From, To, new Money(sum, Yen), null));

    private static PolicyQuestion Ask(string tool, BankInstruction instruction) =>
        new(Alice, ["customer"], tool, instruction);
}
