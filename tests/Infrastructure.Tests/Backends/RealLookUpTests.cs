using System.Net.Http.Headers;
using System.Text;
using FinancialMcp.Application;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Backends;
using FinancialMcp.Testing;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>What the real stand-in bank shows of a change afterwards, under both contracts.</summary>
public sealed class RealLookUpTests
{
    private const string Proof = """{"proof":"246810"}""";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    public static TheoryData<BankContract> Contracts() => [BankContract.V1, BankContract.V2];

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task A_movement_is_absent_before_it_is_sent_and_found_as_it_was_answered_after(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        foreach (var kind in (string[])["deposit", "withdrawal", "transfer"])
        {
            var operation = Samples.Operation(contract, Samples.All[kind]);
            var absence = LookUpServer.AbsenceOf(contract, kind);
            Assert.Equal(absence, (await LookAsync(bank, operation)).Finding);

            var (outcome, _) = await bank.Backends.SendAsync(operation);

            Assert.Equal(OutcomeClass.Succeeded, outcome.Class);
            Assert.Equal(LookUp.Found(outcome), await LookAsync(bank, operation));
            Assert.Equal(absence, (await LookAsync(bank, Samples.Operation(contract, Samples.All[kind]))).Finding);
        }
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task A_refused_movement_is_absent(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        var operation = Samples.Operation(
            contract,
            new Withdrawal(RealBank.AliceChecking, Samples.Usd("500.01"), null)
        );

        Assert.Equal(OutcomeClass.NotExecuted, (await bank.Backends.SendAsync(operation)).Outcome.Class);

        Assert.Equal(LookUp.Absent, await LookAsync(bank, operation));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task A_reversal_is_found_under_its_original_and_the_original_stays_a_success(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        var transfer = Samples.Operation(
            contract,
            new Transfer(RealBank.AliceChecking, RealBank.BobChecking, Samples.Usd("10.00"), null)
        );
        var sent = (await bank.Backends.SendAsync(transfer)).Outcome;
        var reversal = Samples.Operation(
            contract,
            new Reversal(
                TransactionId.Parse(sent.BackendTransactionId!),
                Samples.Usd("10.00"),
                RealBank.BobChecking,
                RealBank.AliceChecking,
                "sent twice"
            ),
            BackendsUnderTest.Staff
        );
        Assert.Equal(LookUp.Absent, await LookAsync(bank, reversal));

        var undone = (await bank.Backends.SendAsync(reversal)).Outcome;

        Assert.Equal(OutcomeClass.Succeeded, undone.Class);
        Assert.Equal(LookUp.Found(undone), await LookAsync(bank, reversal));
        var original = await LookAsync(bank, transfer);
        Assert.Equal((LookUpFinding.Found, OutcomeClass.Succeeded), (original.Finding, original.Outcome!.Class));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task An_account_shows_its_changes_when_they_were_made_and_its_closing(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(contract);
        await bank.Backends.SendAsync(Samples.Operation(contract, Samples.All["open"]));
        var own = await bank.Backends.Accounts.ListAsync(
            new("alice", AccountType.Savings, null, 0, 20),
            BackendsUnderTest.Alice,
            Stop
        );
        var id = own.Items.Select(account => account.Id).MaxBy(account => account.Value);
        List<Operation> changes =
        [
            Samples.Operation(contract, new SetStatus(id, AccountStatus.Frozen, "lost"), BackendsUnderTest.Staff),
            Samples.Operation(contract, new SetStatus(id, AccountStatus.Active, "found"), BackendsUnderTest.Staff),
            contract == BankContract.V2
                ? Samples.Operation(contract, new ChangeAccount(id, 2.25m, null, null))
                : Samples.Operation(
                    contract,
                    new CorrectBalance(
                        id,
                        Samples.Usd("0"),
                        Samples.Usd("80.00"),
                        AccountType.Savings,
                        "alice",
                        null,
                        null,
                        "counted wrong"
                    ),
                    BackendsUnderTest.Staff
                ),
            Samples.Operation(contract, new CloseAccount(id, "done")),
        ];
        Assert.Equal(LookUp.NotShown, await LookAsync(bank, changes[0]));
        foreach (var change in changes)
        {
            if (change.Instruction is not SetStatus { Status: AccountStatus.Active })
            {
                Assert.Equal(LookUp.NotShown, await LookAsync(bank, change));
            }

            Assert.Equal(OutcomeClass.Succeeded, (await bank.Backends.SendAsync(change)).Outcome.Class);
            var look = await LookAsync(bank, change);
            Assert.Equal((LookUpFinding.Found, OutcomeClass.Succeeded), (look.Finding, look.Outcome!.Class));
        }
    }

    [Fact]
    public async Task A_step_up_is_followed_from_the_authorization_to_its_transfer()
    {
        await using var bank = await StepUpAsync();
        var waiting = await AcceptedAsync(bank);
        var look = await LookAsync(bank, waiting);
        Assert.Equal((LookUpFinding.Found, OutcomeClass.Accepted), (look.Finding, look.Outcome!.Class));
        Assert.Equal(waiting.Outcome!.BackendTransactionId, look.Outcome.BackendTransactionId);

        await AtBankAsync(bank, HttpMethod.Post, $"{waiting.Outcome.BackendTransactionId}/authorize");

        look = await LookAsync(bank, waiting);
        Assert.Equal((LookUpFinding.Found, OutcomeClass.Succeeded), (look.Finding, look.Outcome!.Class));
        var transaction = TransactionId.Parse(look.Outcome.BackendTransactionId!);
        Assert.NotNull(await bank.Backends.Transactions.FindAsync(transaction, BackendsUnderTest.Alice, Stop));
    }

    [Fact]
    public async Task A_step_up_that_the_customer_cancels_did_not_happen()
    {
        await using var bank = await StepUpAsync();
        var waiting = await AcceptedAsync(bank);

        await AtBankAsync(bank, HttpMethod.Delete, $"{waiting.Outcome!.BackendTransactionId}/authorization");

        var look = await LookAsync(bank, waiting);
        Assert.Equal((LookUpFinding.Found, OutcomeClass.NotExecuted), (look.Finding, look.Outcome!.Class));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task A_bank_that_does_not_accept_our_tokens_tells_nothing(BankContract contract)
    {
        await using var bank = await RealBank.StartAsync(
            contract,
            options: options => options with { JwtSecret = new string('x', 32) }
        );

        foreach (var kind in (string[])["deposit", "transfer", "reversal", "status", "close"])
        {
            Assert.Equal(LookUp.Unavailable, await LookAsync(bank, Samples.Operation(contract, Samples.All[kind])));
        }
    }

    private static Task<RealBank> StepUpAsync() =>
        RealBank.StartAsync(BankContract.V2, bank: options => options with { StepUpAbove = 100m });

    private static async Task<Operation> AcceptedAsync(RealBank bank)
    {
        var operation = Samples.Operation(
            BankContract.V2,
            new Transfer(RealBank.AliceChecking, RealBank.BobChecking, Samples.Usd("100.01"), null)
        );
        var (outcome, _) = await bank.Backends.SendAsync(operation);
        Assert.Equal(OutcomeClass.Accepted, outcome.Class);
        return operation with { State = OperationState.AwaitingBackend, Outcome = outcome };
    }

    /// <summary>What the customer does at the bank, past us.</summary>
    private static async Task AtBankAsync(RealBank bank, HttpMethod method, string path)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            method,
            bank.Backends.Get<BackendClients>().Url(Backend.Transaction, $"/api/transactions/{path}")
        );
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.ForBank("alice", "ROLE_USER"));
        if (method == HttpMethod.Post)
        {
            request.Content = new StringContent(Proof, Encoding.UTF8, "application/json");
        }

        using var answer = await http.SendAsync(request, Stop);
        answer.EnsureSuccessStatusCode();
    }

    private static Task<LookUp> LookAsync(RealBank bank, Operation operation) =>
        bank.Backends.Bank.LookUpAsync(operation, Stop);
}
