using System.Net.Http.Headers;

namespace FinancialMcp.Bench;

/// <summary>The bank as the bare server calls it: two tuned clients and one token for everything.</summary>
internal sealed class BareBank(Uri accounts, Uri transactions, string token) : IDisposable
{
    private readonly HttpClient accounts = Client(accounts, token);
    private readonly HttpClient transactions = Client(transactions, token);

    public async Task<BareAccount> AccountAsync(string id, CancellationToken cancellationToken)
    {
        var account = await accounts.GetFromJsonAsync<BankAnswer>(
            "/api/accounts/" + Uri.EscapeDataString(id),
            cancellationToken
        );
        return new BareAccount(
            account!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            account.OwnerId,
            account.AccountType,
            account.Status,
            account.Balance
        );
    }

    public async Task<BareTransfer> TransferAsync(
        BankTransfer transfer,
        string key,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/transactions/transfer")
        {
            Content = JsonContent.Create(transfer),
        };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await transactions.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var row = await answer.Content.ReadFromJsonAsync<BankRow>(cancellationToken);
        return new BareTransfer(row!.TransactionId, row.Status, row.Amount);
    }

    public void Dispose()
    {
        accounts.Dispose();
        transactions.Dispose();
    }

    private static HttpClient Client(Uri address, string token)
    {
        var client = new HttpClient(
            new SocketsHttpHandler
            {
                PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
                UseCookies = false,
                UseProxy = false,
                AllowAutoRedirect = false,
                ActivityHeadersPropagator = null,
            }
        )
        {
            BaseAddress = address,
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private sealed record BankAnswer(long Id, string OwnerId, string AccountType, string Status, decimal Balance);

    private sealed record BankRow(string TransactionId, string Status, decimal Amount);
}

/// <summary>The body of the bank's transfer, by the bank's names.</summary>
internal sealed record BankTransfer(string FromAccountId, string ToAccountId, decimal Amount);

/// <summary>What the bare get_account answers.</summary>
internal sealed record BareAccount(
    string AccountId,
    string OwnerId,
    string AccountType,
    string Status,
    decimal Balance
);

/// <summary>What the bare transfer_funds answers.</summary>
internal sealed record BareTransfer(string TransactionId, string Status, decimal Amount);
