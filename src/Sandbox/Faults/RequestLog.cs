using FinancialMcp.Sandbox.Auth;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Faults;

/// <summary>One request that arrived: before any check, whether it was answered or not.</summary>
internal sealed record ArrivedRequest(
    long Seq,
    string At,
    string Service,
    string Method,
    string Path,
    string? Query,
    string? IdempotencyKey,
    string? Subject,
    FaultKind? Fault
);

/// <summary>
/// What arrived at both services, oldest first: the last ten thousand requests. Subject is the name in a valid token.
/// </summary>
internal sealed class RequestLog(BankTokens tokens, TimeProvider clock)
{
    private const int Most = 10_000;
    private readonly Lock gate = new();
    private readonly Queue<ArrivedRequest> requests = new();
    private long last;

    public void Add(string service, HttpContext http, FaultKind? fault)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        var subject = tokens.Read(Http.Service.BearerToken(http))?.Subject;
        lock (gate)
        {
            requests.Enqueue(
                new ArrivedRequest(
                    ++last,
                    BankTime.Local(BankTime.Micros(clock.GetUtcNow())),
                    service,
                    http.Request.Method,
                    http.Request.Path.Value ?? "/",
                    http.Request.QueryString.Value is { Length: > 0 } query ? query : null,
                    key.Length == 0 ? null : key,
                    subject,
                    fault
                )
            );
            if (requests.Count > Most)
            {
                requests.Dequeue();
            }
        }
    }

    /// <summary>Requests after a number, all or those that carried a key.</summary>
    public IReadOnlyList<ArrivedRequest> After(long seq, int limit, string? key)
    {
        lock (gate)
        {
            return [.. requests.Where(r => r.Seq > seq && (key is null || r.IdempotencyKey == key)).Take(limit)];
        }
    }

    public int Clear()
    {
        lock (gate)
        {
            var cleared = requests.Count;
            requests.Clear();
            return cleared;
        }
    }
}
