using System.Net.Http.Json;
using System.Text.Json;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Mcp.Tests.Protocol;
using FinancialMcp.Mcp.Tests.Tools;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Counting;

/// <summary>What the stand-in bank was told to do wrong, and what arrived there, through its fault port.</summary>
internal sealed class BankSignals(RunningServer server) : IDisposable
{
    /// <summary>Alice's account that no read is answered about: 503.</summary>
    public const string Away = "1002";

    /// <summary>An account about which reads hang.</summary>
    public const string Hanging = "1004";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly HttpClient http = new() { BaseAddress = server.Bank.FaultUrl };
    private long seen;

    /// <summary>Puts the lasting faults in force.</summary>
    public async Task BeginAsync()
    {
        await ScriptAsync(
            new
            {
                kind = "unavailable",
                method = "GET",
                path = "/api/accounts/" + Away,
                count = 0,
            }
        );
        await ScriptAsync(
            new
            {
                kind = "never_answer",
                method = "GET",
                path = "/api/accounts/" + Hanging,
                count = 0,
            }
        );
    }

    public static string BackendKeyOf(string key) =>
        BackendKey.For(new Principal(Tokens.Issuer, BankWorld.Caller, ActingParty: null), IdempotencyKey.Parse(key));

    /// <summary>The bank does the change of that key, and nobody hears of it.</summary>
    public Task DropAnswerOfAsync(string backendKey) =>
        ScriptAsync(
            new
            {
                kind = "commit_then_drop",
                method = "POST",
                idempotency_key = backendKey,
            }
        );

    /// <summary>The bank takes its time over the change of that key.</summary>
    public Task SlowDownAsync(string backendKey) =>
        ScriptAsync(
            new
            {
                kind = "delay",
                method = "POST",
                idempotency_key = backendKey,
                delay_ms = 300,
            }
        );

    /// <summary>Returns when a read of the hanging account has arrived that was not seen here before.</summary>
    public Task HangsAsync() =>
        Eventually.TrueAsync(HasNewHangingReadAsync, Patience, "a read that hangs arrives at the bank");

    /// <summary>Returns when the change of that key has arrived.</summary>
    public Task ArrivedAsync(string backendKey) =>
        Eventually.TrueAsync(
            async () =>
                (await http.GetFromJsonAsync<JsonElement>($"/requests?idempotency_key={backendKey}")).GetArrayLength()
                > 0,
            Patience,
            "the change arrives at the bank"
        );

    public void Dispose() => http.Dispose();

    private async Task<bool> HasNewHangingReadAsync()
    {
        var found = false;
        JsonElement[] page;
        do
        {
            page = (await http.GetFromJsonAsync<JsonElement[]>($"/requests?after={seen}"))!;
            found |= page.Any(request => request.GetProperty("path").GetString() == "/api/accounts/" + Hanging);
            seen = page.Length > 0 ? page[^1].GetProperty("seq").GetInt64() : seen;
        } while (page.Length > 0);

        return found;
    }

    private async Task ScriptAsync(object script)
    {
        using var answer = await http.PostAsJsonAsync("/faults", script);
        answer.EnsureSuccessStatusCode();
    }
}
