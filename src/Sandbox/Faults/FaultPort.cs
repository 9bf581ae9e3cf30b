using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Faults;

/// <summary>
/// The JSON API of the fault listener (snake_case, loopback only, no token):
/// <para>
/// <c>POST /faults</c> takes {"kind", "service"?, "method"?, "path"?, "idempotency_key"?, "count"?, "skip"?,
/// "delay_ms"?, "status"?, "location"?, "done"?, "set"?} and answers 201 with its id and counters; <c>GET /faults</c> lists them;
/// <c>DELETE /faults</c> and <c>DELETE /faults/{id}</c> clear. <c>GET
/// /requests?after=SEQ&amp;limit=N&amp;idempotency_key=KEY</c> tells what arrived at both services (the last ten thousand), <c>DELETE /requests</c> forgets it. <c>GET
/// /journal?after=SEQ&amp;limit=N</c> is the ground truth. <c>GET /ledger</c> checks the ledger's invariants. <c>POST
/// /settlements</c> {"transaction_id", "status"} settles a row that was stored as PROCESSING.
/// </para>
/// </summary>
internal sealed class FaultPort(FaultPlan plan, RequestLog log, LedgerReaders readers, Settlements settlements)
{
    private const int LargestPage = 1000;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public void Map(Listener listener)
    {
        listener.Map("POST", "/faults", AddAsync);
        listener.Map("GET", "/faults", http => WriteAsync(http, 200, plan.List()));
        listener.Map("DELETE", "/faults", http => WriteAsync(http, 200, new ClearedView(plan.Clear())));
        listener.Map("DELETE", "/faults/{id}", RemoveAsync);
        listener.Map("GET", "/requests", http => WriteAsync(http, 200, log.After(After(http), Limit(http), Key(http))));
        listener.Map("DELETE", "/requests", http => WriteAsync(http, 200, new ClearedView(log.Clear())));
        listener.Map("GET", "/journal", JournalAsync);
        listener.Map("GET", "/ledger", http => WriteAsync(http, 200, readers.ReadSnapshot(LedgerCheck.Run)));
        listener.Map("POST", "/settlements", SettleAsync);
    }

    private async Task AddAsync(HttpContext http)
    {
        var script = await ReadAsync<FaultScript>(http);
        if (script.Service is not (null or "account" or "transaction"))
        {
            throw Refuse("service is account or transaction");
        }
        if (script.Count < 0 || script.Skip < 0 || script.DelayMs is < 0 or > 600_000)
        {
            throw Refuse("count, skip and delay_ms are not negative, delay_ms is at most 600000");
        }
        if (script.Status is < 400 or > 599)
        {
            throw Refuse("status is between 400 and 599");
        }
        await WriteAsync(http, 201, plan.Add(script));
    }

    private Task RemoveAsync(HttpContext http)
    {
        var known = long.TryParse(
            http.Request.RouteValues["id"] as string,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var id
        );
        return known && plan.Remove(id)
            ? WriteAsync(http, 200, new ClearedView(1))
            : throw Refuse("there is no fault with this id");
    }

    private Task JournalAsync(HttpContext http)
    {
        var (after, limit) = (After(http), Limit(http));
        return WriteAsync(http, 200, readers.Read(ledger => JournalRows.After(ledger, after, limit)));
    }

    private async Task SettleAsync(HttpContext http)
    {
        var settlement = await ReadAsync<Settlement>(http);
        await settlements.SettleAsync(settlement);
        await WriteAsync(http, 200, settlement);
    }

    private static async Task<T> ReadAsync<T>(HttpContext http)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Json)
                ?? throw Refuse("a JSON object is expected");
        }
        catch (JsonException e)
        {
            throw Refuse(e.Message);
        }
    }

    private static Task WriteAsync<T>(HttpContext http, int status, T body)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(body, Json);
    }

    private static long After(HttpContext http) =>
        long.TryParse(http.Request.Query["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            ? seq
            : 0;

    private static int Limit(HttpContext http) =>
        int.TryParse(http.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? Math.Min(limit, LargestPage)
            : LargestPage;

    private static string? Key(HttpContext http) =>
        http.Request.Query["idempotency_key"].ToString() is { Length: > 0 } key ? key : null;

    private static RefusedException Refuse(string message) => new(RefusalReason.IllegalArgument, message);

    private sealed record ClearedView(int Cleared);
}
