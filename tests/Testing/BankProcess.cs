using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace FinancialMcp.Testing;

/// <summary>The stand-in bank as its own process, on free ports and its own ledger file.</summary>
public sealed class BankProcess : IAsyncDisposable
{
    private readonly ManagedProcess process;
    private readonly TemporaryFolder data;
    private readonly HttpClient http = new();

    private BankProcess(ManagedProcess process, TemporaryFolder data, JsonElement ready, string contract)
    {
        this.process = process;
        this.data = data;
        Contract = contract;
        AccountUrl = ready.GetProperty("account_url").GetString()!;
        TransactionUrl = ready.GetProperty("transaction_url").GetString()!;
        FaultUrl = ready.GetProperty("fault_url").GetString()!;
    }

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    public string Contract { get; }

    public string AccountUrl { get; }

    public string TransactionUrl { get; }

    public string FaultUrl { get; }

    /// <summary>Where the ledger file lies.</summary>
    public string DataFolder => data.Path;

    public static Task<BankProcess> StartAsync(string contract, params string[] more) =>
        StartAsync(contract, new TemporaryFolder(), more);

    /// <summary>The same with its ledger in a given folder, which it takes over.</summary>
    public static async Task<BankProcess> StartAsync(string contract, TemporaryFolder folder, params string[] more)
    {
        var (process, ready) = await ManagedProcess.StartAsync(
            BuildOutput.Sandbox,
            [
                "--contract",
                contract,
                "--data",
                folder.Path,
                "--account-port",
                "0",
                "--transaction-port",
                "0",
                "--fault-port",
                "0",
                .. more,
            ],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["JWT_SECRET"] = Tokens.BankSecret },
            "sandbox_ready"
        );
        return new BankProcess(process, folder, ready, contract);
    }

    /// <summary>Registers a user at the bank.</summary>
    public async Task RegisterAsync(string user)
    {
        using var answer = await http.PostAsJsonAsync(
            new Uri(AccountUrl + "/api/auth/register"),
            new { username = user, password = "a-long-test-password" }
        );
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Asks the bank itself, as a bank user.</summary>
    public async Task<JsonElement> AskAsync(
        string user,
        string role,
        HttpMethod method,
        string url,
        object? body = null
    )
    {
        using var request = new HttpRequestMessage(method, url)
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.ForBank(user, role));
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        http.Dispose();
        data.Dispose();
    }
}
