using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Staff.Passkeys;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>Nobody has a passkey here: that is tested on real databases, in Infrastructure.Tests.</summary>
internal sealed class UnaskedPasskeys : IPasskeyStore, IPasskeyCeremonies
{
    private static NotSupportedException Unasked => new("Passkeys are kept on real databases.");

    public Task<IReadOnlyList<Passkey>> ListAsync(Guid account, CancellationToken cancellationToken) => throw Unasked;

    public Task<IReadOnlyDictionary<Guid, int>> CountsAsync(CancellationToken cancellationToken) => throw Unasked;

    public Task<(Passkey Key, StaffAccount Account)?> FindAsync(
        string credentialId,
        CancellationToken cancellationToken
    ) => throw Unasked;

    public Task<bool> TakeChallengeAsync(string hash, DateTimeOffset now, DateTimeOffset over) => throw Unasked;

    public Task<bool> BeginSessionAsync(
        Passkey used,
        StaffSession session,
        StaffAccount account,
        SignInState after,
        AuditEvent record
    ) => throw Unasked;

    public Task<bool> ProveAsync(
        Passkey used,
        Guid session,
        StaffAccount account,
        SignInState after,
        AuditEvent record
    ) => throw Unasked;

    public string Protect(PasskeyChallenge challenge) => throw Unasked;

    public PasskeyChallenge? Unprotect(string kept) => throw Unasked;

    public string OptionsToAdd(string challenge, StaffAccount account, IReadOnlyList<Passkey> present) => throw Unasked;

    public string OptionsToUse(string challenge, IReadOnlyList<Passkey> allowed) => throw Unasked;

    public Task<PasskeyFinding<MadePasskey>> LookAtNewAsync(string challenge, StaffAccount account, string response) =>
        throw Unasked;

    public string? CredentialOf(string response) => throw Unasked;

    public Task<PasskeyFinding<UsedPasskey>> LookAtUseAsync(string challenge, Passkey key, string response) =>
        throw Unasked;
}
