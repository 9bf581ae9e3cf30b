using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>Each fault of a schedule shows in the fleet while it lasts, and nothing of it is left when it is undone.</summary>
[Collection<FleetAlone>]
public sealed class FleetFaultTests
{
    private const int Struck = 1;

    private static readonly Dictionary<FleetFault, Func<Fleet, bool>> Signs = new()
    {
        [FleetFault.KillReplica] = fleet =>
            fleet.Replicas[Struck].Server.Process.HasExited && fleet.Balancer.Backends.Count == 1,
        [FleetFault.StopReplica] = fleet => StateOf(fleet.Replicas[Struck].Server.Process.Id) == 'T',
        [FleetFault.CutBank] = fleet => BankIs(fleet, toxic => toxic == Toxic.Down),
        [FleetFault.SlowBank] = fleet => BankIs(fleet, IsSlow),
        [FleetFault.BlackHoleBank] = fleet => BankIs(fleet, toxic => toxic == Toxic.BlackHole),
        [FleetFault.CutDatabase] = fleet => fleet.Replicas[Struck].Database.Toxic == Toxic.Down,
        [FleetFault.SlowDatabase] = fleet => IsSlow(fleet.Replicas[Struck].Database.Toxic),
        [FleetFault.KillBank] = fleet =>
            !Directory.Exists($"/proc/{fleet.Bank.Id}") && BankIs(fleet, toxic => toxic == Toxic.Down),
    };

    [Fact]
    public async Task Every_fault_strikes_and_passes()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        await using var fleet = await Fleet.StartAsync(new FleetPlan());
        foreach (var kind in Enum.GetValues<FleetFault>())
        {
            var fault = new TimedFault(TimeSpan.Zero, kind, Struck, TimeSpan.Zero);
            await fault.BeginAsync(fleet);
            await Eventually.TrueAsync(() => Signs[kind](fleet), TimeSpan.FromSeconds(10), $"{kind} shows");
            await fault.UndoAsync(fleet);
            AssertWhole(fleet, kind);
        }

        await fleet.ReadyAsync();
    }

    private static void AssertWhole(Fleet fleet, FleetFault after)
    {
        Assert.All(Signs, sign => Assert.False(sign.Value(fleet), $"{sign.Key} shows after {after} was undone."));
        Assert.True(BankIs(fleet, toxic => toxic == Toxic.None));
        Assert.All(fleet.Replicas, replica => Assert.Equal(Toxic.None, replica.Database.Toxic));
        Assert.Equal(fleet.Replicas.Select(replica => replica.Address), fleet.Balancer.Backends);
    }

    private static bool IsSlow(Toxic toxic) => toxic != Toxic.None && toxic != Toxic.Down && toxic != Toxic.BlackHole;

    private static bool BankIs(Fleet fleet, Func<Toxic, bool> so) =>
        so(fleet.AccountService.Toxic) && so(fleet.TransactionService.Toxic);

    /// <summary>One letter: what follows the name, which is in brackets.</summary>
    private static char StateOf(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        return text[text.LastIndexOf(')') + 2];
    }
}
