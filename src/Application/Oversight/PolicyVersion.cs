namespace FinancialMcp.Application.Oversight;

/// <summary>What became of a version of the policy. The numbers are stored: never reuse or reorder them.</summary>
public enum PolicyVersionState
{
    /// <summary>It waits for a second person.</summary>
    Proposed = 1,

    /// <summary>It holds, or held until the next one did.</summary>
    Approved = 2,

    /// <summary>It was turned down, or another one was proposed in its place.</summary>
    Rejected = 3,
}

/// <summary>A version that a policy had, without its rules.</summary>
/// <param name="Version">Its number, which is never used again.</param>
/// <param name="State">What became of it.</param>
/// <param name="Reason">Why, in the words of who proposed it.</param>
/// <param name="ProposedBy">Who proposed it.</param>
/// <param name="ProposedAt">When.</param>
/// <param name="DecidedBy">Who decided about it; null while it waits.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="HeldBefore">The version that held when this one was proposed; null for the first one.</param>
public sealed record PolicyVersion(
    int Version,
    PolicyVersionState State,
    string Reason,
    string ProposedBy,
    DateTimeOffset ProposedAt,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    int? HeldBefore
);
