namespace FinancialMcp.Infrastructure.Persistence.Rows;

/// <summary>A passkey of a person of the staff.</summary>
internal sealed class StaffPasskeyRow
{
    public required Guid Id { get; init; }
    public required Guid Account { get; init; }

    /// <summary>base64url, of at most 1023 bytes.</summary>
    public required string CredentialId { get; init; }

    /// <summary>A COSE key, base64url.</summary>
    public required string PublicKey { get; init; }
    public required string Name { get; init; }
    public required long SignCount { get; init; }
    public required Guid Model { get; init; }

    /// <summary>As JSON.</summary>
    public required string Transports { get; init; }
    public required bool MayBeCopied { get; init; }
    public required bool IsCopied { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
}

/// <summary>A challenge that was used, by its digest, for as long as somebody might use it again.</summary>
internal sealed class StaffChallengeRow
{
    public required string Hash { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}
