using FinancialMcp.Sandbox.Accounts;
using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Transactions;

internal sealed record ClosureView(long AccountId, string Status, string Reason, string ClosedAt);

/// <summary>v2: an account is closed on the transaction service, when posted, pending and available are zero.</summary>
internal sealed class AccountClosure(SandboxOptions options, LedgerWriter writer)
{
    public void Map(Service service)
    {
        if (options.IsV2)
        {
            service.Map("POST", "/api/controlled-beta/accounts/{id}/close", CloseAsync);
        }
    }

    private async Task CloseAsync(BankCall call)
    {
        var body = await RequestBody.ReadAsync(call.Http);
        var reason = body.Text("reason", longest: 500, required: true);
        body.ThrowIfInvalid();
        var id = MoneyRequest.AccountOf(call.Route("id"));
        var closed = await writer.WriteAsync(ledger =>
        {
            var account = MoneyMoves.Usable(ledger, call.Caller, id);
            if (account.Status == Account.Closed)
            {
                throw new RefusedException(RefusalReason.State, "Account is already closed");
            }
            if (account.Balance != Money.Zero)
            {
                throw new RefusedException(RefusalReason.State, "Account balance must be zero to close the account");
            }
            var at = BankTime.Micros(options.Clock.GetUtcNow());
            AccountRows.SetStatus(ledger, id, Account.Closed, reason!, at, call.Caller.Subject);
            return new ClosureView(id, Account.Closed, reason!, BankTime.Local(at));
        });
        await call.ReplyAsync(200, closed);
    }
}
