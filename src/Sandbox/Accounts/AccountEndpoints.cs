using System.Globalization;
using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Accounts;

/// <summary>/api/accounts of the account service.</summary>
internal sealed class AccountEndpoints(SandboxOptions options, LedgerReaders readers, AccountChanges changes)
{
    private DateOnly Today => DateOnly.FromDateTime(options.Clock.GetUtcNow().UtcDateTime);

    public void Map(Service service)
    {
        service.Map("GET", "/api/accounts", ListAsync);
        service.Map("POST", "/api/accounts", CreateAsync);
        service.Map("GET", "/api/accounts/{id}", GetAsync);
        service.Map("PUT", "/api/accounts/{id}", UpdateAsync);
        service.Map("PATCH", "/api/accounts/{id}/status", SetStatusAsync);
        service.Map("DELETE", "/api/accounts/{id}", DeleteAsync);
    }

    private static long Id(BankCall call)
    {
        var text = call.Route("id");
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new RefusedException(
                RefusalReason.Unexpected,
                $"Failed to convert value of type 'java.lang.String' to required type 'java.lang.Long'; For input string: \"{text}\""
            );
    }

    private async Task ListAsync(BankCall call)
    {
        var filter = new AccountFilter(
            call.Caller.IsPrivileged ? call.Query("ownerId") : call.Caller.Subject,
            OneOf(call.Query("accountType"), Account.Checking, Account.Savings, Account.Credit),
            OneOf(call.Query("status"), Account.Active, Account.Frozen, options.IsV2 ? Account.Closed : Account.Frozen)
        );
        var request = PageRequest.From(call.Http.Request.Query);
        var page = readers.ReadSnapshot(ledger => AccountRows.List(ledger, filter, request));
        await call.ReplyAsync(
            200,
            new Page<AccountView>(
                [.. page.Content.Select(View)],
                page.Number,
                page.Size,
                page.TotalElements,
                page.TotalPages
            )
        );
    }

    private Task GetAsync(BankCall call)
    {
        var id = Id(call);
        return call.ReplyAsync(200, View(readers.Read(ledger => AccountChanges.Owned(ledger, call.Caller, id))));
    }

    private async Task CreateAsync(BankCall call)
    {
        var body = await RequestBody.ReadAsync(call.Http);
        var form = options.IsV2 ? AccountForm.ReadV2(body, Today) : AccountForm.ReadV1(body, Today);
        await call.ReplyAsync(201, View(await changes.CreateAsync(call.Caller, form)));
    }

    private async Task UpdateAsync(BankCall call)
    {
        var id = Id(call);
        var body = await RequestBody.ReadAsync(call.Http);
        if (!options.IsV2)
        {
            var form = AccountForm.ReadV1(body, Today);
            await call.ReplyAsync(200, View(await changes.CorrectBalanceAsync(call.Caller, id, form.Balance)));
            return;
        }
        var updated = await changes.ChangeTermsAsync(call.Caller, id, a => AccountForm.ApplyV2(body, Today, a));
        await call.ReplyAsync(200, View(updated));
    }

    private async Task SetStatusAsync(BankCall call)
    {
        if (!call.Caller.IsAdmin)
        {
            throw new RefusedException(RefusalReason.Forbidden, "Access Denied");
        }
        var id = Id(call);
        var body = await RequestBody.ReadAsync(call.Http);
        var status = body.Text("status", required: true);
        var reason = body.Text("reason", longest: 500, required: true);
        body.ThrowIfInvalid();
        if (status is not (Account.Active or Account.Frozen))
        {
            throw status == Account.Closed && options.IsV2
                ? new RefusedException(
                    RefusalReason.State,
                    "An account is closed through its closure, not by its status"
                )
                : RequestBody.Malformed($"Cannot deserialize value of type AccountStatus from String \"{status}\"");
        }
        await call.ReplyAsync(200, View(await changes.SetStatusAsync(call.Caller, id, status, reason!)));
    }

    private async Task DeleteAsync(BankCall call)
    {
        if (options.IsV2)
        {
            throw new RefusedException(RefusalReason.MethodNotAllowed, "Request method 'DELETE' is not supported");
        }
        await changes.DeleteAsync(call.Caller, Id(call));
        call.Http.Response.StatusCode = 204;
    }

    private AccountView View(Account account) => AccountView.Of(account, options.Contract);

    private static string? OneOf(string? value, params ReadOnlySpan<string> allowed) =>
        value is null || allowed.Contains(value)
            ? value
            : throw new RefusedException(RefusalReason.Unexpected, $"No enum constant: {value}");
}
