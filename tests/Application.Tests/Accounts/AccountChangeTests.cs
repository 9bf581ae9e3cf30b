using FinancialMcp.Application.Accounts;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Accounts;

public sealed class AccountChangeTests
{
    private static readonly UpdateAccount Nothing = new(Known.AliceSavings, null, null, null, Known.Key());

    [Fact]
    public async Task Terms_of_a_savings_and_of_a_credit_account_can_be_changed()
    {
        await using var application = new TestApplication(BankContract.V2).WithAccounts();
        var due = new DateOnly(2027, 1, 1);

        await application.CallAsync(Known.Alice, Nothing with { InterestRate = 2.5m });
        await application.CallAsync(
            Known.Officer,
            new UpdateAccount(Known.CarolCredit, null, Amount.Parse("0"), due, Known.Key(2))
        );

        Assert.Equal<BankInstruction>(
            [
                new ChangeAccount(Known.AliceSavings, 2.5m, null, null),
                new ChangeAccount(Known.CarolCredit, null, new Money(0, CurrencyCode.Usd), due),
            ],
            application.Bank.Sent.Select(sent => sent.Instruction)
        );
    }

    [Fact]
    public async Task A_change_of_nothing_is_refused()
    {
        await using var application = new TestApplication(BankContract.V2).WithAccounts();

        await application.InvalidAsync(Known.Alice, Nothing, "interest_rate");
    }

    [Fact]
    public async Task An_account_takes_only_the_terms_of_its_type()
    {
        await using var application = new TestApplication(BankContract.V2).WithAccounts();
        var all = new UpdateAccount(Known.AliceChecking, 1m, Amount.Parse("5"), new DateOnly(2027, 1, 1), Known.Key());

        await application.InvalidAsync(Known.Alice, all, "interest_rate", "credit_limit", "due_date");
        await application.InvalidAsync(
            Known.Alice,
            all with
            {
                AccountId = Known.AliceSavings,
            },
            "credit_limit",
            "due_date"
        );
        await application.InvalidAsync(Known.Officer, all with { AccountId = Known.CarolCredit }, "interest_rate");
        Assert.Empty(application.Operations.Rows);
    }

    [Theory]
    [InlineData(SettableStatus.Frozen, AccountStatus.Frozen)]
    [InlineData(SettableStatus.Active, AccountStatus.Active)]
    public async Task Staff_freezes_and_releases(SettableStatus asked, AccountStatus status)
    {
        await using var application = new TestApplication().WithAccounts();

        await application.CallAsync(
            Known.Officer,
            new SetAccountStatus(Known.AliceChecking, asked, "On request.", Known.Key())
        );

        Assert.Equal(
            new SetStatus(Known.AliceChecking, status, "On request."),
            Assert.Single(application.Bank.Sent).Instruction
        );
    }

    [Fact]
    public async Task An_empty_account_of_ones_own_can_be_closed()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Change(
            Known.AliceChecking,
            _ => Known.AccountOf(Known.AliceChecking, "alice", AccountType.Checking, 0)
        );

        await application.CallAsync(Known.Alice, Delete(Known.AliceChecking));

        Assert.Equal(
            new CloseAccount(Known.AliceChecking, "Not needed."),
            Assert.Single(application.Bank.Sent).Instruction
        );
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(-1, -1)]
    public async Task An_account_with_anything_left_is_not_closed(long balance, long available)
    {
        await using var application = new TestApplication().WithAccounts();
        application.Change(
            Known.AliceChecking,
            account =>
                account with
                {
                    Balance = new Money(balance, CurrencyCode.Usd),
                    Available = new Money(available, CurrencyCode.Usd),
                }
        );

        await application.InvalidAsync(Known.Alice, Delete(Known.AliceChecking), "account_id");
        Assert.Empty(application.Bank.Sent);
    }

    [Fact]
    public async Task Nothing_is_done_to_a_closed_account()
    {
        await using var application = new TestApplication(BankContract.V2).WithAccounts();
        foreach (var id in new[] { Known.AliceChecking, Known.AliceSavings })
        {
            application.Change(id, account => account with { Status = AccountStatus.Closed });
        }

        await application.InvalidAsync(Known.Alice, Nothing with { InterestRate = 1m }, "account_id");
        await application.InvalidAsync(Known.Alice, Delete(Known.AliceChecking), "account_id");
        await application.InvalidAsync(
            Known.Officer,
            new SetAccountStatus(Known.AliceChecking, SettableStatus.Active, "r", Known.Key()),
            "account_id"
        );
        await application.InvalidAsync(Known.Alice, Known.Transfer(), "from_account_id");
        Assert.Empty(application.Bank.Sent);
    }

    [Fact]
    public async Task Somebody_elses_account_cannot_be_changed_by_a_user()
    {
        await using var application = new TestApplication(BankContract.V2).WithAccounts();

        var update = await application.RefusedAsync(Known.Bob, Nothing with { InterestRate = 1m });
        var delete = await application.RefusedAsync(Known.Bob, Delete(Known.AliceChecking));

        Assert.Equal((ErrorCodes.AccountNotFound, ErrorCodes.AccountNotFound), (update.Code, delete.Code));
        Assert.Empty(application.Operations.Rows);
    }

    private static DeleteAccount Delete(AccountId id) => new(id, "Not needed.", Known.Key());
}
