using FinancialMcp.Sandbox.Faults;
using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Transactions;

internal sealed record LimitsView(Money DailyLimit, Money MonthlyLimit, Money SingleTransactionLimit, string Currency);

internal sealed record CapabilityView(bool Enabled, string Message);

internal sealed record ReversedView(string TransactionId, bool IsReversed);

/// <summary>/api/transactions of the transaction service.</summary>
internal sealed class TransactionEndpoints(
    SandboxOptions options,
    LedgerReaders readers,
    MoneyMoves moves,
    Reversals reversals
)
{
    private static readonly LimitsView PublishedLimits = new(
        new Money(10_000_00),
        new Money(50_000_00),
        new Money(10_000_00),
        "USD"
    );

    public void Map(Service service)
    {
        service.Map("POST", "/api/transactions/deposit", DepositAsync);
        service.Map("POST", "/api/transactions/withdraw", call => PostAsync(call, TransactionTypes.Withdrawal));
        service.Map("POST", "/api/transactions/transfer", call => PostAsync(call, TransactionTypes.Transfer));
        service.Map("GET", "/api/transactions/search", SearchAsync);
        service.Map("GET", "/api/transactions/account/{accountId}", OfAccountAsync);
        service.Map("GET", "/api/transactions/{id}", GetAsync);
        service.Map("POST", "/api/transactions/{id}/reverse", ReverseAsync);
        service.Map("GET", "/api/transactions/{id}/reversed", IsReversedAsync);
        service.Map("GET", "/api/transactions/{id}/reversals", ReversalsAsync);
        if (options.IsV2)
        {
            service.Map("GET", "/api/transactions/deposit/capability", CapabilityAsync);
        }
        else
        {
            service.Map("GET", "/api/transactions/limits", call => call.ReplyAsync(200, PublishedLimits));
        }
    }

    private Task DepositAsync(BankCall call) =>
        options.DepositsEnabled
            ? PostAsync(call, TransactionTypes.Deposit)
            : throw new RefusedException(RefusalReason.State, "Deposits are disabled");

    private async Task PostAsync(BankCall call, string type)
    {
        var key = IdempotencyKeys.Read(call.Http, options.Contract);
        var body = await RequestBody.ReadAsync(call.Http);
        var request = MoneyRequest.Read(body, type, key) with { StoredStatus = FaultGate.StoredStatus(call.Http) };
        var outcome = await moves.PostAsync(call.Caller, request);
        if (outcome.Awaited is { } asked)
        {
            await call.ReplyAsync(202, AuthorizationEndpoints.View(asked));
            return;
        }
        await call.ReplyAsync(201, View(outcome.Stored!));
    }

    private async Task ReverseAsync(BankCall call)
    {
        var key = IdempotencyKeys.Read(call.Http, options.Contract);
        var body = await RequestBody.ReadAsync(call.Http);
        var reason = body.Text("reason", longest: 500, required: true);
        body.Text("reference", longest: 100);
        body.ThrowIfInvalid();
        var request = new ReversalRequest(call.Route("id"), reason!, key)
        {
            StoredStatus = FaultGate.StoredStatus(call.Http),
        };
        await call.ReplyAsync(200, View(await reversals.ReverseAsync(call.Caller, request)));
    }

    private Task GetAsync(BankCall call)
    {
        var id = call.Route("id");
        return call.ReplyAsync(200, View(readers.Read(ledger => Reversals.Visible(ledger, call.Caller, id))));
    }

    private Task OfAccountAsync(BankCall call)
    {
        var id = MoneyRequest.AccountOf(call.Route("accountId"));
        var request = PageRequest.From(call.Http.Request.Query);
        var page = readers.ReadSnapshot(ledger =>
        {
            MoneyMoves.Usable(ledger, call.Caller, id);
            return TransactionRows.OfAccount(ledger, id, request);
        });
        return call.ReplyAsync(200, View(page));
    }

    private Task SearchAsync(BankCall call)
    {
        var search = TransactionSearch.From(call);
        var request = PageRequest.From(call.Http.Request.Query);
        return call.ReplyAsync(200, View(readers.ReadSnapshot(ledger => search.Run(ledger, request))));
    }

    private Task IsReversedAsync(BankCall call)
    {
        var id = call.Route("id");
        var transaction = readers.Read(ledger => Reversals.Visible(ledger, call.Caller, id));
        return call.ReplyAsync(200, new ReversedView(id, transaction.Status == TransactionStatuses.Reversed));
    }

    private Task ReversalsAsync(BankCall call)
    {
        var id = call.Route("id");
        var rows = readers.ReadSnapshot(ledger =>
        {
            Reversals.Visible(ledger, call.Caller, id);
            return TransactionRows.ReversalsOf(ledger, id);
        });
        return call.ReplyAsync(200, rows.Select(View).ToList());
    }

    private Task CapabilityAsync(BankCall call) =>
        call.ReplyAsync(
            200,
            new CapabilityView(
                options.DepositsEnabled,
                options.DepositsEnabled ? "Deposits are enabled" : "Deposits are disabled"
            )
        );

    private TransactionView View(Transaction transaction) => TransactionView.Of(transaction, options.Contract);

    private Page<TransactionView> View(Page<Transaction> page) =>
        new([.. page.Content.Select(View)], page.Number, page.Size, page.TotalElements, page.TotalPages);
}
