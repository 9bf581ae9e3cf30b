using FinancialMcp.Application.Audit;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>Nothing here keeps views or writes packs: that is tested on real databases, in Infrastructure.Tests.</summary>
internal sealed class UnreadTrail : IAuditViewStore, IEvidencePacks
{
    private static NotSupportedException Unread => new("That is done on real databases.");

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
