namespace FinancialMcp.Infrastructure.Persistence.Rows;

/// <summary>The one row whose number rises with every decision of people.</summary>
internal sealed class OversightRow
{
    public required short Id { get; init; }
    public required long Version { get; init; }
}

/// <summary>A set of rules; the one in force is the newest that was approved.</summary>
internal sealed class PolicyRow
{
    internal const short Proposed = 1;
    internal const short Approved = 2;
    internal const short Rejected = 3;

    public required int Version { get; init; }
    public required string Rules { get; init; }
    public required short State { get; init; }
    public required string Reason { get; init; }
    public required string ProposedBy { get; init; }
    public required DateTimeOffset ProposedAt { get; init; }
    public string? DecidedBy { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }
}

/// <summary>An agent as people know it.</summary>
internal sealed class AgentRow
{
    public required string Key { get; init; }
    public required string Issuer { get; init; }
    public required string Party { get; init; }
    public string? Owner { get; init; }
    public required string Granted { get; init; }
    public required short Status { get; init; }
    public string? ProposedOwner { get; init; }
    public string? ProposedGrant { get; init; }
    public string? ProposedBy { get; init; }
    public DateTimeOffset? ProposedAt { get; init; }
    public required string UpdatedBy { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public string? Reason { get; init; }
}

/// <summary>A stop, in force until two people released it.</summary>
internal sealed class StopRow
{
    public required Guid Id { get; init; }
    public required short Scope { get; init; }
    public string? Value { get; init; }
    public required string Reason { get; init; }
    public required string SetBy { get; init; }
    public required DateTimeOffset SetAt { get; init; }
    public string? ReleaseProposedBy { get; init; }
    public DateTimeOffset? ReleaseProposedAt { get; init; }
    public string? ReleasedBy { get; init; }
    public DateTimeOffset? ReleasedAt { get; init; }
}

/// <summary>Under which subjects an approver asks for payments.</summary>
internal sealed class ApproverRow
{
    public required string Person { get; init; }

    /// <summary>As JSON.</summary>
    public required string Subjects { get; init; }
    public string? Proposed { get; init; }
    public string? ProposedBy { get; init; }
    public required string UpdatedBy { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
}
