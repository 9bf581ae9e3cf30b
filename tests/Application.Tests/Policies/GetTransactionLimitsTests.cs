using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Policies;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Tests.Policies;

public sealed class GetTransactionLimitsTests
{
    private static readonly GetTransactionLimits Ask = new(Known.AliceChecking);

    [Fact]
    public async Task It_tells_the_rule_and_what_is_left_under_it_for_every_tool_the_caller_may_use()
    {
        await using var application = Held.Application();
        application.Rules(Held.Rule with { Day = new Allowance(Amount.Parse("5000"), 10) });
        await application.CallAsync(Known.Alice, Known.Transfer("60"));
        await application.HoldAsync("100", key: 2);

        var limits = await application.CallAsync(Known.Alice, Ask);

        Assert.Equal(("1001", "USD"), (limits.AccountId, limits.Currency));
        Assert.Equal(["deposit_funds", "withdraw_funds", "transfer_funds"], limits.Tools.Select(tool => tool.Tool));
        var transfer = limits.Tools[2];
        Assert.Equal(
            (true, null, "held", "2000.00"),
            (transfer.Allowed, transfer.Code, transfer.Rule, transfer.MaxPerCall)
        );
        Assert.Equal([new("100.00", 1), new("1000.00", 2)], transfer.Approvals);
        var day = transfer.Limits[0];
        Assert.Equal(
            ("day", "5000.00", "60.00", "100.00", "4840.00"),
            (day.Period, day.Cap, day.Used, day.Held, day.Left)
        );
        Assert.Equal((10, 1, 1, 8), (day.CapCount, day.UsedCount, day.HeldCount, day.LeftCount));
        Assert.Equal("19840.00", transfer.Limits[1].Left);
        Assert.Empty(limits.BankLimits);
    }

    [Fact]
    public async Task Each_tool_has_its_own_rule_and_who_may_reverse_is_told_of_it()
    {
        await using var application = Held.Application();
        application.Rules(
            Held.Rule,
            new PolicyRule
            {
                Name = "no withdrawals",
                Match = new PolicyMatch { Tool = "withdraw_funds" },
                Allow = false,
            }
        );

        var limits = await application.CallAsync(Known.Officer, Ask);

        Assert.Equal(4, limits.Tools.Count);
        Assert.Equal("reverse_transaction", limits.Tools[3].Tool);
        var withdrawal = limits.Tools[1];
        Assert.Equal(
            (false, ErrorCodes.AuthorizationError, "no withdrawals", null),
            (withdrawal.Allowed, withdrawal.Code, withdrawal.Rule, withdrawal.MaxPerCall)
        );
        Assert.Empty(withdrawal.Limits);
    }

    [Fact]
    public async Task An_accounts_own_rule_and_currency_hold_for_it_and_only_for_it()
    {
        await using var application = Held.Application();
        application.Bank.Accounts.Add(Known.AccountOf(Known.Nowhere, "alice", AccountType.Checking, 5000, "JPY"));
        application.Rules(
            Held.Rule,
            Held.Rule with
            {
                Name = "one account",
                Match = new PolicyMatch { Account = Known.Nowhere },
            }
        );

        var own = await application.CallAsync(Known.Alice, new GetTransactionLimits(Known.Nowhere));
        var none = await application.CallAsync(Known.Alice, new GetTransactionLimits(null));

        Assert.Equal(("JPY", "one account", "2000"), (own.Currency, own.Tools[0].Rule, own.Tools[0].MaxPerCall));
        Assert.Equal((null, "USD", "held"), (none.AccountId, none.Currency, none.Tools[0].Rule));
    }

    /// <summary>Without an account nothing is known of a window that counts per account: no figure is made up.</summary>
    [Fact]
    public async Task What_is_counted_per_account_is_told_only_with_an_account()
    {
        await using var application = Held.Application();
        application.Rules(Held.Rule with { Per = CountedPer.Account });
        await application.CallAsync(Known.Alice, Known.Transfer("60"));

        var with = (await application.CallAsync(Known.Alice, Ask)).Tools[2].Limits[0];
        var without = (await application.CallAsync(Known.Alice, new GetTransactionLimits(null))).Tools[2].Limits[0];

        Assert.Equal(("5000.00", "60.00", "4940.00"), (with.Cap, with.Used, with.Left));
        Assert.Equal(("5000.00", null, null, null), (without.Cap, without.Used, without.Held, without.Left));
        Assert.Equal((null, null), (without.UsedCount, without.HeldCount));
    }

    [Fact]
    public async Task Where_no_rule_speaks_of_it_it_is_not_allowed()
    {
        await using var application = Held.Application();
        application.Rules(Held.Rule with { Match = new PolicyMatch { Tool = "deposit_funds" } });

        var limits = await application.CallAsync(Known.Alice, Ask);

        Assert.Equal([true, false, false], limits.Tools.Select(tool => tool.Allowed));
        Assert.Null(limits.Tools[1].Rule);
    }

    [Fact]
    public async Task Who_may_only_read_is_told_of_no_tool_and_nobody_of_a_foreign_account()
    {
        await using var application = Held.Application();

        var reader = await application.CallAsync(Known.CallerOf("bob", "customer_service"), Ask);
        var both = await application.CallAsync(Known.CallerOf("bob", "user", "customer_service"), Ask);
        var foreign = await application.RefusedAsync(Known.Bob, Ask);

        Assert.Empty(reader.Tools);
        Assert.Empty(both.Tools);
        Assert.Equal(ErrorCodes.AccountNotFound, foreign.Code);
    }

    [Fact]
    public async Task The_banks_own_limits_are_told_for_ones_own_accounts_under_contract_two()
    {
        await using var application = new TestApplication(BankContract.V2).WithAccounts();
        application.Bank.SpendingLimits.AddRange([
            LimitOf(Known.AliceChecking),
            LimitOf(Known.AliceSavings),
            LimitOf(Known.BobChecking),
        ]);

        var one = await application.CallAsync(Known.Alice, Ask);
        var all = await application.CallAsync(Known.Alice, new GetTransactionLimits(null));
        var staff = await application.CallAsync(Known.Officer, new GetTransactionLimits(null));

        Assert.Equal([new("1001", "USD", "10000.00", "12.50", "2000.00", "0.00")], one.BankLimits);
        Assert.Equal(["1001", "1002"], all.BankLimits.Select(limit => limit.AccountId));
        Assert.Empty(staff.BankLimits);
        Assert.Equal(2, application.Bank.SpendingLimitsAsked);
    }

    [Fact]
    public async Task Under_contract_one_the_bank_is_not_asked_for_limits_it_does_not_keep_to()
    {
        await using var application = new TestApplication(BankContract.V1).WithAccounts();
        application.Bank.SpendingLimits.Add(LimitOf(Known.AliceChecking));

        Assert.Empty((await application.CallAsync(Known.Alice, Ask)).BankLimits);
        Assert.Equal(0, application.Bank.SpendingLimitsAsked);
    }

    [Fact]
    public async Task A_token_without_the_scope_to_move_money_is_told_of_no_tool()
    {
        await using var application = Held.Application();

        var limits = await application.CallAsync(Known.Alice.WithScopes(Scopes.TransactionsRead), Ask);

        Assert.Empty(limits.Tools);
    }

    private static BankSpendingLimit LimitOf(AccountId account) =>
        new(account, CurrencyCode.Usd, Usd(1_000_000), Usd(1250), Usd(200_000), Usd(0));

    private static Money Usd(long minor) => new(minor, CurrencyCode.Usd);
}
