using System.Net.Http.Json;
using System.Text.Json;

namespace FinancialMcp.CrashingServer;

/// <summary>What the stand-in bank has seen arrive, asked at its fault port.</summary>
internal sealed class BankArrivals(CrashPlan plan) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly HttpClient http = new();

    /// <summary>Returns when a request under that key has arrived, whatever the bank does with it.</summary>
    public async Task SeenAsync(string backendKey)
    {
        var url = new Uri(plan.BankLog, "/requests?idempotency_key=" + Uri.EscapeDataString(backendKey));
        using var timer = new PeriodicTimer(Pause);
        while ((await http.GetFromJsonAsync<JsonElement>(url)).GetArrayLength() == 0)
        {
            await timer.WaitForNextTickAsync();
        }
    }

    public void Dispose() => http.Dispose();
}
