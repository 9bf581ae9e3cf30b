using FinancialMcp.Domain.Limits;

namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>Under what an operation may begin.</summary>
/// <param name="OversightVersion">Under which version of people's decisions it was judged.</param>
/// <param name="LeaseMicroseconds">How long its lease lasts; null for one that waits for people.</param>
/// <param name="Limits">The windows its sum is held in.</param>
/// <param name="Twin">Identifies the same payment; null when no twin is looked for.</param>
/// <param name="TwinMicroseconds">How far back it is looked for.</param>
/// <param name="DistinctFrom">The twin that the caller knows of.</param>
internal sealed record AdmissionTerms(
    long OversightVersion,
    long? LeaseMicroseconds,
    IReadOnlyList<WindowLimit> Limits,
    string? Twin = null,
    long TwinMicroseconds = 0,
    Guid? DistinctFrom = null
);

/// <summary>What came of a claim, as the database saw it.</summary>
internal sealed record ClaimVerdict
{
    internal static ClaimVerdict Taken { get; } = new();

    internal static ClaimVerdict Outdated { get; } = new() { IsOutdated = true };

    /// <summary>True when it holds the key now.</summary>
    internal bool IsClaimed { get; init; }

    /// <summary>The lease's end by the database's clock; null for one that waits for people.</summary>
    internal DateTimeOffset? LeaseUntil { get; init; }
    internal bool IsOutdated { get; init; }
    internal LimitRefusal? OverLimit { get; init; }
    internal Guid? TwinId { get; init; }
}

/// <summary>What came of a dispatch, as the database saw it.</summary>
internal sealed record DispatchVerdict
{
    internal static DispatchVerdict Fenced { get; } = new();

    internal static DispatchVerdict Outdated { get; } = new() { IsOutdated = true };

    /// <summary>The lease's end by the database's clock; null when none was taken.</summary>
    internal DateTimeOffset? LeaseUntil { get; init; }
    internal bool IsOutdated { get; init; }
    internal LimitRefusal? OverLimit { get; init; }
}
