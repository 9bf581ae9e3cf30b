using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>What servers find to do by themselves: leases that ran out, looks that are due, approvals and their ends.</summary>
internal sealed class ServerWork(World world)
{
    /// <summary>Starts one thing that is due; false when nothing is.</summary>
    public bool Find(SimulatedServer server)
    {
        var open = world.Store.Open;
        var first = open.Count == 0 ? 0 : world.Choice.Next(open.Count);
        for (var at = 0; at < open.Count; at++)
        {
            // As a list of a moment ago shows it: by the time its turn comes, others may have moved it.
            var listed = open[(first + at) % open.Count].Current;
            if (TaskOf(server, listed) is { } steps && !server.IsAt(listed.Id))
            {
                server.Start(steps, listed.Id);
                return true;
            }
        }

        return false;
    }

    private IEnumerable<Pause>? TaskOf(SimulatedServer server, Operation operation) =>
        operation.State switch
        {
            OperationState.Dispatching when operation.LeaseUntil < world.Now => new Doubting(world, server).Recover(
                operation
            ),
            OperationState.InDoubt or OperationState.AwaitingBackend when operation.NextProbeAt <= server.Now =>
                new Doubting(world, server).Probe(operation),
            OperationState.Ready => new Approving(world, server).CarryOut(operation),
            OperationState.PendingApproval when operation.Approval!.ExpiresAt <= server.Now => new Approving(
                world,
                server
            ).Expire(operation),
            _ => null,
        };
}
