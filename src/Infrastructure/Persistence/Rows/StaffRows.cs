namespace FinancialMcp.Infrastructure.Persistence.Rows;

/// <summary>A person of the staff.</summary>
internal sealed class StaffAccountRow
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>As JSON, sorted.</summary>
    public required string Roles { get; init; }
    public required short Status { get; init; }
    public string? PasswordHash { get; init; }
    public string? ProtectedKey { get; init; }

    /// <summary>With <see cref="Subject"/>, who the person is at the identity provider.</summary>
    public string? Issuer { get; init; }
    public string? Subject { get; init; }
    public required long SignInVersion { get; init; }
    public required long LastStep { get; init; }
    public required int Failures { get; init; }
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>The last session that began: by it, a session's insert knows that its own attempt was counted.</summary>
    public Guid? LastSession { get; init; }
    public string? ProposedRoles { get; init; }
    public string? ProposedBy { get; init; }
    public string? ProposedReason { get; init; }
    public DateTimeOffset? ProposedAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A one-time secret, by its digest.</summary>
internal sealed class StaffSecretRow
{
    public required string Hash { get; init; }
    public required short Purpose { get; init; }
    public Guid? Account { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
}

/// <summary>A person at a browser.</summary>
internal sealed class StaffSessionRow
{
    public required Guid Id { get; init; }
    public required string TokenHash { get; init; }
    public required Guid Account { get; init; }
    public required DateTimeOffset BeganAt { get; init; }
    public required DateTimeOffset SeenAt { get; init; }
    public string? SourceAddress { get; init; }
    public string? Client { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? EndedBy { get; init; }
    public DateTimeOffset? PresentAt { get; init; }
}

/// <summary>A key of the admin side's data protection.</summary>
internal sealed class ProtectionKeyRow
{
    public required string Name { get; init; }
    public required string Xml { get; init; }
}
