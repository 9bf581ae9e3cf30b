using System.Net.Http.Headers;
using System.Text;

namespace FinancialMcp.Sandbox.Tests.Harness;

/// <summary>One caller of both services. Bodies are JSON text, so that a test decides every character of a number.</summary>
internal sealed class BankClient(HttpClient http, Uri accounts, Uri transactions, string? token)
{
    public Task<Reply> GetAccountsAsync(string path) => SendAsync(HttpMethod.Get, accounts, path, null, null);

    public Task<Reply> AccountsAsync(HttpMethod method, string path, string? body = null) =>
        SendAsync(method, accounts, path, body, null);

    public Task<Reply> GetTransactionsAsync(string path) => SendAsync(HttpMethod.Get, transactions, path, null, null);

    public Task<Reply> TransactionsAsync(HttpMethod method, string path, string? body = null, string? key = null) =>
        SendAsync(method, transactions, path, body, key);

    public Task<Reply> DepositAsync(long account, string amount, string? key = null, string more = "") =>
        PostAsync("deposit", $$"""{"accountId": {{account}}, "amount": {{amount}}{{more}}}""", key);

    public Task<Reply> WithdrawAsync(long account, string amount, string? key = null, string more = "") =>
        PostAsync("withdraw", $$"""{"accountId": {{account}}, "amount": {{amount}}{{more}}}""", key);

    public Task<Reply> TransferAsync(long from, long to, string amount, string? key = null, string more = "") =>
        PostAsync(
            "transfer",
            $$"""{"fromAccountId": "{{from}}", "toAccountId": "{{to}}", "amount": {{amount}}{{more}}}""",
            key
        );

    public Task<Reply> ReverseAsync(string id, string? key = null, string reason = "a mistake") =>
        PostAsync($"{id}/reverse", $$"""{"reason": "{{reason}}"}""", key);

    /// <summary>Posts with a key of its own when none is given; v2 asks for one, v1 takes it.</summary>
    public Task<Reply> PostAsync(string path, string body, string? key = null) =>
        SendAsync(
            HttpMethod.Post,
            transactions,
            $"/api/transactions/{path}",
            body,
            key ?? Guid.CreateVersion7().ToString()
        );

    /// <summary>Opens an account of this caller and returns its id.</summary>
    public async Task<long> OpenAsync(string body)
    {
        var reply = await AccountsAsync(HttpMethod.Post, "/api/accounts", body);
        Assert.True(reply.Status == 201, $"{reply.Status} {reply.Body}");
        return reply.Json.GetProperty("id").GetInt64();
    }

    /// <summary>The balance as it stands on the wire.</summary>
    public async Task<string> BalanceAsync(long account)
    {
        var reply = await GetAccountsAsync($"/api/accounts/{account}");
        Assert.True(reply.Status == 200, $"{reply.Status} {reply.Body}");
        return reply.Raw("balance");
    }

    private async Task<Reply> SendAsync(HttpMethod method, Uri service, string path, string? body, string? key)
    {
        using var request = new HttpRequestMessage(method, new Uri(service, path));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Reply((int)response.StatusCode, text, response.Headers);
    }
}
