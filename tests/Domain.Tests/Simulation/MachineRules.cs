using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Simulation;

internal delegate Operation DoubtRule(
    DoubtRules rules,
    Operation operation,
    LookUp look,
    DateTimeOffset began,
    DateTimeOffset now,
    int jitter
);

internal delegate VoteRefusal VoteRule(
    Operation operation,
    string digest,
    Approver? approver,
    string? agentOwner,
    IEnumerable<string> voted,
    DateTimeOffset now
);

internal delegate LimitRefusal? AdmissionRule(
    IDictionary<WindowKey, LimitWindow> windows,
    IReadOnlyCollection<WindowLimit> limits,
    long amount
);

/// <summary>
/// The rules that a run applies: the Domain's own, unless a test plants a wrong one to see that the run finds it.
/// </summary>
internal sealed record MachineRules
{
    public const string FailureCode = "SERVICE_UNAVAILABLE";

    /// <summary>Whether a move may be written over what is stored, given what it came from.</summary>
    public Func<Operation, Operation, bool> Guards { get; init; } =
        (stored, from) => stored.State == from.State && stored.Fence == from.Fence;

    /// <summary>What a look makes of a doubt.</summary>
    public DoubtRule Doubts { get; init; } =
        (rules, operation, look, began, now, jitter) => rules.After(operation, look, began, now, FailureCode, jitter);

    /// <summary>What becomes of an operation whose lease ran out.</summary>
    public Func<Operation, DateTimeOffset, Operation> Recovers { get; init; } =
        (expired, at) => expired.After(Outcome.Unknown(), at);

    /// <summary>Whether recovery sends it once more.</summary>
    public bool SendsAgain { get; init; }

    public Func<OperationState, HoldEffect> Holds { get; init; } = HoldEffects.Of;

    public AdmissionRule Admits { get; init; } = Admission.Hold;

    public VoteRule Judges { get; init; } = VoteRules.Judge;
}
