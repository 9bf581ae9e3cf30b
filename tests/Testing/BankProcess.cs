using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace FinancialMcp.Testing;

/// <summary>The stand-in bank as its own process, on free ports and its own ledger file.</summary>
public sealed class BankProcess : IAsyncDisposable
{
    private readonly TemporaryFolder data;
    private readonly string[] more;
    private readonly HttpClient http = new();
    private ManagedProcess process;

    private BankProcess(ManagedProcess process, TemporaryFolder data, JsonElement ready, string contract, string[] more)
    {
        this.process = process;
        this.data = data;
        this.more = more;
        Contract = contract;
        AccountUrl = ready.GetProperty("account_url").GetString()!;
        TransactionUrl = ready.GetProperty("transaction_url").GetString()!;
        FaultUrl = ready.GetProperty("fault_url").GetString()!;
    }

    /// <summary>Its process id; another one after <see cref="RestartAsync"/>.</summary>
    public int Id => process.Id;

    public string Contract { get; }

    public string AccountUrl { get; }

    public string TransactionUrl { get; }

    public string FaultUrl { get; }

    /// <summary>Where the ledger file lies.</summary>
    public string DataFolder => data.Path;

    public static Task<BankProcess> StartAsync(string contract, params string[] more) =>
        StartAsync(contract, new TemporaryFolder(), more);

    /// <summary>The same with its ledger in a given folder, which it takes over, also when it does not start.</summary>
    public static async Task<BankProcess> StartAsync(string contract, TemporaryFolder folder, params string[] more)
    {
        try
        {
            var (process, ready) = await RunAsync(contract, folder, ["0", "0", "0"], more);
            return new BankProcess(process, folder, ready, contract, more);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>SIGKILL: what was not committed to the ledger is lost.</summary>
    public Task KillAsync() => process.KillAsync();

    /// <summary>Starts it again after <see cref="KillAsync"/>, on its ledger and at its addresses.</summary>
    public async Task RestartAsync()
    {
        await process.DisposeAsync();
        string[] ports = [PortOf(AccountUrl), PortOf(TransactionUrl), PortOf(FaultUrl)];
        (process, _) = await RunAsync(Contract, data, ports, more);
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

    /// <summary>Makes the bank misbehave, as a script of its fault port says.</summary>
    public async Task ScriptAsync(object script)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(FaultUrl + "/faults"), script);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>How many requests the scripts in force have met.</summary>
    public async Task<long> MetByScriptsAsync()
    {
        var scripts = await http.GetFromJsonAsync<JsonElement>(new Uri(FaultUrl + "/faults"));
        return scripts.EnumerateArray().Sum(script => script.GetProperty("fired").GetInt64());
    }

    /// <summary>Ends every script.</summary>
    public async Task ClearScriptsAsync()
    {
        using var answer = await http.DeleteAsync(new Uri(FaultUrl + "/faults"));
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        http.Dispose();
        data.Dispose();
    }

    private static Task<(ManagedProcess Process, JsonElement Ready)> RunAsync(
        string contract,
        TemporaryFolder folder,
        string[] ports,
        string[] more
    ) =>
        ManagedProcess.StartAsync(
            BuildOutput.Sandbox,
            [
                "--contract",
                contract,
                "--data",
                folder.Path,
                "--account-port",
                ports[0],
                "--transaction-port",
                ports[1],
                "--fault-port",
                ports[2],
                .. more,
            ],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["JWT_SECRET"] = Tokens.BankSecret },
            "sandbox_ready"
        );

    private static string PortOf(string url) => new Uri(url).Port.ToString(CultureInfo.InvariantCulture);
}
