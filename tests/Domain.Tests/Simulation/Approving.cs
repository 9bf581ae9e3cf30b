using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>What becomes of an operation that waits for people: votes, and what ApprovedOperations and CancelOperation do.</summary>
internal sealed class Approving(World world, SimulatedServer server)
{
    private const int MostTries = 3;

    /// <summary>A person votes on the payment they were shown.</summary>
    public IEnumerable<Pause> Vote(OperationId id, string digest, Approver approver, bool approves)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            yield return Pause.Here;
            var row = world.Store.Row(id);
            var (waiting, voted) = (row.Current, row.Votes.ConvertAll(cast => cast.Vote.Approver));
            yield return Pause.Here;
            var known = approver.Subjects.Count == 0 && world.Choice.Chance(500) ? null : approver;
            var owner = House.OwnerOf(waiting.Principal);
            var refusal = world.Rules.Judges(waiting, digest, known, owner, voted, server.Now);
            if (refusal != VoteRefusal.None)
            {
                world.Tally.Count("votes refused");
                world.Tally.Count($"votes refused: {refusal}");
                yield break;
            }

            var vote = new Vote(approver.Person, approves, null, server.Now);
            if (world.Store.Move(new Move(waiting, waiting.Voted(vote, "REJECTED"), vote)) is not false)
            {
                world.Tally.Count("votes cast");
                yield break;
            }
        }
    }

    /// <summary>Carries out what was approved, after judging it again.</summary>
    public IEnumerable<Pause> CarryOut(Operation ready)
    {
        yield return Pause.Here;
        if (server.Now >= ready.Approval!.ExpiresAt)
        {
            End(ready, OperationState.Expired);
            yield break;
        }

        if (server.Decisions is not { } decisions || decisions.Stops.Any(stop => World.Stops(stop, ready)))
        {
            world.Tally.Count("approved, but waiting");
            yield break;
        }

        var question = new PolicyQuestion(ready.Principal, ["customer"], ready.Tool, ready.Instruction);
        var decision = decisions.Rulebook.Policy.Decide(question, server.Now);
        var version = decisions.Rulebook.Policy.Version;
        yield return Pause.Here;
        if (decision.Denial != PolicyDenial.None)
        {
            End(ready, OperationState.Denied);
        }
        else if (decision.ApprovalsNeeded > ready.Approval.Given)
        {
            world.Tally.Count("asked for more approvals");
            world.Store.Move(new Move(ready, ready.AskingMore(decision.ApprovalsNeeded, version, server.Now)));
        }
        else
        {
            var began = world.Now;
            var leased = ready.Dispatched(version, server.Name, server.Now + Times.Lease, server.Now);
            yield return Pause.Here;
            var result = world.Store.Dispatch(new Dispatch(ready, leased, decisions.Version, decision.Limits));
            yield return Pause.Here;
            foreach (var pause in Go(ready, result, began))
            {
                yield return pause;
            }
        }
    }

    /// <summary>The agent takes back what waits for people.</summary>
    public IEnumerable<Pause> Cancel(OperationId id)
    {
        yield return Pause.Here;
        var operation = world.Store.Row(id).Current;
        yield return Pause.Here;
        if (operation.State is OperationState.PendingApproval or OperationState.Ready)
        {
            End(operation, OperationState.Cancelled);
        }
        else
        {
            world.Tally.Count("cancellations refused");
        }
    }

    public IEnumerable<Pause> Expire(Operation waiting)
    {
        yield return Pause.Here;
        End(waiting, OperationState.Expired);
    }

    private IEnumerable<Pause> Go(Operation ready, DispatchResult? result, DateTimeOffset began)
    {
        if (result is DispatchResult.OverLimit)
        {
            world.Tally.Count("refused: over a limit at dispatch");
            End(ready, OperationState.Denied);
        }

        return result is DispatchResult.Leased { Operation: var dispatched }
            ? new Sending(world, server).Conclude(dispatched, began)
            : [];
    }

    private void End(Operation waiting, OperationState state)
    {
        var ended = waiting.Ended(state, Outcome.NotExecuted(MachineRules.FailureCode, "Nothing moved."), server.Now);
        world.Store.Move(new Move(waiting, ended));
    }
}
