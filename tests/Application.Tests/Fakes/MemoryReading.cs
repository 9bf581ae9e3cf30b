using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>
/// The records of a trail in memory, newest first, of one principal or of everybody; each a second after the one before.
/// Everything else about reading is tested on real databases, in Infrastructure.Tests.
/// </summary>
internal sealed class MemoryReading(MemoryTrail trail) : IAuditReading
{
    private static NotSupportedException Unread => new("That is read on real databases.");

    public static DateTimeOffset TimeOf(int index) => TestApplication.Start.AddSeconds(index);

    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => throw Unread;

    public Task<AuditPage> PageAsync(
        AuditFilter filter,
        AuditOrder order,
        AuditCursor? after,
        int limit,
        CancellationToken cancellationToken
    ) =>
        order == AuditOrder.NewestFirst && filter == new AuditFilter { Principal = filter.Principal }
            ? Task.FromResult(
                new AuditPage(
                    [
                        .. trail
                            .Records.Select((record, index) => (Record: record, Index: index))
                            .Where(one =>
                                filter.Principal is null
                                || one.Record.Principal?.Subject == filter.Principal
                                || one.Record.Principal?.ActingParty == filter.Principal
                            )
                            .Reverse()
                            .Take(limit)
                            .Select(one => SealedOf(one.Record, one.Index)),
                    ],
                    Next: null
                )
            )
            : throw Unread;

    public Task<AuditSample> SampleAsync(AuditFilter filter, int most, CancellationToken cancellationToken) =>
        throw Unread;

    public Task<SealedRecord?> FindAsync(Guid id, CancellationToken cancellationToken) => throw Unread;

    public Task<SealPlace?> PlaceAsync(SealedRecord record, CancellationToken cancellationToken) => throw Unread;

    private static SealedRecord SealedOf(AuditEvent record, int index) =>
        new(
            index,
            index,
            1,
            (TimeOf(index).UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
            "key",
            [],
            CanonicalRecord.Of(record, new RecordOrigin(TimeOf(index), "instance", "build"))
        );
}
