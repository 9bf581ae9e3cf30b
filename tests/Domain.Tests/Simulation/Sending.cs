using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>What the application's OperationDispatch does, with a place to die or be stopped at between all it does.</summary>
internal sealed class Sending(World world, SimulatedServer server)
{
    /// <summary>Sends what holds a lease, once, settles it, and answers whoever called.</summary>
    /// <param name="dispatched">As its lease was committed.</param>
    /// <param name="began">The monotonic time before that lease was asked for.</param>
    public IEnumerable<Pause> Conclude(Operation dispatched, DateTimeOffset began)
    {
        yield return Pause.Here;
        var outcome = Outcome.NotExecuted(MachineRules.FailureCode, "Nothing was sent.");
        if (world.Now - began < Times.Deadline)
        {
            // Stopped here, it writes its request after its lease: only its token's end makes that harmless.
            yield return Pause.Here;
            var request = world.Bank.Send(dispatched);
            if (request.WasSent)
            {
                yield return new Pause(began + Times.Deadline, request);
                outcome = AnswerOf(request, began);
            }
        }

        yield return Pause.Here;
        var settled = dispatched.After(outcome, server.Now);
        var committed = world.Store.Move(new Move(dispatched, settled));
        yield return Pause.Here;
        switch (committed)
        {
            case true:
                world.Promises.Answered(settled);
                break;
            case false:
                world.Tally.Count("outcomes fenced");
                world.Promises.Answered(world.Store.Row(dispatched.Id).Current);
                break;
            default:
                server.Start(SettleLater(dispatched, settled));
                world.Promises.Answered(dispatched.After(Outcome.Unknown(), server.Now));
                break;
        }
    }

    private IEnumerable<Pause> SettleLater(Operation dispatched, Operation settled)
    {
        while (server.Now < dispatched.LeaseUntil)
        {
            yield return new Pause(world.Now + TimeSpan.FromSeconds(1), null);
            world.Tally.Count("outcomes settled later");
            if (world.Store.Move(new Move(dispatched, settled)) is not null)
            {
                yield break;
            }
        }
    }

    /// <summary>An answer that came while the process was stopped may be read, or lose against the deadline.</summary>
    private Outcome AnswerOf(SimulatedRequest request, DateTimeOffset began)
    {
        var isLate = world.Now - began >= Times.Deadline;
        if (!SimulatedBank.IsAnswered(request) || (isLate && world.Choice.Chance(500)))
        {
            return Outcome.Unknown();
        }

        return request.Answer ?? request.Awaits!.Outcome;
    }
}
