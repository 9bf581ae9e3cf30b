using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>Nothing here keeps views, seals or packs evidence: that is tested on real databases, in Infrastructure.Tests.</summary>
internal sealed class UnreadTrail : IAuditViewStore, ISealReading, IEvidencePacks
{
    private static NotSupportedException Unread => new("The trail is read on real databases.");

    public Task<IReadOnlyList<AuditView>> ListAsync(string person, CancellationToken cancellationToken) => throw Unread;

    public Task SaveAsync(AuditView view, AuditEvent record) => throw Unread;

    public Task<bool> DeleteAsync(string owner, string name, AuditEvent record) => throw Unread;

    public Task<IReadOnlyList<Seal>> SealsAsync(long? before, int limit, CancellationToken cancellationToken) =>
        throw Unread;

    public Task<IReadOnlyList<AnchorView>> AnchorsAsync(CancellationToken cancellationToken) => throw Unread;

    public Task<IReadOnlyList<SealingKey>> KeysAsync(CancellationToken cancellationToken) => throw Unread;

    public Task<long> WriteAsync(
        AuditFilter filter,
        string madeBy,
        Stream output,
        CancellationToken cancellationToken
    ) => throw Unread;
}
