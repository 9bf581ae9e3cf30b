namespace FinancialMcp.Application.Staff.Passkeys;

/// <summary>What a challenge was made for. The numbers travel protected.</summary>
public enum PasskeyPurpose
{
    SignIn = 1,
    Adding = 2,
    Presence = 3,
}

/// <summary>What a device is to sign, and for whom.</summary>
/// <param name="Bytes">32 random bytes, base64url (WebAuthn Level 3, 13.4.3).</param>
/// <param name="Purpose">Good for nothing else.</param>
/// <param name="Session">Good in no other; null before there is one.</param>
/// <param name="MadeAt">When.</param>
public sealed record PasskeyChallenge(string Bytes, PasskeyPurpose Purpose, Guid? Session, DateTimeOffset MadeAt);

/// <summary>A new key, as a device made it.</summary>
public sealed record MadePasskey(
    string CredentialId,
    string PublicKey,
    long SignCount,
    Guid Model,
    string Transports,
    bool MayBeCopied,
    bool IsCopied
);

/// <summary>What a device signed.</summary>
public sealed record UsedPasskey(long SignCount, bool IsCopied);

/// <summary>What came of looking at a browser's answer: a value, or in our words what is wrong with it.</summary>
public sealed record PasskeyFinding<T>(T? Value, string? Problem)
    where T : class;

/// <summary>
/// The ceremonies of the standard (WebAuthn Level 3, 7.1 and 7.2), as an established library carries them out, for the one address
/// of the admin side. The device must verify who uses it; what model it is proves nothing and is not asked for.
/// </summary>
public interface IPasskeyCeremonies
{
    /// <summary>Encrypts a challenge for its way to the browser and back.</summary>
    string Protect(PasskeyChallenge challenge);

    /// <summary>The challenge again; null for anything that was not made by <see cref="Protect"/>.</summary>
    PasskeyChallenge? Unprotect(string kept);

    /// <summary>What the browser is told for making a key; those present are not made a second time.</summary>
    string OptionsToAdd(string challenge, StaffAccount account, IReadOnlyList<Passkey> present);

    /// <summary>What it is told for using one; with none allowed, any that the device knows of this address.</summary>
    string OptionsToUse(string challenge, IReadOnlyList<Passkey> allowed);

    /// <summary>Looks at the answer of making a key. Never throws for what a browser sent.</summary>
    Task<PasskeyFinding<MadePasskey>> LookAtNewAsync(string challenge, StaffAccount account, string response);

    /// <summary>The credential that an answer names, base64url; null where it names none.</summary>
    string? CredentialOf(string response);

    /// <summary>
    /// Looks at the answer of using a key: all that the standard asks, but for the count, which is the caller's to weigh. Never
    /// throws for what a browser sent.
    /// </summary>
    Task<PasskeyFinding<UsedPasskey>> LookAtUseAsync(string challenge, Passkey key, string response);
}
