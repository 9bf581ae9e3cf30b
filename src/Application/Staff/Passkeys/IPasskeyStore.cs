using FinancialMcp.Application.Audit;

namespace FinancialMcp.Application.Staff.Passkeys;

/// <summary>An account has one key more.</summary>
public sealed record KeepPasskey(Passkey Key) : StaffChange;

/// <summary>A key is gone.</summary>
public sealed record DropPasskey(Guid Id) : StaffChange;

/// <summary>Every key of an account is gone.</summary>
public sealed record DropPasskeys(Guid Account) : StaffChange;

/// <summary>
/// Where passkeys are kept; they are added and removed by <see cref="IStaffStore.ChangeAsync"/>. Every method throws
/// <see cref="StoreUnavailableException"/> when the database does not answer.
/// </summary>
public interface IPasskeyStore
{
    /// <summary>The keys of an account, the oldest first.</summary>
    Task<IReadOnlyList<Passkey>> ListAsync(Guid account, CancellationToken cancellationToken);

    /// <summary>How many keys each account has; none of those without.</summary>
    Task<IReadOnlyDictionary<Guid, int>> CountsAsync(CancellationToken cancellationToken);

    /// <summary>The key with that credential id, with its account; null when there is none.</summary>
    Task<(Passkey Key, StaffAccount Account)?> FindAsync(string credentialId, CancellationToken cancellationToken);

    /// <summary>
    /// Uses a challenge up, on all replicas: true for the first who asks, false ever after, until <paramref name="over"/>. What is
    /// over by now is forgotten. No record: what it was used for has one.
    /// </summary>
    /// <param name="hash">SHA-256 of the challenge, lower-case hex.</param>
    /// <param name="now">Now.</param>
    /// <param name="over">From then on nobody would take it anyway.</param>
    Task<bool> TakeChallengeAsync(string hash, DateTimeOffset now, DateTimeOffset over);

    /// <summary>
    /// Keeps that a key was used and how signing in went, and begins the session, with the record, all in one commit. False when
    /// another attempt was counted since the account was read, it is not active any more, or the key is gone: nothing was
    /// written.
    /// </summary>
    Task<bool> BeginSessionAsync(
        Passkey used,
        StaffSession session,
        StaffAccount account,
        SignInState after,
        AuditEvent record
    );

    /// <summary>
    /// Keeps that the person of a session proved with a key to be there, and how signing in went, with the record. False as of
    /// <see cref="BeginSessionAsync"/>.
    /// </summary>
    Task<bool> ProveAsync(Passkey used, Guid session, StaffAccount account, SignInState after, AuditEvent record);
}
