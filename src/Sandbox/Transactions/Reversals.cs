using FinancialMcp.Sandbox.Accounts;
using FinancialMcp.Sandbox.Auth;
using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Transactions;

/// <summary>A reversal that is well formed.</summary>
internal sealed record ReversalRequest(string OriginalId, string Reason, string? Key)
{
    /// <summary>Set by a fault: the row is stored with this status and moves nothing.</summary>
    public string? StoredStatus { get; init; }

    public string Fingerprint => MoneyRequest.Digest(TransactionTypes.Reversal, OriginalId, Reason);
}

/// <summary>
/// Reversals: the mirror of a COMPLETED transaction of the last 30 days, in full, once, by its creator or a privileged
/// caller, while the beneficiary still has the money.
/// </summary>
internal sealed class Reversals(SandboxOptions options, LedgerWriter writer)
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(30);

    public Task<Transaction> ReverseAsync(Caller caller, ReversalRequest request) =>
        writer.WriteAsync(ledger =>
            IdempotencyKeys.Replay(
                ledger,
                caller.Subject,
                TransactionTypes.Reversal,
                request.Key,
                request.Fingerprint,
                options.Contract
            ) ?? Reverse(ledger, caller, request)
        );

    /// <summary>The transaction, when this caller created it or is privileged.</summary>
    public static Transaction Visible(LedgerSession ledger, Caller caller, string id)
    {
        var transaction =
            TransactionRows.Find(ledger, id)
            ?? throw new RefusedException(RefusalReason.IllegalArgument, $"Transaction not found: {id}");
        return caller.IsPrivileged || transaction.CreatedBy == caller.Subject
            ? transaction
            : throw new RefusedException(RefusalReason.Forbidden, "Not authorized to view this transaction");
    }

    private Transaction Reverse(LedgerSession ledger, Caller caller, ReversalRequest request)
    {
        var original = Visible(ledger, caller, request.OriginalId);
        var now = options.Clock.GetUtcNow();
        RequireReversible(original, now);
        RequireFunds(ledger, original);
        var at = BankTime.Micros(now);
        var status = request.StoredStatus ?? TransactionStatuses.Completed;
        var reversal = new Transaction(
            Guid.CreateVersion7(now).ToString(),
            TransactionTypes.Reversal,
            status,
            original.To,
            original.From,
            original.Amount,
            original.Currency,
            $"Reversal of transaction {original.Id}: {request.Reason}",
            $"REV-{original.Id}",
            at,
            at,
            caller.Subject,
            request.Key,
            request.Fingerprint,
            MoneyMoves.ProcessingStateOf(status)
        )
        {
            OriginalId = original.Id,
            ReversalReason = request.Reason,
        };
        TransactionRows.Insert(ledger, reversal);
        if (status == TransactionStatuses.Completed)
        {
            Postings.Post(ledger, reversal.ToMovement());
            TransactionRows.SetReversed(ledger, original.Id, reversal.Id, at, caller.Subject, request.Reason);
        }
        else
        {
            Postings.WriteJournal(ledger, reversal.ToMovement());
        }
        return reversal;
    }

    private static void RequireReversible(Transaction original, DateTimeOffset now)
    {
        if (original.Status == TransactionStatuses.Reversed)
        {
            throw new RefusedException(
                RefusalReason.AlreadyReversed,
                $"Transaction {original.Id} has already been reversed"
            )
            {
                TransactionId = original.Id,
            };
        }
        if (original.Status != TransactionStatuses.Completed)
        {
            throw Refuse($"Can only reverse completed transactions. Current status: {original.Status}");
        }
        if (original.Type == TransactionTypes.Reversal)
        {
            throw Refuse("Cannot reverse a reversal transaction");
        }
        if (original.CreatedAt < BankTime.Micros(now - Window))
        {
            throw Refuse("Cannot reverse transactions older than 30 days");
        }
    }

    private static void RequireFunds(LedgerSession ledger, Transaction original)
    {
        if (original.To != Postings.External)
        {
            MoneyMoves.RequireDebit(Existing(ledger, original.To), original.Amount);
        }
        if (original.From != Postings.External)
        {
            MoneyMoves.RequireCredit(Existing(ledger, original.From));
        }
    }

    private static Account Existing(LedgerSession ledger, long id) =>
        AccountRows.Find(ledger, id) ?? throw Refuse("Account not found");

    private static RefusedException Refuse(string message) => new(RefusalReason.IllegalArgument, message);
}
