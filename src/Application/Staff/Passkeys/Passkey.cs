namespace FinancialMcp.Application.Staff.Passkeys;

/// <summary>
/// A key of a person's own device that signs in without name, password and code: a credential record (WebAuthn Level 3, 4).
/// It is a second way beside those, and two things in itself: the device, and the finger or number that opens it.
/// </summary>
public sealed record Passkey
{
    /// <summary>How many one account may have.</summary>
    public const int MostOfOne = 10;

    /// <summary>Ours, to remove it by.</summary>
    public required Guid Id { get; init; }
    public required Guid Account { get; init; }

    /// <summary>Chosen by the device; base64url. Unique among all accounts.</summary>
    public required string CredentialId { get; init; }

    /// <summary>A COSE key (RFC 9052, 7), base64url.</summary>
    public required string PublicKey { get; init; }

    /// <summary>What its person calls it.</summary>
    public required string Name { get; init; }

    /// <summary>What the device counted when it was used last; 0 for devices that do not count.</summary>
    public required long SignCount { get; init; }

    /// <summary>The device's model, as it claims; all zeros where it does not.</summary>
    public required Guid Model { get; init; }

    /// <summary>How the browser may reach it, as JSON of the standard's words.</summary>
    public required string Transports { get; init; }

    /// <summary>It may be copied to other devices of its person. Never changes.</summary>
    public required bool MayBeCopied { get; init; }

    /// <summary>It has been copied, when it was used last.</summary>
    public required bool IsCopied { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null: never since it was added.</summary>
    public DateTimeOffset? UsedAt { get; init; }
}

/// <summary>A key as its person sees it.</summary>
/// <param name="Id">To remove it by.</param>
/// <param name="Name">What its person calls it.</param>
/// <param name="IsCopied">It is on other devices of its person too.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="UsedAt">When it was used last; null: never.</param>
public sealed record PasskeyView(Guid Id, string Name, bool IsCopied, DateTimeOffset CreatedAt, DateTimeOffset? UsedAt)
{
    internal static PasskeyView Of(Passkey key) => new(key.Id, key.Name, key.IsCopied, key.CreatedAt, key.UsedAt);
}

/// <summary>The first half of a ceremony.</summary>
/// <param name="Options">For the browser, as the standard's JSON.</param>
/// <param name="State">Comes back with the browser's answer; says nothing to whoever reads it, and cannot be changed.</param>
public sealed record PasskeyOffer(string Options, string State);
