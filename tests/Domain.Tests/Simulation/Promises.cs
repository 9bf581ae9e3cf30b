using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>
/// What must hold after every step, judged from what was stored and posted, with figures of its own. Throws
/// <see cref="PromiseBrokenException"/> when it does not.
/// </summary>
internal sealed class Promises(World world)
{
    private static readonly long HighestDayCap = House.Rulebooks.Max(rulebook => rulebook.DayCap);
    private static readonly int HighestDayCount = House.Rulebooks.Max(rulebook => rulebook.DayCount);

    public void Claimed(StoredOperation row)
    {
        world.Log("store", "claimed", row.Current);
        world.Tally.Count("operations");
        if (row.Current.State == OperationState.Dispatching)
        {
            Leased(row);
        }
        else
        {
            Holds(row.Current.State == OperationState.PendingApproval, "P5", "claimed in a state of its own", row);
        }

        Room(row);
        Windows(row);
    }

    public void Moved(StoredOperation row, Operation from)
    {
        var to = row.Current;
        world.Log("store", $"moved from {from.State}", to);
        Holds(!from.State.IsFinal(), "P3", "a final state was changed", row);
        Holds(to.State == from.State || from.State.Allows(to.State), "P3", "a move that is not allowed", row);
        Holds(to.Fence >= from.Fence, "P1", "the fence fell: a late writer was not stopped", row);
        if (to.State == OperationState.Dispatching)
        {
            Leased(row);
            Room(row);
        }

        var given = row.Votes.Count(cast => cast.Vote.Approves);
        Holds((to.Approval?.Given ?? 0) == given, "P5", "the votes counted are not the votes cast", row);
        var isProbed = to.State is OperationState.InDoubt or OperationState.AwaitingBackend;
        Holds(!isProbed || to.NextProbeAt is not null, "P3", "a doubt that nobody looks at", row);
        row.BankId = to.Outcome?.BackendTransactionId ?? row.BankId;
        Outcome(row);
        Windows(row);
        if (to.State != from.State)
        {
            world.Tally.Count($"to {to.State.WireName()}");
        }
    }

    /// <summary>What is put on the wire was committed, with a lease that was not used before and the votes it needs.</summary>
    public void Sent(Operation operation)
    {
        world.Log("wire", "sent", operation);
        world.Tally.Count("sent");
        var row = world.Store.OfBackendKey(operation.BackendKey);
        Holds(row is not null, "P2", "sent without a committed intent", operation);
        Holds(row!.LeaseFence == operation.Fence, "P2", "sent without a committed lease", row);
        Holds(++row.TimesSent == 1, "P1", "sent a second time", row);
        Holds(row.Current.BackendBody == operation.BackendBody, "P5", "sent as something else than it is stored", row);
        Approved(row, operation);
    }

    public void Posted(BankRow posted)
    {
        var row = world.Store.OfBackendKey(posted.Key);
        world.Log("bank", "posted", row?.Current);
        world.Tally.Count("posted");
        Holds(row is not null, "P2", "posted without a committed intent", posted.Asked);
        Holds(++row!.Postings == 1, "P1", "posted twice", row);
        Outcome(row);
    }

    /// <summary>A caller was told where an operation stands; what is final must be stored already, and as it is.</summary>
    public void Answered(Operation told)
    {
        world.Tally.Count($"answered {told.State.WireName()}");
        var row = world.Store.Row(told.Id);
        Holds(!told.State.IsFinal() || row.Current.State == told.State, "P3", "an answer that is not stored", row);
    }

    /// <summary>At rest: everything is final, or waits for people and says why.</summary>
    public void AtRest()
    {
        foreach (var row in world.Store.All)
        {
            var (state, outcome) = (row.Current.State, row.Current.Outcome);
            var waits = state == OperationState.NeedsOperator && outcome?.Class == OutcomeClass.NeedsOperator;
            Holds(state.IsFinal() || waits, "P3", "left unresolved", row);
            Outcome(row);
            var isKnown = state != OperationState.Succeeded || world.Bank.HasMoved(row.Current.BackendKey);
            Holds(isKnown, "P3", "succeeded without a posting at the bank", row);
        }

        foreach (var key in world.Store.Limits.Keys)
        {
            Window(key, null);
        }
    }

