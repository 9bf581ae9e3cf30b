using System.Text.Json;
using System.Text.Json.Nodes;
using FinancialMcp.Application;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Backends;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>One instruction of every kind, and the answer by which a bank proves that it did it.</summary>
internal static class Samples
{
    public static readonly AccountId One = AccountId.Parse("1001");
    public static readonly AccountId Two = AccountId.Parse("1003");
    public static readonly TransactionId Original = TransactionId.Parse("0192f3a0-1111-7000-8000-000000000001");
    public static readonly TransactionId New = TransactionId.Parse("0192f3a0-1111-7000-8000-000000000002");

    /// <summary>Every changing instruction that a contract has, by name.</summary>
    public static readonly IReadOnlyDictionary<string, BankInstruction> All = new Dictionary<string, BankInstruction>(
        StringComparer.Ordinal
    )
    {
        ["deposit"] = new Deposit(One, Usd("12.50"), "wages"),
        ["withdrawal"] = new Withdrawal(One, Usd("12.50"), null),
        ["transfer"] = new Transfer(One, Two, Usd("12.50"), "rent"),
        ["reversal"] = new Reversal(Original, Usd("12.50"), Two, One, "sent twice"),
        ["open"] = new OpenAccount("alice", AccountType.Savings, CurrencyCode.Usd, 1.5m, null, null, null),
        ["change"] = new ChangeAccount(One, 2.25m, null, null),
        ["status"] = new SetStatus(One, AccountStatus.Frozen, "lost card"),
        ["close"] = new CloseAccount(One, "no longer needed"),
    };

    /// <summary>Contract and kind, for every kind the contract has.</summary>
    public static TheoryData<BankContract, string> Kinds()
    {
        var kinds = new TheoryData<BankContract, string>();
        foreach (var contract in Enum.GetValues<BankContract>())
        {
            foreach (var kind in All.Keys.Where(kind => kind != "change" || contract == BankContract.V2))
            {
                kinds.Add(contract, kind);
            }
        }

        return kinds;
    }

    public static Money Usd(string amount) =>
        Amount.Parse(amount).TryIn(CurrencyCode.Usd, out var money) ? money : throw new FormatException(amount);

    public static Operation Operation(
        BankContract contract,
        BankInstruction instruction,
        BackendIdentity? identity = null,
        string? key = null
    )
    {
        var principal = new Principal("https://issuer.test", "alice", null);
        var callerKey = IdempotencyKey.Parse(key ?? "test-" + Guid.CreateVersion7().ToString("N"));
        var backendKey = BackendKey.For(principal, callerKey);
        var now = TimeProvider.System.GetUtcNow();
        return new Operation
        {
            Id = OperationId.New(TimeProvider.System),
            Principal = principal,
            KeyHash = OperationRunner.KeyHash(callerKey),
            Fingerprint = "0",
            Tool = "test",
            Instruction = instruction,
            State = OperationState.Dispatching,
            BackendIdentity = identity ?? BackendsUnderTest.Alice,
            BackendKey = backendKey,
            BackendBody = ChangeBody.Of(contract, instruction, backendKey),
            Authority = new Authority("transaction:create", ["user"], null),
            Attempt = 1,
            Fence = 1,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    public static AttemptPermit Permit(TimeSpan deadline, TimeProvider? time = null) =>
        new(
            1,
            1,
            TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(35),
            deadline,
            (time ?? TimeProvider.System).GetTimestamp()
        );

    /// <summary>The status of a success in the contract.</summary>
    public static int SuccessStatus(BankContract contract, BankInstruction instruction) =>
        instruction switch
        {
            Reversal or ChangeAccount or SetStatus => 200,
            CloseAccount => contract == BankContract.V1 ? 204 : 200,
            _ => 201,
        };

    /// <summary>The body of a success: what was asked, in the bank's fields; tests bend it.</summary>
    public static JsonObject SuccessBody(Operation operation) =>
        operation.Instruction switch
        {
            OpenAccount open => Account("2001", open.OwnerId, "ACTIVE", 0m, open.InterestRate),
            ChangeAccount change => Account(change.Account.ToString(), "alice", "ACTIVE", 70m, change.InterestRate),
            SetStatus set => Account(set.Account.ToString(), "alice", "FROZEN", 70m, 1.5m),
            CloseAccount close => new JsonObject
            {
                ["accountId"] = close.Account.Value,
                ["status"] = "CLOSED",
                ["reason"] = close.Reason,
            },
            _ => Transaction(operation),
        };

    public static string Text(JsonNode body) => body.ToJsonString(JsonSerializerOptions.Default);

    private static JsonObject Account(string id, string owner, string status, decimal balance, decimal? rate) =>
        new()
        {
            ["id"] = long.Parse(id, System.Globalization.CultureInfo.InvariantCulture),
            ["ownerId"] = owner,
            ["accountType"] = "SAVINGS",
            ["balance"] = balance,
            ["createdAt"] = "2026-01-31",
            ["status"] = status,
            ["interestRate"] = rate,
            ["somethingNew"] = "ignored",
        };

    private static JsonObject Transaction(Operation operation)
    {
        var instruction = operation.Instruction;
        return new JsonObject
        {
            ["transactionId"] = New.ToString(),
            ["fromAccountId"] = instruction.From?.ToString() ?? "EXTERNAL",
            ["toAccountId"] = instruction.To?.ToString() ?? "EXTERNAL",
            ["amount"] = instruction.Sum!.Value.ToDecimal(),
            ["currency"] = "USD",
            ["type"] = BankReading.NameOf(
                instruction switch
                {
                    Deposit => Application.Transactions.TransactionType.Deposit,
                    Withdrawal => Application.Transactions.TransactionType.Withdrawal,
                    Transfer => Application.Transactions.TransactionType.Transfer,
                    _ => Application.Transactions.TransactionType.Reversal,
                }
            ),
            ["status"] = "COMPLETED",
            ["createdAt"] = "2026-01-31T10:15:30.123456",
            ["processedAt"] = "2026-01-31T10:15:31",
            ["createdBy"] = operation.BackendIdentity.Subject,
            ["idempotencyKey"] = operation.BackendKey,
            ["originalTransactionId"] = (instruction as Reversal)?.Original.ToString(),
            ["somethingNew"] = new JsonArray(1, 2),
        };
    }
}
