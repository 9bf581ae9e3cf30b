using FinancialMcp.Sandbox.Accounts;
using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;
using FinancialMcp.Sandbox.Transactions;

namespace FinancialMcp.Sandbox.Faults;

/// <summary>Asks to settle a stored row: COMPLETED moves the money, FAILED and CANCELLED end it.</summary>
internal sealed record Settlement(string TransactionId, string Status);

/// <summary>Settles rows that a fault stored as PROCESSING. The journal gets a second line for the transaction.</summary>
internal sealed class Settlements(LedgerWriter writer, TimeProvider clock)
{
    public Task<int> SettleAsync(Settlement settlement) => writer.WriteAsync(ledger => Settle(ledger, settlement));

    private int Settle(LedgerSession ledger, Settlement settlement)
    {
        if (
            settlement.Status
            is not (TransactionStatuses.Completed or TransactionStatuses.Failed or TransactionStatuses.Cancelled)
        )
        {
            throw Refuse("status is COMPLETED, FAILED or CANCELLED");
        }
        var stored = TransactionRows.Find(ledger, settlement.TransactionId);
        if (stored is not { Status: TransactionStatuses.Processing })
        {
            throw Refuse("there is no transaction with this id that is PROCESSING");
        }
        var at = BankTime.Micros(clock.GetUtcNow());
        var movement = stored.ToMovement() with { Status = settlement.Status, At = at };
        if (settlement.Status == TransactionStatuses.Completed)
        {
            RequireFunds(ledger, stored);
            Postings.Post(ledger, movement);
        }
        else
        {
            Postings.WriteJournal(ledger, movement);
        }
        var state = MoneyMoves.ProcessingStateOf(settlement.Status);
        if (
            stored is { Type: TransactionTypes.Reversal, OriginalId: { } original }
            && settlement.Status == TransactionStatuses.Completed
        )
        {
            TransactionRows.SetReversed(ledger, original, stored.Id, at, stored.CreatedBy, stored.ReversalReason);
        }
        return TransactionRows.SetSettled(ledger, stored.Id, settlement.Status, state, at);
    }

    private static void RequireFunds(LedgerSession ledger, Transaction stored)
    {
        if (stored.From != Postings.External)
        {
            var account = AccountRows.Find(ledger, stored.From) ?? throw Refuse("its account is gone");
            MoneyMoves.RequireDebit(account, stored.Amount);
        }
    }

    private static RefusedException Refuse(string message) => new(RefusalReason.IllegalArgument, message);
}
