using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>Nothing here reads the trail: that is tested on real databases, in Infrastructure.Tests.</summary>
internal sealed class UnreadTrail : IAuditReading, IAuditViewStore, IEvidencePacks
{
    private static NotSupportedException Unread => new("The trail is read on real databases.");

    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => throw Unread;

    public Task<AuditPage> PageAsync(
        AuditFilter filter,
        AuditOrder order,
        AuditCursor? after,
        int limit,
        CancellationToken cancellationToken
    ) => throw Unread;

    public Task<AuditSample> SampleAsync(AuditFilter filter, int most, CancellationToken cancellationToken) =>
        throw Unread;

    public Task<SealedRecord?> FindAsync(Guid id, CancellationToken cancellationToken) => throw Unread;

    public Task<SealPlace?> PlaceAsync(SealedRecord record, CancellationToken cancellationToken) => throw Unread;

    public Task<IReadOnlyList<AuditView>> ListAsync(string person, CancellationToken cancellationToken) => throw Unread;

    public Task SaveAsync(AuditView view, AuditEvent record) => throw Unread;

    public Task<bool> DeleteAsync(string owner, string name, AuditEvent record) => throw Unread;

    public Task<long> WriteAsync(
        AuditFilter filter,
        string madeBy,
        Stream output,
        CancellationToken cancellationToken
    ) => throw Unread;
}
