using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>A payment as an agent remembers it, with what it was told of it.</summary>
internal sealed class KnownPayment(Payment payment)
{
    public Payment Payment => payment;

    /// <summary>Its operation; null while the agent was not told.</summary>
    public OperationId? Id { get; set; }

    /// <summary>The earlier payment it was taken for.</summary>
    public OperationId? Twin { get; set; }
}

/// <summary>
/// Agents that ask, repeat themselves on any server, make up new keys for what they asked before, change what a key
/// stood for, cancel, and ask where things stand.
/// </summary>
internal sealed class SimulatedAgents(World world)
{
    private const int MostRemembered = 12;

    private readonly Payments payments = new(world.Choice);
    private readonly List<KnownPayment> known = [];

    public bool Act(SimulatedServer server)
    {
        if (known.Count == 0 || world.Choice.Chance(450))
        {
            return Call(server, payments.New(world.Choice.Of(House.Principals)), "asks");
        }

        var earlier = world.Choice.Of(known);
        switch (world.Choice.Next(100))
        {
            case < 45:
                server.Start(new PaymentCall(world, server, earlier).Run());
                world.Tally.Count("agent repeats");
                return true;
            case < 65:
                return Call(server, payments.UnderNewKey(earlier.Payment, null), "makes up a key");
            case < 78:
                return Call(
                    server,
                    payments.UnderNewKey(earlier.Payment, earlier.Twin ?? earlier.Id),
                    "means a second one"
                );
            case < 88:
                return Call(server, payments.Changed(earlier.Payment), "changes what a key stood for");
            case < 93 when earlier.Id is { } id:
                server.Start(new Approving(world, server).Cancel(id));
                world.Tally.Count("agent cancels");
                return true;
            default:
                return earlier.Id is { } asked && Ask(asked);
        }
    }

    private bool Ask(OperationId id)
    {
        world.Promises.Answered(world.Store.Row(id).Current);
        return true;
    }

    private bool Call(SimulatedServer server, Payment payment, string what)
    {
        var remembered = new KnownPayment(payment);
        known.Add(remembered);
        if (known.Count > MostRemembered)
        {
            known.RemoveAt(world.Choice.Next(known.Count));
        }

        server.Start(new PaymentCall(world, server, remembered).Run());
        world.Tally.Count("agent " + what);
        return true;
    }
}
