using FinancialMcp.Sandbox.Accounts;
using FinancialMcp.Sandbox.Auth;
using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Transactions;

/// <summary>What a post came to: a stored transaction, or in v2 an authorization that has to be given first.</summary>
internal sealed record MoneyOutcome(Transaction? Stored, Authorization? Awaited);

/// <summary>Deposits, withdrawals and transfers: every rule is checked inside the change that posts them.</summary>
internal sealed class MoneyMoves(SandboxOptions options, LedgerWriter writer)
{
    public Task<MoneyOutcome> PostAsync(Caller caller, MoneyRequest request) =>
        writer.WriteAsync(ledger => Post(ledger, caller, request));

    /// <summary>Posts inside a running change, without asking for a step-up (it has been given, or none is needed).</summary>
    public Transaction PostNow(LedgerSession ledger, Caller caller, MoneyRequest request)
    {
        var currency = Check(ledger, caller, request);
        var now = BankTime.Micros(options.Clock.GetUtcNow());
        var status = request.StoredStatus ?? TransactionStatuses.Completed;
        var transaction = new Transaction(
            Guid.CreateVersion7(options.Clock.GetUtcNow()).ToString(),
            request.Type,
            status,
            request.From,
            request.To,
            request.Amount,
            currency,
            request.Description,
            DropsReference(request.Type) ? null : request.Reference,
            now,
            status is TransactionStatuses.Pending or TransactionStatuses.Processing ? null : now,
            caller.Subject,
            request.Key,
            request.Fingerprint,
            ProcessingStateOf(status)
        );
        TransactionRows.Insert(ledger, transaction);
        if (status == TransactionStatuses.Completed)
        {
            Postings.Post(ledger, transaction.ToMovement());
        }
        else
        {
            Postings.WriteJournal(ledger, transaction.ToMovement());
        }
        return transaction;
    }

    public static string ProcessingStateOf(string status) =>
        status switch
        {
            TransactionStatuses.Completed => "COMPLETED",
            TransactionStatuses.Failed or TransactionStatuses.Cancelled => "COMPENSATED",
            TransactionStatuses.FailedManual => "MANUAL_ACTION_REQUIRED",
            _ => "INITIATED",
        };

    /// <summary>The account as this caller may use it: someone else's answers like one that does not exist.</summary>
    public static Account Usable(LedgerSession ledger, Caller caller, long id) =>
        AccountRows.Find(ledger, id) is { } account && (caller.IsPrivileged || account.OwnerId == caller.Subject)
            ? account
            : throw new RefusedException(RefusalReason.IllegalArgument, "Account not found");

    /// <summary>An account that money may leave: not frozen, not closed, and holding the amount.</summary>
    public static void RequireDebit(Account account, Money amount)
    {
        if (account.Status != Account.Active)
        {
            var state = account.Status == Account.Frozen ? "frozen" : "closed";
            throw new RefusedException(RefusalReason.State, $"Account is {state}");
        }
        if (account.Balance < amount)
        {
            throw new RefusedException(RefusalReason.InsufficientFunds, "Insufficient funds");
        }
    }

    /// <summary>An account that money may enter: a frozen one may receive, a closed one may not.</summary>
    public static void RequireCredit(Account account)
    {
        if (account.Status == Account.Closed)
        {
            throw new RefusedException(RefusalReason.State, "Account is closed");
        }
    }

    private MoneyOutcome Post(LedgerSession ledger, Caller caller, MoneyRequest request)
    {
        var replayed = IdempotencyKeys.Replay(
            ledger,
            caller.Subject,
            request.Type,
            request.Key,
            request.Fingerprint,
            options.Contract
        );
        if (replayed is not null)
        {
            return new MoneyOutcome(replayed, null);
        }
        if (!NeedsStepUp(request))
        {
            return new MoneyOutcome(PostNow(ledger, caller, request), null);
        }
        if (Authorizations.FindByKey(ledger, caller.Subject, request.Key!) is { } asked)
        {
            IdempotencyKeys.RequireSame(asked.Fingerprint, request.Fingerprint);
            return new MoneyOutcome(null, asked);
        }
        var currency = Check(ledger, caller, request);
        var now = options.Clock.GetUtcNow();
        return new MoneyOutcome(null, Authorizations.Ask(ledger, caller.Subject, request, currency, now));
    }

    private bool NeedsStepUp(MoneyRequest request) =>
        options.IsV2
        && request.Type == TransactionTypes.Transfer
        && options.StepUpAbove is { } threshold
        && request.Amount.ToDecimal() > threshold;

    private bool DropsReference(string type) => !options.IsV2 && type != TransactionTypes.Transfer;

    // Returns the currency of the movement, which both accounts share: there is no exchange.
    private string Check(LedgerSession ledger, Caller caller, MoneyRequest request)
    {
        var outgoing = request.From != Postings.External;
        var own = Usable(ledger, caller, outgoing ? request.From : request.To);
        RequireCurrency(own, request.Currency ?? own.Currency);
        RequireLimits(ledger, own, request);
        if (request.Type == TransactionTypes.Transfer)
        {
            var beneficiary =
                AccountRows.Find(ledger, request.To)
                ?? throw new RefusedException(RefusalReason.IllegalArgument, "Account not found");
            RequireCurrency(beneficiary, own.Currency);
            RequireCredit(beneficiary);
        }
        if (outgoing)
        {
            RequireDebit(own, request.Amount);
        }
        else
        {
            RequireCredit(own);
        }
        return own.Currency;
    }

    private static void RequireCurrency(Account account, string currency)
    {
        if (account.Currency != currency)
        {
            throw new RefusedException(RefusalReason.IllegalArgument, "Currency mismatch");
        }
    }

    private void RequireLimits(LedgerSession ledger, Account account, MoneyRequest request)
    {
        if (!options.BankLimits)
        {
            return;
        }
        var now = options.Clock.GetUtcNow();
        if (options.IsV2 && !SpendingLimits.Allow(ledger, account.Id, request.Type, request.Amount, now))
        {
            throw new RefusedException(RefusalReason.SpendingLimit, "Daily spending limit exceeded");
        }
        var limit = BankLimits.For(account.Type, request.Type);
        var used = BankLimits.Used(ledger, account.Id, request.Type, now);
        var capped = !options.IsV2 && request.Amount > BankLimits.FlatCap;
        if (capped || !BankLimits.Allows(limit, request.Amount, used))
        {
            throw new RefusedException(RefusalReason.IllegalArgument, "Transaction exceeds limits");
        }
    }
}
