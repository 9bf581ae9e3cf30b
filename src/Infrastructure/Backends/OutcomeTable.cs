using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FinancialMcp.Application;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>What an answer came to, and, where it proves nothing, why (a name of <see cref="WireProblem"/>).</summary>
internal sealed record Verdict(Outcome Outcome, string? Problem = null)
{
    /// <summary>Names of the fields in which the bank stated something else than was asked; empty but for a mismatch.</summary>
    public IReadOnlyList<string> Mismatches { get; init; } = [];

    public static Verdict Unknown(string problem) => new(Outcome.Unknown(), problem);

    public static Verdict Mismatch(IReadOnlyList<string> fields) =>
        Unknown(WireProblem.Mismatch) with
        {
            Mismatches = fields,
        };
}

/// <summary>
/// Tells from a bank's whole answer what became of a change. Pure. Success takes the documented status and a body that
/// states exactly what was asked; failure takes a documented refusal; everything else is unknown.
/// </summary>
internal sealed class OutcomeTable(BankContract contract, BankReading reading)
{
    /// <summary>
    /// Classifies an answer to the operation's instruction. <paramref name="checksCreator"/> is false where the bank sees
    /// another subject than the operation's, under a static token.
    /// </summary>
    public Verdict Classify(Operation operation, BankAnswer answer, bool checksCreator)
    {
        var route = ChangeRoute.Of(contract, operation.Instruction);
        if (answer.Status is < 200 or > 299)
        {
            return Refusals.Find(contract, route.Service, operation.Instruction, answer) is { } refusal
                ? new Verdict(Outcome.NotExecuted(refusal.Code, refusal.Message))
                : Verdict.Unknown(WireProblem.UnexpectedStatus);
        }

        return operation.Instruction switch
        {
            Deposit or Withdrawal or Transfer or Reversal => OfTransaction(operation, answer, checksCreator),
            CloseAccount close => OfClosing(close, answer),
            _ => OfAccount(operation.Instruction, answer),
        };
    }

    /// <summary>
    /// The body's status decides, for a first answer and for a replay alike: a replay is 201 whatever the stored status
    /// is. A row that is not the one we asked for proves nothing, whatever its status.
    /// </summary>
    private Verdict OfTransaction(Operation operation, BankAnswer answer, bool checksCreator)
    {
        if (Read(answer, BankJsonContext.Default.WireTransaction) is not { } wire)
        {
            return Verdict.Unknown(WireProblem.NotUnderstood);
        }

        if (answer.Status == 202)
        {
            return OfAuthorization(operation, wire);
        }

        if (answer.Status is not (200 or 201))
        {
            return Verdict.Unknown(WireProblem.UnexpectedStatus);
        }

        return OfRow(operation, wire, checksCreator);
    }

    /// <summary>The bank's row, in an answer, a replay or a look-up: the same judgement.</summary>
    public Verdict OfRow(Operation operation, WireTransaction wire, bool checksCreator)
    {
        BankTransaction transaction;
        try
        {
            transaction = reading.Transaction(wire);
        }
        catch (FormatException)
        {
            return Verdict.Unknown(WireProblem.NotUnderstood);
        }

        var mismatches = Echo.Mismatches(operation, transaction, checksCreator);
        return mismatches.Count > 0 ? Verdict.Mismatch(mismatches) : new Verdict(OfStatus(transaction));
    }

    /// <summary>
    /// Success when the account, read later, shows exactly what the change asked for; null when it does not. v1 shows a
    /// closed account no more.
    /// </summary>
    public static Outcome? OfShownAccount(BankInstruction instruction, BankAccount? account, BankContract contract)
    {
        if (instruction is CloseAccount)
        {
            var isClosed = account is null ? contract == BankContract.V1 : account.Status == AccountStatus.Closed;
            return isClosed ? Outcome.Succeeded(null, Result(new OperationResult(null, null))) : null;
        }

        return account is not null && Echo.Mismatches(instruction, account).Count == 0
            ? Outcome.Succeeded(null, Result(new OperationResult(null, AccountView.Of(account))))
            : null;
    }

