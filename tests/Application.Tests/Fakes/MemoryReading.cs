using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>
/// The trail's reading side over the records in memory: pages by code, error, principal, state and time, newest first. The rest is
/// tested on real databases, in Infrastructure.Tests.
/// </summary>
internal sealed class MemoryReading(MemoryTrail trail, TimeProvider time) : IAuditReading
{
    private static NotSupportedException Unread => new("This is read on real databases.");

    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => Task.FromResult(time.GetUtcNow());

    public Task<AuditPage> PageAsync(
        AuditFilter filter,
        AuditOrder order,
        AuditCursor? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var fitting = trail
            .Records.Select((record, at) => (Record: record, Sealed: SealedOf(record, at)))
            .Where(it => Fits(it.Record, TimeOf(it.Record), filter))
            .Where(it => after is not { } cursor || CursorOf(it.Sealed) < cursor)
            .Select(it => it.Sealed)
            .OrderByDescending(CursorOf)
            .ToList();
        var page = fitting.Take(limit).ToList();
        return Task.FromResult(new AuditPage(page, fitting.Count > limit ? CursorOf(page[^1]) : null));
    }

    public Task<AuditTally> TallyAsync(
        AuditFilter filter,
        int most,
        TimeSpan? width,
        CancellationToken cancellationToken
    ) => throw Unread;

    public Task<SealedRecord?> FindAsync(Guid id, CancellationToken cancellationToken) => throw Unread;

    public Task<SealPlace?> PlaceAsync(SealedRecord record, CancellationToken cancellationToken) => throw Unread;

    private static bool Fits(AuditEvent record, DateTimeOffset at, AuditFilter filter) =>
        (filter.Code is null || record.Code == filter.Code)
        && (filter.ErrorCode is null || record.ErrorCode == filter.ErrorCode)
        && (
            filter.Principal is null
            || record.Principal?.Subject == filter.Principal
            || record.Principal?.ActingParty == filter.Principal
        )
        && (filter.State is null || record.State == filter.State)
        && (filter.From is null || at >= filter.From)
        && (filter.To is null || at < filter.To);

    private static SealedRecord SealedOf(AuditEvent record, int at)
    {
        var recordedAt = TimeOf(record);
        var origin = new RecordOrigin(recordedAt, "here", "1.0");
        var microseconds = (recordedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return new SealedRecord(at, at, 1, microseconds, "key", new byte[32], CanonicalRecord.Of(record, origin));
    }

    /// <summary>Ids are made from the clock, to the millisecond.</summary>
    private static DateTimeOffset TimeOf(AuditEvent record) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(record.Id.ToString("N")[..12], fromBase: 16));

    private static AuditCursor CursorOf(SealedRecord record) => new(record.RecordedAt, record.Seq);
}
