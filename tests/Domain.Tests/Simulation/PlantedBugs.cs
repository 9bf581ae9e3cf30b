using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>Rules that are wrong in one way each: what a careless change of the real ones could come to.</summary>
internal static class PlantedBugs
{
    /// <summary>The store looks at the state alone, so that a writer who fell behind overwrites what came after it.</summary>
    public static MachineRules NoFence { get; } = new() { Guards = (stored, from) => stored.State == from.State };

    /// <summary>One look that shows nothing is taken for proof.</summary>
    public static MachineRules AbsenceBelieved { get; } =
        new()
        {
            Doubts = (rules, operation, look, began, now, jitter) =>
                look.Finding == LookUpFinding.Absent
                    ? operation.After(Outcome.NotExecuted(MachineRules.FailureCode, DoubtRules.NothingMoved), now)
                    : rules.After(operation, look, began, now, MachineRules.FailureCode, jitter),
        };

    /// <summary>
    /// Three looks that show nothing are taken for proof, also when the bank said that it accepted the payment: as the
    /// Domain did until a run found it.
    /// </summary>
    public static MachineRules AcceptedFailsByAbsence { get; } =
        new()
        {
            Doubts = (rules, operation, look, began, now, jitter) =>
                rules.After(
                    look.Finding == LookUpFinding.Absent
                        ? operation with
                        {
                            State = OperationState.InDoubt,
                            Outcome = null,
                        }
                        : operation,
                    look,
                    began,
                    now,
                    MachineRules.FailureCode,
                    jitter
                ) switch
                {
                    { State: OperationState.InDoubt } unmoved => unmoved with
                    {
                        State = operation.State,
                        Outcome = operation.Outcome,
                    },
                    var moved => moved,
                },
        };

    /// <summary>A lease that ran out is taken for proof that nothing was sent.</summary>
    public static MachineRules FailedWithoutLook { get; } =
        new()
        {
            Recovers = (expired, at) => expired.After(Outcome.NotExecuted(MachineRules.FailureCode, "Too late."), at),
        };

    /// <summary>What is in doubt no longer counts under its limit.</summary>
    public static MachineRules HoldReleasedInDoubt { get; } =
        new() { Holds = state => state == OperationState.InDoubt ? HoldEffect.Release : HoldEffects.Of(state) };

    /// <summary>A limit counts what is used, not what is held.</summary>
    public static MachineRules HeldNotCounted { get; } =
        new()
        {
            Admits = (windows, limits, amount) =>
            {
                var used = limits.ToDictionary(
                    limit => limit.Key,
                    limit => windows.TryGetValue(limit.Key, out var window) ? window : LimitWindow.Empty
                );
                var open = used.ToDictionary(pair => pair.Key, pair => pair.Value with { Held = 0, HeldCount = 0 });
                if (Admission.Hold(open, limits, amount) is { } refusal)
                {
                    return refusal;
                }

                foreach (var (key, window) in used)
                {
                    windows[key] = window.WithHold(amount);
                }

                return null;
            },
        };

    /// <summary>Whoever asked for a payment may approve it.</summary>
    public static MachineRules RequesterVotes { get; } =
        new()
        {
            Judges = (operation, digest, approver, owner, voted, now) =>
                VoteRules.Judge(operation, digest, approver, owner, voted, now) is var refusal
                && refusal == VoteRefusal.OwnPayment
                    ? VoteRefusal.None
                    : refusal,
        };

    /// <summary>An operation whose lease ran out is sent once more.</summary>
    public static MachineRules SentAgain { get; } = new() { SendsAgain = true };
}