    /// <summary>The bank wants a second step from its customer; nothing moved. The id is then the authorization's.</summary>
    private static Verdict OfAuthorization(Operation operation, WireTransaction wire)
    {
        var mismatches = Echo.MismatchesOfStated(operation, wire);
        if (mismatches.Count > 0)
        {
            return Verdict.Mismatch(mismatches);
        }

        return Guid.TryParseExact(wire.TransactionId, "D", out var authorization)
            ? new Verdict(Accepted(authorization.ToString("D")))
            : Verdict.Unknown(WireProblem.NotUnderstood);
    }

    private static Outcome OfStatus(BankTransaction transaction) =>
        transaction.Status switch
        {
            TransactionStatus.Completed or TransactionStatus.Reversed => Outcome.Succeeded(
                transaction.Id.ToString(),
                Result(new OperationResult(TransactionView.Of(transaction), null))
            ),
            TransactionStatus.Failed or TransactionStatus.Cancelled => Outcome.NotExecuted(
                ErrorCodes.ServiceUnavailable,
                Refusals.FailedAtTheBank
            ) with
            {
                BackendTransactionId = transaction.Id.ToString(),
            },
            TransactionStatus.Pending or TransactionStatus.Processing => Accepted(transaction.Id.ToString()),
            TransactionStatus.FailedRequiresManualAction => new Outcome(
                OutcomeClass.NeedsOperator,
                null,
                null,
                transaction.Id.ToString(),
                null
            ),
            _ => Outcome.Unknown(),
        };

    private static Outcome Accepted(string backendTransactionId) =>
        new(OutcomeClass.Accepted, null, null, backendTransactionId, null);

    /// <summary>The account service knows no idempotency: only its documented status and the account as asked prove it.</summary>
    private static Verdict OfAccount(BankInstruction instruction, BankAnswer answer)
    {
        var documented = instruction is OpenAccount ? 201 : 200;
        return answer.Status == documented
            ? OfAccountBody(instruction, answer)
            : Verdict.Unknown(WireProblem.UnexpectedStatus);
    }

    private static Verdict OfAccountBody(BankInstruction instruction, BankAnswer answer)
    {
        BankAccount? account;
        try
        {
            account = Read(answer, BankJsonContext.Default.WireAccount) is { } wire ? BankReading.Account(wire) : null;
        }
        catch (FormatException)
        {
            account = null;
        }

        if (account is null)
        {
            return Verdict.Unknown(WireProblem.NotUnderstood);
        }

        var mismatches = Echo.Mismatches(instruction, account);
        return mismatches.Count > 0
            ? Verdict.Mismatch(mismatches)
            : new Verdict(Outcome.Succeeded(null, Result(new OperationResult(null, AccountView.Of(account)))));
    }

    /// <summary>v1 answers 204 without a body, which is all the proof its contract has; v2 names the account and CLOSED.</summary>
    private Verdict OfClosing(CloseAccount close, BankAnswer answer)
    {
        var closed = new Verdict(Outcome.Succeeded(null, Result(new OperationResult(null, null))));
        if (contract == BankContract.V1)
        {
            return answer.Status == 204 ? closed : Verdict.Unknown(WireProblem.UnexpectedStatus);
        }

        if (answer.Status != 200)
        {
            return Verdict.Unknown(WireProblem.UnexpectedStatus);
        }

        if (Read(answer, BankJsonContext.Default.WireClosure) is not { } wire)
        {
            return Verdict.Unknown(WireProblem.NotUnderstood);
        }

        var mismatches = Echo.Mismatches(close, wire);
        return mismatches.Count > 0 ? Verdict.Mismatch(mismatches) : closed;
    }

    private static string Result(OperationResult result) => JsonSerializer.Serialize(result, WireJson.Options);

    private static T? Read<T>(BankAnswer answer, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return answer.IsJson ? JsonSerializer.Deserialize(answer.Body.Span, type) : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
