using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>The bank's people: they vote, resolve what is stuck, stop and release, and change the policy.</summary>
internal sealed class People(World world)
{
    private int stopped;

    public bool Vote(SimulatedServer server)
    {
        var waiting = world.Store.Open.FindAll(row => row.Current.State == OperationState.PendingApproval);
        if (waiting.Count == 0)
        {
            return false;
        }

        var row = world.Choice.Of(waiting);
        var shown = world.Choice.Chance(30) ? world.Choice.Of(waiting) : row;
        server.Start(
            new Approving(world, server).Vote(
                row.Current.Id,
                shown.Current.ParamsDigest,
                world.Choice.Of(House.Approvers),
                approves: !world.Choice.Chance(100)
            )
        );
        return true;
    }

    public bool Resolve(SimulatedServer server)
    {
        var stuck = world.Store.Open.Find(row =>
            row.Current.State == OperationState.NeedsOperator && world.Choice.Chance(500)
        );
        if (stuck is null)
        {
            return false;
        }

        server.Start(new Doubting(world, server).Resolve(stuck.Current));
        return true;
    }

    /// <summary>Sets a stop, releases one, or puts another policy in force: each is a new version of what people decided.</summary>
    public void Decide()
    {
        var now = world.Decisions;
        var stops = now.Stops.ToList();
        var rulebook = now.Rulebook;
        if (stops.Count > 0 && world.Choice.Chance(700))
        {
            // Often something else was decided meanwhile, which what waited under the stop is judged by.
            stops.RemoveAt(0);
            rulebook = world.Choice.Of(House.Rulebooks);
            world.Tally.Count("stops released");
        }
        else if (world.Choice.Chance(400))
        {
            stops.Add(NewStop());
            world.Tally.Count("stops set");
        }
        else
        {
            rulebook = world.Choice.Of(House.Rulebooks);
            world.Tally.Count("policies changed");
        }

        world.Decisions = new Decisions(now.Version + 1, rulebook, stops);
    }

    private Stop NewStop()
    {
        var (scope, value) = world.Choice.Next(4) switch
        {
            0 => (StopScope.Everything, null),
            1 => (StopScope.Tool, "transfer_funds"),
            2 => (StopScope.Agent, AgentId.Of(world.Choice.Of(House.Principals)).Key),
            _ => (StopScope.Account, "1001"),
        };
        return new Stop(new Guid(++stopped, 0, 0, new byte[8]), scope, value, "simulated", "Olivia", world.Now, null);
    }
}
