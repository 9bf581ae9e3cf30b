using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>
/// The changing requests that the bank has seen arrive under keys of ours, whether it answered them or not. The bank
/// remembers its last ten thousand requests: it is asked now and then.
/// </summary>
internal sealed class ArrivedPayments(BankProcess bank) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = new Uri(bank.FaultUrl) };
    private readonly List<(string BackendKey, DateTimeOffset At)> arrived = [];
    private long seen;

    /// <summary>All of them so far, with when each arrived by this machine's clock.</summary>
    public async Task<IReadOnlyList<(string BackendKey, DateTimeOffset At)>> ReadAsync()
    {
        JsonElement[] page;
        do
        {
            page = (await http.GetFromJsonAsync<JsonElement[]>($"/requests?after={seen}"))!;
            foreach (var request in page)
            {
                Assert.True(request.GetProperty("seq").GetInt64() == ++seen, "The bank has forgotten requests.");
                if (
                    request.GetProperty("method").GetString() == "POST"
                    && request.TryGetProperty("idempotency_key", out var key)
                    && key.GetString()!.StartsWith("fm1-", StringComparison.Ordinal)
                )
                {
                    var at = DateTimeOffset.Parse(
                        request.GetProperty("at").GetString()!,
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal
                    );
                    arrived.Add((key.GetString()!, at));
                }
            }
        } while (page.Length > 0);

        return arrived;
    }

    public void Dispose() => http.Dispose();
}
