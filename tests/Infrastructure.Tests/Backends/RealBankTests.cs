using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>Every instruction and every read against the real stand-in bank, under both contracts.</summary>
public sealed class RealBankTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    public static TheoryData<BankContract> Contracts() => [BankContract.V1, BankContract.V2];

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task A_transfer_moves_and_is_read_back_by_its_creator_only(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        var transfer = new Transfer(RealBank.AliceChecking, RealBank.BobChecking, Samples.Usd("12.50"), "rent");
        var operation = Samples.Operation(contract, transfer);
        var before = await BalanceAsync(bank, RealBank.AliceChecking);

        var (outcome, attempt) = await bank.Backends.SendAsync(operation);

        Assert.Equal(OutcomeClass.Succeeded, outcome.Class);
        Assert.Equal((true, 201, null), (attempt.BytesSent, attempt.HttpStatus, attempt.ErrorClass));
        Assert.True(attempt.Ended >= attempt.Started);
        var id = TransactionId.Parse(outcome.BackendTransactionId!);
        var read = await bank.Backends.Transactions.FindAsync(id, BackendsUnderTest.Alice, Stop);
        Assert.Equal(operation.BackendKey, read?.IdempotencyKey);
        Assert.Equal(operation.BackendKey, read?.Reference);
        Assert.Equal(ResultOf(outcome).Transaction, TransactionView.Of(read!));
        Assert.Null(await bank.Backends.Transactions.FindAsync(id, BackendsUnderTest.Bob, Stop));
        Assert.NotNull(await bank.Backends.Transactions.FindAsync(id, BackendsUnderTest.Staff, Stop));
        Assert.Equal(before - 1250, await BalanceAsync(bank, RealBank.AliceChecking));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task The_same_attempt_again_is_answered_with_the_same_transaction(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        foreach (var kind in (string[])["deposit", "withdrawal", "transfer"])
        {
            var operation = Samples.Operation(contract, Samples.All[kind]);
            var first = (await bank.Backends.SendAsync(operation)).Outcome;
            var second = (await bank.Backends.SendAsync(operation)).Outcome;

            Assert.Equal(OutcomeClass.Succeeded, first.Class);
            Assert.Equal(first, second);
        }
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task Deposit_withdrawal_and_reversal_succeed(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        var before = await BalanceAsync(bank, RealBank.AliceChecking);

        await SucceedAsync(bank, new Deposit(RealBank.AliceChecking, Samples.Usd("40.00"), "wages ü 漢"));
        await SucceedAsync(bank, new Withdrawal(RealBank.AliceChecking, Samples.Usd("0.01"), null));
        var transfer = await SucceedAsync(
            bank,
            new Transfer(RealBank.AliceChecking, RealBank.BobChecking, Samples.Usd("10.00"), null)
        );
        Assert.Equal(before + 2999, await BalanceAsync(bank, RealBank.AliceChecking));

        var original = TransactionId.Parse(transfer.BackendTransactionId!);
        var reversal = new Reversal(
            original,
            Samples.Usd("10.00"),
            RealBank.BobChecking,
            RealBank.AliceChecking,
            "sent twice"
        );
        var undone = await SucceedAsync(bank, reversal, BackendsUnderTest.Staff);

        Assert.Equal(original.ToString(), ResultOf(undone).Transaction?.OriginalTransactionId);
        Assert.Equal(before + 3999, await BalanceAsync(bank, RealBank.AliceChecking));
        var read = await bank.Backends.Transactions.FindAsync(original, BackendsUnderTest.Alice, Stop);
        Assert.Equal(TransactionStatus.Reversed, read?.Status);
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task An_account_lives_from_opening_to_closing(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        var opened = await SucceedAsync(bank, Samples.All["open"]);
        var view = ResultOf(opened).Account!;
        var id = AccountId.Parse(view.AccountId);
        Assert.Equal(("alice", "0.00", "1.5"), (view.OwnerId, view.Balance, view.InterestRate));

        await SucceedAsync(bank, new SetStatus(id, AccountStatus.Frozen, "lost"), BackendsUnderTest.Staff);
        var frozen = await bank.Backends.Accounts.FindAsync(id, BackendsUnderTest.Alice, Stop);
        Assert.Equal(AccountStatus.Frozen, frozen?.Status);
        await SucceedAsync(bank, new SetStatus(id, AccountStatus.Active, "found"), BackendsUnderTest.Staff);
        if (contract == BankContract.V2)
        {
            var changed = await SucceedAsync(bank, new ChangeAccount(id, 2.25m, null, null));
            Assert.Equal("2.25", ResultOf(changed).Account?.InterestRate);
        }

        await SucceedAsync(bank, new CloseAccount(id, "no longer needed"));
        var closed = await bank.Backends.Accounts.FindAsync(id, BackendsUnderTest.Alice, Stop);
        Assert.Equal(contract == BankContract.V1 ? null : AccountStatus.Closed, closed?.Status);
    }

    [Fact]
    public async Task V1_opens_a_credit_account_with_a_balance()
    {
        await using var bank = await RealBank.StartAsync(BankContract.V1);
        var due = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(90);
        var credit = new OpenAccount(
            "alice",
            AccountType.Credit,
            CurrencyCode.Usd,
            null,
            Samples.Usd("1000.00"),
            due,
            Samples.Usd("25.05")
        );

        var view = ResultOf(await SucceedAsync(bank, credit)).Account!;

        Assert.Equal(("25.05", "1000.00", due), (view.Balance, view.CreditLimit, view.DueDate!.Value));
    }

    [Fact]
    public async Task V2_opens_an_account_in_another_currency()
    {
        await using var bank = await RealBank.StartAsync(BankContract.V2);
        Assert.True(CurrencyCode.TryParse("EUR", out var euro));
        var open = new OpenAccount("alice", AccountType.Checking, euro, null, null, null, null);

        var view = ResultOf(await SucceedAsync(bank, open)).Account!;
        var own = AccountId.Parse(view.AccountId);
        await SucceedAsync(bank, new Deposit(own, new Money(500, euro), null));

        Assert.Equal("EUR", view.Currency);
        Assert.Equal(500, await BalanceAsync(bank, own));
    }

    [Fact]
    public async Task A_step_up_at_the_bank_waits_there_and_moves_nothing()
    {
        await using var bank = await RealBank.StartAsync(
            BankContract.V2,
            bank: options => options with { StepUpAbove = 100m }
        );
        var before = await BalanceAsync(bank, RealBank.AliceChecking);
        var transfer = new Transfer(RealBank.AliceChecking, RealBank.BobChecking, Samples.Usd("100.01"), null);

        var (outcome, attempt) = await bank.Backends.SendAsync(Samples.Operation(BankContract.V2, transfer));

        Assert.Equal(OutcomeClass.Accepted, outcome.Class);
        Assert.Equal(202, attempt.HttpStatus);
        Assert.NotNull(outcome.BackendTransactionId);
        Assert.Equal(before, await BalanceAsync(bank, RealBank.AliceChecking));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task Accounts_are_found_and_listed_by_those_who_may(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        var accounts = bank.Backends.Accounts;

        Assert.NotNull(await accounts.FindAsync(RealBank.AliceChecking, BackendsUnderTest.Alice, Stop));
        Assert.Null(await accounts.FindAsync(RealBank.AliceChecking, BackendsUnderTest.Bob, Stop));
        Assert.Null(await accounts.FindAsync(AccountId.Parse("999999"), BackendsUnderTest.Alice, Stop));
        var own = await accounts.ListAsync(new("bob", null, null, 0, 20), BackendsUnderTest.Alice, Stop);
        Assert.Equal(["alice", "alice"], own.Items.Select(account => account.OwnerId));
        var second = await accounts.ListAsync(
            new("alice", AccountType.Savings, AccountStatus.Active, 0, 1),
            BackendsUnderTest.Staff,
            Stop
        );
        Assert.Equal(RealBank.AliceSavings, Assert.Single(second.Items).Id);
        Assert.Equal((0, 1, 1L, 1), (second.Page, second.Size, second.TotalElements, second.TotalPages));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task History_and_search_show_a_payment_to_both_sides_as_the_bank_does(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        var transactions = bank.Backends.Transactions;
        var start = TimeProvider.System.GetUtcNow().AddSeconds(-5);
        var sent = await SucceedAsync(
            bank,
            new Transfer(RealBank.AliceChecking, RealBank.BobChecking, Samples.Usd("33.33"), "findable & unique")
        );

        var received = await transactions.HistoryAsync(RealBank.BobChecking, 0, 5, BackendsUnderTest.Bob, Stop);
        Assert.Equal(sent.BackendTransactionId, received.Items[0].Id.ToString());
        var search = new TransactionSearch
        {
            Account = RealBank.AliceChecking,
            Type = TransactionType.Transfer,
            Status = TransactionStatus.Completed,
            Start = start,
            End = TimeProvider.System.GetUtcNow().AddSeconds(5),
            MinAmount = Amount.Parse("33.33"),
            MaxAmount = Amount.Parse("33.33"),
            DescriptionContains = "findable & uni",
        };
        var found = await transactions.SearchAsync(search, 0, 20, BackendsUnderTest.Alice, Stop);
        Assert.Equal(sent.BackendTransactionId, Assert.Single(found.Items).Id.ToString());
        Assert.True(found.Items[0].CreatedAt >= start);
        var others = await transactions.SearchAsync(search, 0, 20, BackendsUnderTest.Bob, Stop);
        Assert.Empty(others.Items);
        var earlier = await transactions.SearchAsync(
            search with
            {
                End = start,
                Start = null,
            },
            0,
            20,
            BackendsUnderTest.Alice,
            Stop
        );
        Assert.Empty(earlier.Items);
    }

    [Theory]
    [InlineData(BankContract.V1, false, true)]
    [InlineData(BankContract.V2, true, true)]
    [InlineData(BankContract.V2, false, false)]
    public async Task Whether_deposits_are_taken_is_known(BankContract contract, bool isOn, bool isTaken)
    {
        await using var bank = await RealBank.StartAsync(contract, bank: options => options with { Deposits = isOn });

        Assert.Equal(isTaken, await bank.Backends.Transactions.TakesDepositsAsync(Stop));
    }

    private static async Task<Outcome> SucceedAsync(
        RealBank bank,
        BankInstruction instruction,
        BackendIdentity? identity = null
    )
    {
        var operation = Samples.Operation(bank.Contract, instruction, identity);
        var (outcome, attempt) = await bank.Backends.SendAsync(operation);
        Assert.True(
            outcome.Class == OutcomeClass.Succeeded,
            $"{instruction.GetType().Name}: {outcome.Class} {outcome.ErrorCode} {attempt.HttpStatus} {attempt.ErrorClass}"
        );
        return outcome;
    }

    private static async Task<long> BalanceAsync(RealBank bank, AccountId id) =>
        (await bank.Backends.Accounts.FindAsync(id, BackendsUnderTest.Staff, Stop))!.Balance.Minor;

    private static OperationResult ResultOf(Outcome outcome) =>
        JsonSerializer.Deserialize<OperationResult>(outcome.Result!, WireJson.Options)!;
}
