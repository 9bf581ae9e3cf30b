using FinancialMcp.Application;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Backends;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>Every documented refusal, provoked at the real stand-in bank, comes back as its code and moved nothing.</summary>
public sealed class RealRefusalsTests
{
    private static readonly AccountId Nobodys = AccountId.Parse("999999");

    public static TheoryData<BankContract> Contracts() => [BankContract.V1, BankContract.V2];

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task Money_that_may_not_move_is_refused_with_its_reason(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        var alice = RealBank.AliceChecking;
        var bob = RealBank.BobChecking;

        await RefusedAsync(bank, new Transfer(alice, Nobodys, Samples.Usd("1"), null), ErrorCodes.AccountNotFound);
        await RefusedAsync(bank, new Transfer(bob, alice, Samples.Usd("1"), null), ErrorCodes.AccountNotFound);
        await RefusedAsync(bank, new Withdrawal(Nobodys, Samples.Usd("1"), null), ErrorCodes.AccountNotFound);
        await RefusedAsync(bank, new Transfer(alice, bob, Samples.Usd("2000.01"), null), ErrorCodes.LimitExceeded);
        await RefusedAsync(bank, new Withdrawal(alice, Samples.Usd("500.01"), null), ErrorCodes.LimitExceeded);
        await RefusedAsync(bank, new Deposit(alice, Samples.Usd("10000.01"), null), ErrorCodes.LimitExceeded);
        await RefusedAsync(bank, new Deposit(alice, Samples.Usd("0"), null), ErrorCodes.ValidationError);
        await RefusedAsync(
            bank,
            new Deposit(alice, Samples.Usd("1"), new string('x', 501)),
            ErrorCodes.ValidationError
        );
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task More_than_an_account_holds_is_refused(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        var poor = await OpenAsync(bank);

        await RefusedAsync(
            bank,
            new Transfer(poor, RealBank.BobChecking, Samples.Usd("0.01"), null),
            ErrorCodes.InsufficientFunds
        );
        await RefusedAsync(bank, new Withdrawal(poor, Samples.Usd("0.01"), null), ErrorCodes.InsufficientFunds);
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task A_frozen_account_pays_nothing(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        var alice = RealBank.AliceChecking;
        await SucceedAsync(bank, new SetStatus(alice, AccountStatus.Frozen, "lost"), BackendsUnderTest.Staff);

        await RefusedAsync(
            bank,
            new Transfer(alice, RealBank.BobChecking, Samples.Usd("1"), null),
            ErrorCodes.AccountFrozen
        );
        await RefusedAsync(bank, new Withdrawal(alice, Samples.Usd("1"), null), ErrorCodes.AccountFrozen);
        await SucceedAsync(bank, new Deposit(alice, Samples.Usd("1"), null));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task What_cannot_be_reversed_is_refused_with_its_reason(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        var (alice, bob, one) = (RealBank.AliceChecking, RealBank.BobChecking, Samples.Usd("1"));
        var sent = await SucceedAsync(bank, new Transfer(alice, bob, one, null));
        var reversal = new Reversal(TransactionId.Parse(sent.BackendTransactionId!), one, bob, alice, "mistake");

        await RefusedAsync(bank, reversal, ErrorCodes.TransactionNotFound, BackendsUnderTest.Bob);
        await RefusedAsync(
            bank,
            reversal with
            {
                Original = Samples.New,
            },
            ErrorCodes.TransactionNotFound,
            BackendsUnderTest.Staff
        );
        var undone = await SucceedAsync(bank, reversal, BackendsUnderTest.Staff);
        await RefusedAsync(bank, reversal, ErrorCodes.AlreadyReversed, BackendsUnderTest.Staff);
        await RefusedAsync(
            bank,
            new Reversal(TransactionId.Parse(undone.BackendTransactionId!), one, alice, bob, "mistake"),
            ErrorCodes.NotReversible,
            BackendsUnderTest.Staff
        );
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task A_reversal_the_beneficiary_cannot_pay_is_refused(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        var (alice, one) = (RealBank.AliceChecking, Samples.Usd("1"));
        var poor = await OpenAsync(bank);
        var sent = await SucceedAsync(bank, new Transfer(alice, poor, one, null));
        await SucceedAsync(bank, new Transfer(poor, alice, one, null));

        await RefusedAsync(
            bank,
            new Reversal(TransactionId.Parse(sent.BackendTransactionId!), one, poor, alice, "mistake"),
            ErrorCodes.InsufficientFunds,
            BackendsUnderTest.Staff
        );
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task Accounts_that_may_not_be_opened_or_changed_are_refused(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        var open = (OpenAccount)Samples.All["open"];

        await RefusedAsync(bank, open with { OwnerId = "bob" }, ErrorCodes.AuthorizationError);
        await RefusedAsync(bank, open with { Type = AccountType.Credit }, ErrorCodes.ValidationError);
        await RefusedAsync(bank, open with { InterestRate = -1m }, ErrorCodes.ValidationError);
        await RefusedAsync(
            bank,
            new SetStatus(RealBank.AliceChecking, AccountStatus.Frozen, "no"),
            ErrorCodes.AccountNotFound
        );
        await RefusedAsync(
            bank,
            new SetStatus(Nobodys, AccountStatus.Frozen, "no"),
            ErrorCodes.AccountNotFound,
            BackendsUnderTest.Staff
        );
        await RefusedAsync(bank, new CloseAccount(Nobodys, "no"), ErrorCodes.AccountNotFound);
        await RefusedAsync(bank, new CloseAccount(RealBank.BobChecking, "no"), ErrorCodes.AccountNotFound);
    }

    [Fact]
    public async Task V2_refuses_what_is_closed_full_switched_off_or_in_another_currency()
    {
        await using var bank = await RealBank.StartAsync(
            BankContract.V2,
            bank: options => options with { Deposits = false }
        );
        Assert.True(CurrencyCode.TryParse("EUR", out var euro));
        var alice = RealBank.AliceChecking;
        var closed = await OpenAsync(bank);
        await SucceedAsync(bank, new CloseAccount(closed, "done"));

        await RefusedAsync(bank, new Deposit(alice, Samples.Usd("1"), null), ErrorCodes.ToolDisabled);
        await RefusedAsync(
            bank,
            new Transfer(alice, RealBank.BobChecking, new Money(100, euro), null),
            ErrorCodes.AccountNotFound
        );
        await RefusedAsync(bank, new CloseAccount(alice, "full"), ErrorCodes.ValidationError);
        await RefusedAsync(bank, new CloseAccount(closed, "again"), ErrorCodes.ValidationError);
        await RefusedAsync(bank, new ChangeAccount(closed, 1m, null, null), ErrorCodes.ValidationError);
        await RefusedAsync(bank, new ChangeAccount(Nobodys, 1m, null, null), ErrorCodes.AccountNotFound);
        await RefusedAsync(bank, new Transfer(alice, closed, Samples.Usd("1"), null), ErrorCodes.AccountNotFound);
    }

    [Fact]
    public async Task V2_in_doubt_about_a_key_it_knows_with_another_body_is_in_doubt_here_too()
    {
        await using var bank = await RealBank.StartAsync(BankContract.V2);
        const string Key = "the-same-caller-key";
        await bank.Backends.SendAsync(Samples.Operation(BankContract.V2, Samples.All["withdrawal"], key: Key));
        var other = new Withdrawal(RealBank.AliceChecking, Samples.Usd("99.00"), null);

        var (outcome, attempt) = await bank.Backends.SendAsync(Samples.Operation(BankContract.V2, other, key: Key));

        Assert.Equal(OutcomeClass.Unknown, outcome.Class);
        Assert.Equal(409, attempt.HttpStatus);
    }

    [Fact]
    public async Task V1_replays_another_row_under_a_key_it_knows_and_that_is_a_security_event()
    {
        await using var bank = await RealBank.StartAsync(BankContract.V1);
        const string Key = "the-same-caller-key";
        await bank.Backends.SendAsync(Samples.Operation(BankContract.V1, Samples.All["withdrawal"], key: Key));
        var other = new Withdrawal(RealBank.AliceChecking, Samples.Usd("99.00"), null);

        var (outcome, attempt) = await bank.Backends.SendAsync(Samples.Operation(BankContract.V1, other, key: Key));

        Assert.Equal(OutcomeClass.Unknown, outcome.Class);
        Assert.Equal((201, WireProblem.Mismatch), (attempt.HttpStatus, attempt.ErrorClass));
        Assert.Equal(
            [
                "backend_echo_mismatch: transaction-service stated another amount than was asked; the operation is in doubt",
            ],
            bank.Backends.Logs.Of("backend_echo_mismatch")
        );
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task A_bank_that_does_not_accept_our_tokens_has_done_nothing(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(
            contract,
            options: options => options with { JwtSecret = new string('x', 32) }
        );

        await RefusedAsync(bank, Samples.All["transfer"], ErrorCodes.ServiceUnavailable);
        await RefusedAsync(bank, Samples.All["open"], ErrorCodes.ServiceUnavailable);
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task An_attempt_that_outlives_its_lease_cannot_post(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        var operation = Samples.Operation(contract, Samples.All["transfer"]);
        var past = TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(1);

        var (outcome, attempt) = await bank.Backends.Bank.SendAsync(
            operation,
            new(1, 1, past, TimeSpan.FromSeconds(20), TimeProvider.System.GetTimestamp())
        );

        Assert.Equal(OutcomeClass.NotExecuted, outcome.Class);
        Assert.Equal(401, attempt.HttpStatus);
    }

    private static async Task<AccountId> OpenAsync(RealBank bank)
    {
        var operation = Samples.Operation(bank.Contract, Samples.All["open"]);
        Assert.Equal(OutcomeClass.Succeeded, (await bank.Backends.SendAsync(operation)).Outcome.Class);
        var own = await bank.Backends.Accounts.ListAsync(
            new("alice", AccountType.Savings, null, 0, 20),
            BackendsUnderTest.Alice,
            TestContext.Current.CancellationToken
        );
        return own.Items.Select(account => account.Id).MaxBy(id => id.Value);
    }

    private static async Task<Outcome> SucceedAsync(
        RealBank bank,
        BankInstruction instruction,
        BackendIdentity? identity = null
    )
    {
        var operation = Samples.Operation(bank.Contract, instruction, identity);
        var (outcome, _) = await bank.Backends.SendAsync(operation);
        Assert.Equal(OutcomeClass.Succeeded, outcome.Class);
        return outcome;
    }

    private static async Task RefusedAsync(
        RealBank bank,
        BankInstruction instruction,
        string code,
        BackendIdentity? identity = null
    )
    {
        var operation = Samples.Operation(bank.Contract, instruction, identity);
        var (outcome, attempt) = await bank.Backends.SendAsync(operation);
        Assert.True(
            outcome.Class == OutcomeClass.NotExecuted && outcome.ErrorCode == code,
            $"{instruction}: {outcome.Class} {outcome.ErrorCode} {attempt.HttpStatus} {attempt.ErrorClass}, not {code}"
        );
        Assert.InRange(attempt.HttpStatus ?? 0, 400, 499);
    }
}
