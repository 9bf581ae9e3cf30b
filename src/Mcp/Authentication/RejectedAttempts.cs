using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain;

namespace FinancialMcp.Mcp.Authentication;

/// <summary>
/// Records requests that nobody in particular made, and those of a caller who sends far too many. The first few of a source in a minute are records of their own,
/// committed before they are answered; the rest are counted and written as one record with their number, each minute and
/// when the server stops. Memory is bounded: sources beyond the bound share one count.
/// </summary>
internal sealed partial class RejectedAttempts(IAuditStore audit, TimeProvider time, ILogger<RejectedAttempts> log)
    : BackgroundService
{
    /// <summary>Records of their own for each source, kind and minute.</summary>
    public const int Singles = 3;

    /// <summary>The source that stands for all sources beyond the bound.</summary>
    public const string ManySources = "many";
    public const int MostSources = 1000;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Longer than the store takes to say that it cannot write.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private Dictionary<Kind, Tally> tallies = [];

    /// <summary>
    /// Records or counts one attempt. Throws <see cref="StoreUnavailableException"/> when it must be recorded and cannot.
    /// </summary>
    public async Task RecordAsync(
        string requestId,
        string? source,
        AuditCode code,
        string reason,
        Principal? principal = null
    )
    {
        if (!HasOwnRecord(new Kind(source ?? "unknown", code, reason, principal)))
        {
            return;
        }

        if (code == AuditCode.Unauthenticated)
        {
            LogRejected(reason, source, requestId);
        }

        await audit.AppendAsync(RecordOf(requestId, new Kind(source!, code, reason, principal), 1));
    }

    /// <summary>Writes what was only counted so far. What cannot be written stays counted.</summary>
    public async Task FlushAsync()
    {
        Dictionary<Kind, Tally> counted;
        lock (gate)
        {
            counted = tallies;
            tallies = [];
        }

        // All at once: the store commits together what waits together, and all wait at most as long as one.
        var written = await Task.WhenAll(
            counted.Where(entry => entry.Value.Summed > 0).Select(entry => WriteAsync(entry.Key, entry.Value.Summed))
        );
        if (written.OfType<Unwritten>().ToArray() is [var first, ..] unwritten)
        {
            LogUnwritten(first.Cause, unwritten.Sum(one => one.Count));
        }
    }

    /// <summary>Writes the rest, for <see cref="StopPatience"/> at most, and not beyond the token.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await FlushAsync().WaitAsync(StopPatience, time, cancellationToken);
        }
        catch (Exception cause) when (cause is TimeoutException or OperationCanceledException)
        {
            LogAbandoned(cause);
        }
    }

    private async Task<Unwritten?> WriteAsync(Kind kind, int count)
    {
        try
        {
            var id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
            await audit.AppendAsync(RecordOf(id, kind, count));
            return null;
        }
        catch (StoreUnavailableException cause)
        {
            Restore(kind, count);
            return new Unwritten(count, cause);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await FlushAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: StopAsync writes the rest.
        }
    }

    private bool HasOwnRecord(Kind kind)
    {
        lock (gate)
        {
            if (!tallies.TryGetValue(kind, out var tally))
            {
                tally = tallies.Count < MostSources ? Begin(kind, seen: 0) : OfMany(kind);
            }

            if (tally.Seen < Singles)
            {
                tally.Seen++;
                return true;
            }

            tally.Summed++;
            return false;
        }
    }

    private Tally OfMany(Kind kind)
    {
        var many = kind with { Source = ManySources, Principal = null };
        return tallies.GetValueOrDefault(many) ?? Begin(many, Singles);
    }

    private Tally Begin(Kind kind, int seen) => tallies[kind] = new Tally { Seen = seen };

    private void Restore(Kind kind, int count)
    {
        lock (gate)
        {
            (tallies.GetValueOrDefault(kind) ?? Begin(kind, Singles)).Summed += count;
        }
    }

    private AuditEvent RecordOf(string requestId, Kind kind, int count) =>
        new()
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            Code = kind.Code,
            RequestId = requestId,
            SourceAddress = kind.Source,
            Principal = kind.Principal,
            Decision = AuditRecords.Refused,
            ErrorCode = kind.Code switch
            {
                AuditCode.Unauthenticated => ErrorCodes.AuthenticationError,
                AuditCode.RateLimited => ErrorCodes.RateLimitExceeded,
                _ => null,
            },
            Reason = kind.Reason,
            Count = count,
        };

    [LoggerMessage(
        4101,
        LogLevel.Warning,
        "authentication_failed: {Reason} from {Source}, {RequestId}",
        EventName = "authentication_failed"
    )]
    private partial void LogRejected(string reason, string? source, string requestId);

    [LoggerMessage(
        4102,
        LogLevel.Error,
        "audit_unwritten: {Count} rejected attempts wait for the audit store",
        EventName = "audit_unwritten"
    )]
    private partial void LogUnwritten(Exception cause, int count);

    [LoggerMessage(
        4103,
        LogLevel.Error,
        "audit_abandoned: the server stopped before the audit store had taken the counts of rejected attempts",
        EventName = "audit_abandoned"
    )]
    private partial void LogAbandoned(Exception cause);

    private sealed record Unwritten(int Count, Exception Cause);

    private sealed record Kind(string Source, AuditCode Code, string Reason, Principal? Principal);

    private sealed class Tally
    {
        public int Seen { get; set; }
        public int Summed { get; set; }
    }
}
