using FinancialMcp.Application.Accounts;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Accounts;

public sealed class AccountReadingTests
{
    [Fact]
    public async Task An_own_account_is_shown_with_its_balances()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Change(
            Known.AliceSavings,
            account => account with { Available = new Money(499_950, CurrencyCode.Usd), InterestRate = 1.250m }
        );

        var account = await application.CallAsync(Known.Alice, new GetAccount(Known.AliceSavings));

        Assert.Equal(("1002", "alice", AccountType.Savings), (account.AccountId, account.OwnerId, account.AccountType));
        Assert.Equal(
            ("5000.00", "4999.50", "USD", "1.25"),
            (account.Balance, account.AvailableBalance, account.Currency, account.InterestRate)
        );
    }

    [Fact]
    public async Task A_balance_says_when_it_was_read()
    {
        await using var application = new TestApplication().WithAccounts();

        var balance = await application.CallAsync(Known.Alice, new GetAccountBalance(Known.AliceChecking));

        Assert.Equal(
            ("1001", "1000.00", "1000.00", "USD", TestApplication.Start),
            (balance.AccountId, balance.Balance, balance.AvailableBalance, balance.Currency, balance.AsOf)
        );
    }

    [Fact]
    public async Task Somebody_elses_account_and_an_unknown_one_answer_the_same()
    {
        await using var application = new TestApplication().WithAccounts();

        var foreign = await application.RefusedAsync(Known.Alice, new GetAccount(Known.BobChecking));
        var unknown = await application.RefusedAsync(Known.Alice, new GetAccount(Known.Nowhere));

        Assert.Equal(
            (unknown.Code, unknown.Message, unknown.Retry, unknown.OperationId),
            (foreign.Code, foreign.Message, foreign.Retry, foreign.OperationId)
        );
        Assert.Equal(ErrorCodes.AccountNotFound, unknown.Code);
    }

    /// <summary>Our own check, whatever the bank shows; names differ already by their case.</summary>
    [Fact]
    public async Task An_account_the_bank_shows_to_somebody_who_does_not_own_it_stays_hidden()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.ShowsEverything = true;

        var refusedToBob = await application.RefusedAsync(Known.Bob, new GetAccount(Known.AliceChecking));
        var refusedToNamesake = await application.RefusedAsync(
            Known.Alice with
            {
                BackendSubject = "ALICE",
            },
            new GetAccount(Known.AliceChecking)
        );

        Assert.Equal(
            (ErrorCodes.AccountNotFound, ErrorCodes.AccountNotFound),
            (refusedToBob.Code, refusedToNamesake.Code)
        );
    }

    [Fact]
    public async Task Staff_sees_everybodys_account_as_the_banks_staff_user()
    {
        await using var application = new TestApplication().WithAccounts();

        var account = await application.CallAsync(
            Known.CallerOf("erin", "customer_service"),
            new GetAccount(Known.BobChecking)
        );

        Assert.Equal("bob", account.OwnerId);
        Assert.Equal([new BackendIdentity("olivia", IsStaff: true)], application.Bank.AskedAs);
    }

    [Fact]
    public async Task A_user_lists_the_own_accounts_only()
    {
        await using var application = new TestApplication().WithAccounts();

        var page = await application.CallAsync(Known.Alice, new ListAccounts(null, null, null, null, null));

        Assert.Equal(["1001", "1002"], page.Accounts.Select(account => account.AccountId));
        Assert.Equal((0, 20, 2L, 1), (page.Page, page.Size, page.TotalElements, page.TotalPages));
        Assert.Equal("alice", application.Bank.ListedBy!.OwnerId);
    }

    [Fact]
    public async Task A_user_who_asks_for_somebody_elses_accounts_finds_none()
    {
        await using var application = new TestApplication().WithAccounts();

        var foreign = await application.CallAsync(Known.Alice, new ListAccounts("bob", null, null, null, null));
        var unknown = await application.CallAsync(Known.Alice, new ListAccounts("nobody", null, null, null, null));
        var own = await application.CallAsync(Known.Alice, new ListAccounts("alice", null, null, null, null));

        Assert.Empty(foreign.Accounts);
        Assert.Equal(0, foreign.TotalElements);
        Assert.Equivalent(unknown, foreign);
        Assert.Equal(2, own.TotalElements);
    }

    [Fact]
    public async Task Staff_lists_by_owner_type_and_status()
    {
        await using var application = new TestApplication().WithAccounts();

        var all = await application.CallAsync(Known.Officer, new ListAccounts(null, null, null, null, 3));
        var some = await application.CallAsync(
            Known.Officer,
            new ListAccounts("alice", AccountType.Savings, AccountStatus.Active, 0, 10)
        );

        Assert.Equal((3, 4L, 2), (all.Accounts.Count, all.TotalElements, all.TotalPages));
        Assert.Equal("1002", Assert.Single(some.Accounts).AccountId);
    }

    /// <summary>Contract v1 knows no such status: asking for it would be an error there.</summary>
    [Theory]
    [InlineData(BankContract.V1, false)]
    [InlineData(BankContract.V2, true)]
    public async Task Closed_accounts_are_asked_for_only_where_there_are_any(BankContract contract, bool asks)
    {
        await using var application = new TestApplication(contract).WithAccounts();

        var page = await application.CallAsync(
            Known.Alice,
            new ListAccounts(null, null, AccountStatus.Closed, null, null)
        );

        Assert.Empty(page.Accounts);
        Assert.Equal(asks, application.Bank.ListedBy is not null);
    }
}
