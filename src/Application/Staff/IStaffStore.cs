using FinancialMcp.Application.Audit;

namespace FinancialMcp.Application.Staff;

/// <summary>One change to who works at the admin side.</summary>
public abstract record StaffChange;

/// <summary>A new account.</summary>
public sealed record AddStaff(StaffAccount Account) : StaffChange;

/// <summary>An account's roles, status, secrets and proposal; not how signing in went.</summary>
public sealed record SaveStaff(StaffAccount Account) : StaffChange;

/// <summary>How signing in went begins anew: the person has just enrolled.</summary>
public sealed record ResetSignIns(StaffAccount Account) : StaffChange;

/// <summary>
/// A new one-time secret; earlier ones of the same purpose and account are good for nothing from now on. Those for the first
/// administrator stand beside each other: every replica tells its own.
/// </summary>
public sealed record AddSecret(OneTimeSecret Secret) : StaffChange;

/// <summary>A one-time secret was used.</summary>
public sealed record UseSecret(string Hash, DateTimeOffset At) : StaffChange;

/// <summary>Every open session of an account ends.</summary>
public sealed record EndSessions(Guid Account, string By, DateTimeOffset At) : StaffChange;

/// <summary>
/// Where staff accounts and their sessions are kept. Writes commit with their record before they return. Every method
/// throws <see cref="StoreUnavailableException"/> when the database does not answer.
/// </summary>
public interface IStaffStore
{
    /// <summary>The version of everything that people decide on, of accounts too; read it before what is decided on.</summary>
    Task<long> VersionAsync(CancellationToken cancellationToken);

    /// <summary>Every account, by name.</summary>
    Task<IReadOnlyList<StaffAccount>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The account of that name, in lower case; null when there is none.</summary>
    Task<StaffAccount?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>The secret with that digest; null when there is none.</summary>
    Task<OneTimeSecret?> FindSecretAsync(string hash, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the changes and their record in one commit and raises the version. False when the version is not the given
    /// one any more: nothing was written, and it has to be decided again.
    /// </summary>
    Task<bool> ChangeAsync(long version, IReadOnlyList<StaffChange> changes, AuditEvent record);

    /// <summary>
    /// Keeps how an attempt to sign in went, with its record. False when another attempt was counted since the account was
    /// read, or it is not active any more: nothing was written.
    /// </summary>
    Task<bool> CountAsync(StaffAccount account, SignInState after, AuditEvent record);

    /// <summary>
    /// Keeps that the person of a session proved to be there, and how signing in went, with the record. False as of
    /// <see cref="CountAsync"/>.
    /// </summary>
    Task<bool> ProveAsync(StaffAccount account, SignInState after, Guid session, DateTimeOffset at, AuditEvent record);

    /// <summary>
    /// Begins a session and keeps how signing in went, with the record. False as of <see cref="CountAsync"/>.
    /// </summary>
    Task<bool> BeginSessionAsync(StaffSession session, StaffAccount account, SignInState after, AuditEvent record);

    /// <summary>Keeps a record of what changed nothing.</summary>
    Task RecordAsync(AuditEvent record);

    /// <summary>The session with that digest of a token, ended or not, with its account; null when there is none.</summary>
    Task<(StaffSession Session, StaffAccount Account)?> FindSessionAsync(
        string tokenHash,
        CancellationToken cancellationToken
    );

    /// <summary>The sessions that began since then, newest first, at most so many; of one person, or with null of everybody.</summary>
    Task<IReadOnlyList<StaffSession>> SessionsAsync(
        string? name,
        DateTimeOffset since,
        int most,
        CancellationToken cancellationToken
    );

    /// <summary>Notes that a session was used. Not recorded: its calls are.</summary>
    Task SeenAsync(Guid session, DateTimeOffset at);

    /// <summary>Ends a session, with its record. False when it is not there or has ended already.</summary>
    Task<bool> EndSessionAsync(Guid session, string by, DateTimeOffset at, AuditEvent record);
}
