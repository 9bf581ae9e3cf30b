using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Staff;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>Nobody signs in here: that is tested on real databases, in Infrastructure.Tests.</summary>
internal class UnaskedStaff : IStaffStore, IStaffCredentials
{
    private static NotSupportedException Unasked => new("The staff is kept on real databases.");

    public virtual Task<long> VersionAsync(CancellationToken cancellationToken) => throw Unasked;

    public virtual Task<IReadOnlyList<StaffAccount>> ListAsync(CancellationToken cancellationToken) => throw Unasked;

    public virtual Task<StaffAccount?> FindAsync(string name, CancellationToken cancellationToken) => throw Unasked;

    public Task<OneTimeSecret?> FindSecretAsync(string hash, CancellationToken cancellationToken) => throw Unasked;

    public Task<bool> ChangeAsync(long version, IReadOnlyList<StaffChange> changes, AuditEvent record) => throw Unasked;

    public virtual Task<bool> CountAsync(StaffAccount account, SignInState after, AuditEvent record) => throw Unasked;

    public virtual Task<bool> ProveAsync(
        StaffAccount account,
        SignInState after,
        Guid session,
        DateTimeOffset at,
        AuditEvent record
    ) => throw Unasked;

    public Task<bool> BeginSessionAsync(
        StaffSession session,
        StaffAccount account,
        SignInState after,
        AuditEvent record
    ) => throw Unasked;

    public virtual Task RecordAsync(AuditEvent record) => throw Unasked;

    public Task<(StaffSession Session, StaffAccount Account)?> FindSessionAsync(
        string tokenHash,
        CancellationToken cancellationToken
    ) => throw Unasked;

    public Task<IReadOnlyList<StaffSession>> SessionsAsync(
        string? name,
        DateTimeOffset since,
        int most,
        CancellationToken cancellationToken
    ) => throw Unasked;

    public Task SeenAsync(Guid session, DateTimeOffset at) => throw Unasked;

    public Task<bool> EndSessionAsync(Guid session, string by, DateTimeOffset at, AuditEvent record) => throw Unasked;

    public string Hash(string password) => throw Unasked;

    public bool Verify(string? hash, string password) => throw Unasked;

    public string NewKey() => throw Unasked;

    public virtual long? StepOf(string key, string code) => throw Unasked;

    public string Protect(string key) => throw Unasked;

    public virtual string? Unprotect(string kept) => throw Unasked;
}
