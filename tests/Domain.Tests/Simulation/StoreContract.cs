using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>As the application's Intent: an operation to claim its key, with what is decided in the same commit.</summary>
internal sealed record Intent(Operation Operation, long Version, IReadOnlyList<WindowLimit> Limits)
{
    public TimeSpan TwinWindow { get; init; }
    public OperationId? DistinctFrom { get; init; }
}

/// <summary>What came of claiming a key. All but <see cref="Claimed"/> wrote nothing.</summary>
internal abstract record ClaimResult
{
    public sealed record Claimed(Operation Operation) : ClaimResult;

    public sealed record Taken(Operation Holder) : ClaimResult;

    public sealed record OverLimit(LimitRefusal Refusal) : ClaimResult;

    public sealed record HasTwin(OperationId Earlier) : ClaimResult;

    public sealed record Outdated : ClaimResult;
}

/// <summary>A move out of the state and fence of <paramref name="From"/>; a vote is committed beside it.</summary>
internal sealed record Move(Operation From, Operation To, Vote? Vote = null);

/// <summary>An approved operation to be dispatched: a move whose holds go to the current windows.</summary>
internal sealed record Dispatch(Operation From, Operation To, long Version, IReadOnlyList<WindowLimit> Limits);

/// <summary>What came of a dispatch. All but <see cref="Leased"/> wrote nothing.</summary>
internal abstract record DispatchResult
{
    public sealed record Leased(Operation Operation) : DispatchResult;

    public sealed record Fenced : DispatchResult;

    public sealed record OverLimit(LimitRefusal Refusal) : DispatchResult;

    public sealed record Outdated : DispatchResult;
}

/// <summary>An operation as it is stored, with what belongs to it; what the checks remember of it beside.</summary>
internal sealed class StoredOperation(Operation first)
{
    public Operation Current { get; set; } = first;

    public List<CastVote> Votes { get; } = [];

    /// <summary>Where its sum is held or used.</summary>
    public IReadOnlyList<WindowKey> Windows { get; set; } = [];

    /// <summary>True until its holds became used or were given back.</summary>
    public bool IsHeld { get; set; }

    public long Sum => Current.Instruction.Sum?.Minor ?? 0;

    /// <summary>The fence of the one lease that was committed for sending it; null before that.</summary>
    public long? LeaseFence { get; set; }

    /// <summary>How many people the policy asked for when that lease was committed.</summary>
    public int NeededAtLease { get; set; }

    public int TimesSent { get; set; }

    /// <summary>The bank's id, as soon as one was ever stored: what the bank's customer can authorize.</summary>
    public string? BankId { get; set; }

    public int Postings { get; set; }
}

/// <summary>A vote, and the payment it was cast on as it was stored then.</summary>
internal sealed record CastVote(Vote Vote, string Digest);
