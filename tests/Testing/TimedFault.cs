namespace FinancialMcp.Testing;

/// <summary>One fault of a schedule.</summary>
/// <param name="At">After the schedule's start.</param>
/// <param name="Fault">What happens.</param>
/// <param name="Replica">To which replica, by its number; of no meaning for the bank's faults.</param>
/// <param name="Lasting">How long until it is undone.</param>
public sealed record TimedFault(TimeSpan At, FleetFault Fault, int Replica, TimeSpan Lasting)
{
    private static readonly Toxic SlowBank = Toxic.Latency(
        TimeSpan.FromMilliseconds(20),
        TimeSpan.FromMilliseconds(150),
        TimeSpan.FromMilliseconds(150)
    );

    private static readonly Toxic SlowDatabase = Toxic.Latency(
        TimeSpan.FromMilliseconds(30),
        TimeSpan.FromMilliseconds(30),
        TimeSpan.FromMilliseconds(60)
    );

    /// <summary>The thing that a fault is done to: two faults of one thing never happen at once.</summary>
    internal (string Thing, int Number) Target =>
        Fault switch
        {
            FleetFault.KillReplica or FleetFault.StopReplica => ("replica", Replica),
            FleetFault.CutDatabase or FleetFault.SlowDatabase => ("database", Replica),
            _ => ("bank", 0),
        };

    /// <summary>Does it; returns when it is in force.</summary>
    public Task BeginAsync(Fleet fleet)
    {
        var replica = fleet.Replicas[Replica];
        return Fault switch
        {
            FleetFault.KillReplica => replica.KillAsync(),
            FleetFault.StopReplica => replica.StopAsync(),
            FleetFault.KillBank => fleet.KillBankAsync(),
            FleetFault.CutBank => Now(() => fleet.SwitchBank(Toxic.Down)),
            FleetFault.SlowBank => Now(() => fleet.SwitchBank(SlowBank)),
            FleetFault.BlackHoleBank => Now(() => fleet.SwitchBank(Toxic.BlackHole)),
            FleetFault.CutDatabase => Now(() => replica.Database.Switch(Toxic.Down)),
            FleetFault.SlowDatabase => Now(() => replica.Database.Switch(SlowDatabase)),
            _ => throw new InvalidOperationException($"No way to do {Fault}."),
        };
    }

    /// <summary>Undoes it; returns when what was ended runs again.</summary>
    public Task UndoAsync(Fleet fleet)
    {
        var replica = fleet.Replicas[Replica];
        return Fault switch
        {
            FleetFault.KillReplica => replica.RestartAsync(),
            FleetFault.StopReplica => replica.ContinueAsync(),
            FleetFault.KillBank => fleet.RestartBankAsync(),
            FleetFault.CutDatabase or FleetFault.SlowDatabase => Now(() => replica.Database.Switch(Toxic.None)),
            _ => Now(() => fleet.SwitchBank(Toxic.None)),
        };
    }

    private static Task Now(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
