using System.Globalization;
using FinancialMcp.Sandbox.Auth;
using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Transactions;

/// <summary>
/// v2: the state of a transfer that waits for a step-up, its cancellation, and the step-up itself. The stand-in accepts
/// one documented code as proof. An authorization is visible to the subject that asked for it and to nobody else.
/// </summary>
internal sealed class AuthorizationEndpoints(
    SandboxOptions options,
    LedgerReaders readers,
    LedgerWriter writer,
    MoneyMoves moves
)
{
    /// <summary>The proof that the stand-in accepts, printed by its help.</summary>
    public const string AcceptedProof = "246810";
    private static readonly string[] Reasons = ["HIGH_VALUE_TRANSFER"];

    public void Map(Service service)
    {
        if (options.IsV2)
        {
            service.Map("GET", "/api/transactions/authorizations/{id}", GetAsync);
            service.Map("DELETE", "/api/transactions/{id}/authorization", CancelAsync);
            service.Map("POST", "/api/transactions/{id}/authorize", AuthorizeAsync);
        }
    }

    public static TransactionView View(Authorization asked)
    {
        var waiting = asked.Status == Authorization.Pending;
        return new TransactionView(
            asked.Id,
            TransactionView.AccountText(asked.From),
            TransactionView.AccountText(asked.To),
            asked.Amount,
            asked.Currency,
            TransactionTypes.Transfer,
            waiting ? TransactionStatuses.Pending : asked.Status,
            asked.Description,
            asked.Reference,
            BankTime.Local(asked.CreatedAt),
            null,
            asked.Subject,
            asked.Key,
            asked.Status switch
            {
                Authorization.Cancelled => "AUTHORIZATION_CANCELLED",
                Authorization.Failed => "AUTHORIZATION_FAILED",
                _ => "AWAITING_AUTHORIZATION",
            },
            null,
            null,
            null,
            null,
            null
        )
        {
            AuthorizationRequired = waiting,
            AuthorizationChallengeId = asked.ChallengeId,
            AuthorizationExpiresAt = BankTime
                .ToDateTime(asked.ExpiresAt)
                .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            AuthorizationReasons = Reasons,
        };
    }

    private Task GetAsync(BankCall call)
    {
        var id = call.Route("id");
        var view = readers.ReadSnapshot(ledger =>
        {
            var asked = Known(ledger, id, call.Caller);
            return asked.TransactionId is { } done
                ? TransactionView.Of(TransactionRows.Find(ledger, done)!, options.Contract)
                : View(asked);
        });
        return call.ReplyAsync(200, view);
    }

    private async Task CancelAsync(BankCall call)
    {
        var id = call.Route("id");
        var cancelled = await writer.WriteAsync(ledger =>
        {
            if (Known(ledger, id, call.Caller).Status == Authorization.Completed)
            {
                throw new RefusedException(RefusalReason.State, "Completed transfer cannot be cancelled");
            }
            Authorizations.SetStatus(ledger, id, Authorization.Cancelled);
            return Known(ledger, id, call.Caller);
        });
        await call.ReplyAsync(200, View(cancelled));
    }

    private async Task AuthorizeAsync(BankCall call)
    {
        var id = call.Route("id");
        var body = await RequestBody.ReadAsync(call.Http);
        var proof = body.Text("proof", required: true);
        body.ThrowIfInvalid();
        if (proof != AcceptedProof)
        {
            throw new RefusedException(RefusalReason.Forbidden, "Step-up verification failed");
        }
        var (done, refusal) = await writer.WriteAsync(ledger => Execute(ledger, id, call.Caller));
        if (refusal is not null)
        {
            throw refusal;
        }
        await call.ReplyAsync(201, TransactionView.Of(done!, options.Contract));
    }

    // A refusal by the rules of money is the end of the authorization, so it is stored and thrown after the commit.
    private (Transaction? Done, RefusedException? Refusal) Execute(LedgerSession ledger, string id, Caller caller)
    {
        var asked = Known(ledger, id, caller);
        if (asked.TransactionId is { } done)
        {
            return (TransactionRows.Find(ledger, done)!, null);
        }
        if (asked.Status != Authorization.Pending)
        {
            throw new RefusedException(RefusalReason.State, "Transfer authorization is no longer pending");
        }
        if (asked.ExpiresAt <= BankTime.Micros(options.Clock.GetUtcNow()))
        {
            throw new RefusedException(RefusalReason.State, "Transfer authorization has expired");
        }
        try
        {
            var transaction = moves.PostNow(ledger, caller, asked.ToRequest());
            Authorizations.SetStatus(ledger, id, Authorization.Completed, transaction.Id);
            return (transaction, null);
        }
        catch (RefusedException refusal)
        {
            Authorizations.SetStatus(ledger, id, Authorization.Failed);
            return (null, refusal);
        }
    }

    private static Authorization Known(LedgerSession ledger, string id, Caller caller) =>
        Authorizations.Find(ledger, id, caller.Subject)
        ?? throw new RefusedException(RefusalReason.IllegalArgument, "Transfer authorization not found");
}
