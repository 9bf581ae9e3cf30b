using FinancialMcp.Application;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>A documented refusal of a change: proof that nothing was done. The words are ours, never the bank's.</summary>
internal sealed record Refusal(string Code, string Message);

/// <summary>
/// The refusals of the bank's contract, told apart by status and by how the service's error or message begins. An
/// answer that is in no row, or whose body is not the service's own error, proves nothing.
/// </summary>
internal static class Refusals
{
    public const string FailedAtTheBank =
        "The bank tried this and could not complete it. Nothing moved; to try again, use a new idempotency_key.";

    private static readonly Refusal NoAccount = new(
        ErrorCodes.AccountNotFound,
        "There is no such account, or it cannot be used for this."
    );
    private static readonly Refusal NoTransaction = new(
        ErrorCodes.TransactionNotFound,
        "There is no such transaction, or it is not yours to change."
    );
    private static readonly Refusal NoFunds = new(
        ErrorCodes.InsufficientFunds,
        "The account does not hold enough for this."
    );
    private static readonly Refusal BankLimit = new(
        ErrorCodes.LimitExceeded,
        "This exceeds a limit of the bank for the account: on one transaction, a day, a month or their number."
    );
    private static readonly Refusal Frozen = new(
        ErrorCodes.AccountFrozen,
        "The account is frozen: nothing can be taken from it."
    );
    private static readonly Refusal Closed = new(ErrorCodes.ValidationError, "The account is closed.");
    private static readonly Refusal BalanceLeft = new(
        ErrorCodes.ValidationError,
        "A balance is left on the account, or something on it is pending: it cannot be closed."
    );
    private static readonly Refusal Invalid = new(
        ErrorCodes.ValidationError,
        "The bank does not accept these values for this kind of account or transaction."
    );
    private static readonly Refusal OtherCurrency = new(
        ErrorCodes.ValidationError,
        "The accounts do not share this currency, and the bank does not exchange."
    );
    private static readonly Refusal AlreadyReversed = new(
        ErrorCodes.AlreadyReversed,
        "The transaction has been reversed already."
    );
    private static readonly Refusal NotReversible = new(
        ErrorCodes.NotReversible,
        "The bank reverses completed transactions only, within 30 days, and no reversals."
    );
    private static readonly Refusal NoDeposits = new(
        ErrorCodes.ToolDisabled,
        "The bank does not take deposits at present."
    );
    private static readonly Refusal NotAllowed = new(
        ErrorCodes.AuthorizationError,
        "The bank does not let this user do that."
    );
    private static readonly Refusal NotAccepted = new(
        ErrorCodes.ServiceUnavailable,
        "The bank did not accept the identity of this request; nothing was done."
    );
    private static readonly Refusal OurDefect = new(
        ErrorCodes.InternalError,
        "The bank could not read this request; nothing was done."
    );

    /// <summary>First match wins. Null in <c>Says</c> matches every error body of the status.</summary>
    private static readonly Row[] Rows =
    [
        new(Backend.Transaction, 400, "Transaction not found", NoTransaction),
        new(Backend.Transaction, 400, "Account not found", NoAccount),
        new(Backend.Transaction, 400, "Insufficient funds", NoFunds),
        new(Backend.Transaction, 400, "Transaction exceeds limits", BankLimit),
        new(Backend.Transaction, 400, "Daily spending limit exceeded", BankLimit),
        // The source of a transfer was read before it was sent, so these two are about its destination, of which nothing
        // may be told but that it cannot receive.
        new(Backend.Transaction, 400, "Currency mismatch", NoAccount, typeof(Transfer)),
        new(Backend.Transaction, 409, "Account is closed", NoAccount, typeof(Transfer)),
        new(Backend.Transaction, 400, "Currency mismatch", OtherCurrency),
        new(Backend.Transaction, 400, "Can only reverse completed transactions", NotReversible),
        new(Backend.Transaction, 400, "Cannot reverse a reversal", NotReversible),
        new(Backend.Transaction, 400, "Cannot reverse transactions older than", NotReversible),
        new(Backend.Transaction, 400, "Validation Failed", Invalid),
        new(Backend.Transaction, 400, "Invalid request body format", OurDefect),
        new(Backend.Transaction, 400, "Idempotency-Key", OurDefect),
        new(Backend.Transaction, 403, null, NoTransaction, typeof(Reversal)),
        new(Backend.Transaction, 403, null, NoAccount),
        new(Backend.Transaction, 409, "Transaction Already Reversed", AlreadyReversed, typeof(Reversal)),
        new(Backend.Transaction, 409, "Account is frozen", Frozen),
        new(Backend.Transaction, 409, "Account is closed", Closed),
        new(Backend.Transaction, 409, "Account is already closed", Closed, typeof(CloseAccount)),
        new(Backend.Transaction, 409, "Account balance must be zero", BalanceLeft, typeof(CloseAccount)),
        new(Backend.Transaction, 409, "Deposits are disabled", NoDeposits, typeof(Deposit)),
        new(Backend.Transaction, 415, null, OurDefect),
        new(Backend.Account, 400, "Validation Failed", Invalid),
        new(Backend.Account, 400, "Malformed JSON", OurDefect),
        new(Backend.Account, 403, null, NotAllowed, typeof(OpenAccount)),
        new(Backend.Account, 403, null, NoAccount),
        new(Backend.Account, 404, "Not Found", Invalid, typeof(OpenAccount)),
        new(Backend.Account, 404, "Not Found", NoAccount),
        new(Backend.Account, 409, "Account is closed", Closed, Contract: BankContract.V2),
    ];

    /// <summary>The refusal, or null when the answer proves none.</summary>
    public static Refusal? Find(BankContract contract, Backend service, BankInstruction instruction, BankAnswer answer)
    {
        if (answer.Body.IsEmpty)
        {
            return IsUnauthenticated(contract, service, answer.Status) ? NotAccepted : null;
        }

        var error = answer.IsJson ? WireError.Read(answer.Body.Span) : null;
        return error is null
            ? null
            : Array.Find(Rows, row => row.Fits(contract, service, instruction, answer.Status, error))?.Refusal;
    }

    /// <summary>A missing or refused token answers without a body: 403 from v1's account service, 401 from all others.</summary>
    public static bool IsUnauthenticated(BankContract contract, Backend service, int status) =>
        status == (service == Backend.Account && contract == BankContract.V1 ? 403 : 401);

    private sealed record Row(
        Backend Service,
        int Status,
        string? Says,
        Refusal Refusal,
        Type? Kind = null,
        BankContract? Contract = null
    )
    {
        public bool Fits(
            BankContract contract,
            Backend service,
            BankInstruction instruction,
            int status,
            WireError error
        ) =>
            Service == service
            && Status == status
            && (Says is null || error.Says(Says))
            && (Kind is null || Kind.IsInstanceOfType(instruction))
            && (Contract is null || Contract == contract);
    }
}
