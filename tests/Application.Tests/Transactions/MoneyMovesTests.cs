using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Transactions;

public sealed class MoneyMovesTests
{
    private static readonly DepositFunds Deposit = new(
        Known.AliceChecking,
        Amount.Parse("20"),
        null,
        "Cash",
        Known.Key(),
        null
    );

    private static readonly WithdrawFunds Withdraw = new(
        Known.AliceChecking,
        Amount.Parse("20"),
        null,
        "Cash",
        Known.Key(),
        null
    );

    [Fact]
    public async Task A_deposit_a_withdrawal_and_a_transfer_say_exactly_what_moves()
    {
        await using var application = new TestApplication().WithAccounts();
        var sum = new Money(2000, CurrencyCode.Usd);

        await application.CallAsync(Known.Alice, Deposit);
        await application.CallAsync(Known.Alice, Withdraw with { IdempotencyKey = Known.Key(2) });
        await application.CallAsync(
            Known.Alice,
            Known.Transfer("20", key: 3) with
            {
                Currency = CurrencyCode.Usd,
                Description = "Rent",
            }
        );

        Assert.Equal<BankInstruction>(
            [
                new Deposit(Known.AliceChecking, sum, "Cash"),
                new Withdrawal(Known.AliceChecking, sum, "Cash"),
                new Transfer(Known.AliceChecking, Known.BobChecking, sum, "Rent"),
            ],
            application.Bank.Sent.Select(sent => sent.Instruction)
        );
    }

    [Fact]
    public async Task A_transfers_destination_is_not_looked_up()
    {
        await using var application = new TestApplication().WithAccounts();

        await application.CallAsync(Known.Alice, Known.Transfer() with { ToAccountId = Known.Nowhere });

        Assert.Single(application.Bank.AskedAs);
        Assert.Single(application.Bank.Sent);
    }

    [Fact]
    public async Task Money_of_somebody_elses_account_cannot_be_moved()
    {
        await using var application = new TestApplication().WithAccounts();

        AppException[] refusals =
        [
            await application.RefusedAsync(Known.Bob, Deposit),
            await application.RefusedAsync(Known.Bob, Withdraw),
            await application.RefusedAsync(Known.Bob, Known.Transfer()),
        ];

        Assert.All(refusals, refused => Assert.Equal(ErrorCodes.AccountNotFound, refused.Code));
        Assert.Empty(application.Operations.Rows);
    }

    [Fact]
    public async Task An_amount_is_in_the_accounts_currency_or_refused()
    {
        await using var application = new TestApplication(BankContract.V2).WithAccounts();
        application.Bank.Accounts.Add(Known.AccountOf(Known.Nowhere, "alice", AccountType.Checking, 5000, "JPY"));
        var yen = CurrencyCode.Parse("JPY");

        await application.CallAsync(Known.Alice, Deposit with { AccountId = Known.Nowhere });
        await application.InvalidAsync(
            Known.Alice,
            Deposit with
            {
                Currency = yen,
                IdempotencyKey = Known.Key(2),
            },
            "currency"
        );
        await application.InvalidAsync(
            Known.Alice,
            Withdraw with
            {
                AccountId = Known.Nowhere,
                Amount = Amount.Parse("20.50"),
                IdempotencyKey = Known.Key(3),
            },
            "amount"
        );

        Assert.Equal(new Money(20, yen), Assert.Single(application.Bank.Sent).Instruction.Sum);
    }

    [Fact]
    public async Task A_frozen_account_receives_but_does_not_pay()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Change(Known.AliceChecking, account => account with { Status = AccountStatus.Frozen });

        await application.CallAsync(Known.Alice, Deposit);
        var withdrawal = await application.RefusedAsync(Known.Alice, Withdraw with { IdempotencyKey = Known.Key(2) });
        var transfer = await application.RefusedAsync(Known.Alice, Known.Transfer(key: 3));

        Assert.Equal((ErrorCodes.AccountFrozen, ErrorCodes.AccountFrozen), (withdrawal.Code, transfer.Code));
        Assert.Single(application.Bank.Sent);
    }

    [Fact]
    public async Task Nothing_is_deposited_while_the_bank_takes_no_deposits()
    {
        await using var application = new TestApplication(BankContract.V2).WithAccounts();
        application.Bank.TakesDeposits = false;

        var refused = await application.RefusedAsync(Known.Alice, Deposit);
        application.Bank.TakesDeposits = true;
        var receipt = await application.CallAsync(Known.Alice, Deposit);

        Assert.Equal((ErrorCodes.ToolDisabled, Retry.Later), (refused.Code, refused.Retry));
        Assert.Equal(("succeeded", false), (receipt.Status, receipt.Replayed));
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("0.01", true)]
    [InlineData("999999.99", true)]
    [InlineData("1000000", false)]
    public async Task An_amount_to_move_is_within_what_the_bank_moves_at_once(string amount, bool isSent)
    {
        await using var application = new TestApplication().WithAccounts();

        if (isSent)
        {
            await application.CallAsync(Known.Alice, Known.Transfer(amount));
        }
        else
        {
            await application.InvalidAsync(Known.Alice, Known.Transfer(amount), "amount");
        }

        Assert.Equal(isSent ? 1 : 0, application.Bank.Sent.Count);
    }

    /// <summary>Each role alone may not move alice's money, and neither may both.</summary>
    [Theory]
    [InlineData("readonly_user")]
    [InlineData("customer_service")]
    [InlineData("account_manager")]
    public async Task A_user_who_may_also_read_everything_moves_only_the_own_money(string second)
    {
        await using var application = new TestApplication().WithAccounts();

        var refused = await application.RefusedAsync(Known.CallerOf("bob", "user", second), Known.Transfer());

        Assert.Equal(ErrorCodes.AccountNotFound, refused.Code);
        Assert.Empty(application.Bank.Sent);
    }
}