    public void Broken(string promise, string what, Operation? operation) =>
        throw new PromiseBrokenException(
            promise,
            $"{promise} is broken: {what}.\nSeed {world.Seed}, step {world.Step}; repeat it with "
                + $"SIMULATION_SEED={world.Seed}. Operation {operation?.Id.ToString() ?? "unknown"}:\n"
                + world.Trail.Of(operation?.Id)
        );

    private void Leased(StoredOperation row)
    {
        Holds(row.LeaseFence is null, "P1", "leased a second time", row);
        row.LeaseFence = row.Current.Fence;
        row.NeededAtLease = world.Decisions.Rulebook.Needed(row.Current.Instruction);
        var isStopped = world.Decisions.Stops.Any(stop => World.Stops(stop, row.Current));
        Holds(!isStopped, "P5", "leased under a stop", row);
        Approved(row, row.Current);
    }

    private void Approved(StoredOperation row, Operation operation)
    {
        var needed = Math.Max(row.NeededAtLease, operation.Approval?.Needed ?? 0);
        if (needed == 0)
        {
            return;
        }

        var digest = operation.ParamsDigest;
        var approving = row
            .Votes.Where(cast => cast.Vote.Approves && cast.Digest == digest)
            .Select(cast => cast.Vote.Approver)
            .Distinct(StringComparer.Ordinal)
            .Count(person => House.MayApprove(person, operation.Principal));
        Holds(approving >= needed, "P5", $"carried out with {approving} of {needed} approvals", row);
        Holds(row.Votes.TrueForAll(cast => cast.Vote.Approves), "P5", "carried out against a vote", row);
        Holds(operation.Approval?.ConsumedAt is not null, "P5", "carried out on an approval not used up", row);
    }

    private void Outcome(StoredOperation row)
    {
        var state = row.Current.State;
        Holds(state != OperationState.Succeeded || row.Postings == 1, "P3", "succeeded, but nothing moved", row);
        var isWithoutEffect = state.IsFinal() && state != OperationState.Succeeded;
        Holds(!isWithoutEffect || row.Postings == 0, "P3", $"{state.WireName()}, but money moved", row);
    }

    /// <summary>Where room was just taken, the caps of now hold.</summary>
    private void Room(StoredOperation row)
    {
        foreach (var key in row.Windows.Where(key => key.Period == LimitPeriod.Day))
        {
            var (window, rulebook) = (world.Store.Limits.Window(key), world.Decisions.Rulebook);
            Holds(window.Used + window.Held <= rulebook.DayCap, "P4", "more than a day's cap", row);
            Holds(window.UsedCount + window.HeldCount <= rulebook.DayCount, "P4", "more than a day's count", row);
        }
    }

    private void Windows(StoredOperation row)
    {
        foreach (var key in row.Windows)
        {
            Window(key, row);
        }
    }

    private void Window(WindowKey key, StoredOperation? row)
    {
        long used = 0;
        long held = 0;
        var (usedCount, heldCount) = (0, 0);
        foreach (var member in world.Store.Limits.MembersOf(key))
        {
            var state = member.Current.State;
            var isUsed = state == OperationState.Succeeded;
            var isHeld = !state.IsFinal();
            used += isUsed ? member.Sum : 0;
            held += isHeld ? member.Sum : 0;
            usedCount += isUsed ? 1 : 0;
            heldCount += isHeld ? 1 : 0;
        }

        var expected = new LimitWindow(used, held, usedCount, heldCount);
        Holds(world.Store.Limits.Window(key) == expected, "P4", "a window is not what its operations come to", row);
        var (sum, count) = (used + held, usedCount + heldCount);
        var isUnder =
            key.Period == LimitPeriod.Day ? sum <= HighestDayCap && count <= HighestDayCount : sum <= Rulebook.MonthCap;
        Holds(isUnder, "P4", "more than any cap", row);
    }

    private void Holds(bool holds, string promise, string what, StoredOperation? row) =>
        Holds(holds, promise, what, row?.Current);

    private void Holds(bool holds, string promise, string what, Operation? operation)
    {
        if (!holds)
        {
            Broken(promise, what, operation);
        }
    }
}
