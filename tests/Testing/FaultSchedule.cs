using System.Diagnostics;

namespace FinancialMcp.Testing;

/// <summary>A fault that a schedule can hold; each ends by itself after its time.</summary>
public enum FleetFault
{
    /// <summary>SIGKILL of a replica, then a new process.</summary>
    KillReplica,

    /// <summary>SIGSTOP of a replica, then SIGCONT.</summary>
    StopReplica,

    /// <summary>The bank refuses connections, and those there are end with a reset.</summary>
    CutBank,

    /// <summary>The bank is asked late and its answers come late.</summary>
    SlowBank,

    /// <summary>What is sent to the bank, and what it answers, is lost without a word.</summary>
    BlackHoleBank,

    /// <summary>A replica's connections to PostgreSQL end with a reset, new ones are refused.</summary>
    CutDatabase,

    /// <summary>A replica's way to PostgreSQL is slow.</summary>
    SlowDatabase,

    /// <summary>SIGKILL of the bank, then a new process on its ledger.</summary>
    KillBank,
}

/// <summary>What a schedule did: when it began, and when the fleet was whole again as far as this fault goes.</summary>
public sealed record DoneFault(TimedFault Planned, TimeSpan Began, TimeSpan Undone)
{
    public override string ToString() =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{Began.TotalSeconds:0.0}-{Undone.TotalSeconds:0.0} s {Planned.Fault}({Planned.Replica})"
        );
}

/// <summary>
/// Faults at their times, decided by a seed alone. Faults of different things may overlap; those of the same thing (the
/// bank, one replica's process, one replica's way to the database) follow each other.
/// </summary>
public sealed class FaultSchedule
{
    private static readonly TimeSpan ShortestGap = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(2.5);

    private FaultSchedule(int seed, IReadOnlyList<TimedFault> faults)
    {
        Seed = seed;
        Faults = faults;
    }

    public int Seed { get; }

    /// <summary>In the order of their times.</summary>
    public IReadOnlyList<TimedFault> Faults { get; }

    /// <summary>
    /// The faults of a seed, all of which begin within the duration. Every kind comes once before one comes again.
    /// </summary>
    public static FaultSchedule Of(int seed, TimeSpan duration, int replicas)
    {
        var chance = new SeededPauses(seed);
        var faults = new List<TimedFault>();
        var deck = new Stack<FleetFault>();
        for (var at = chance.Between(TimeSpan.Zero, LongestGap); at < duration; )
        {
            if (deck.Count == 0)
            {
                deck = Shuffled(chance);
            }

            var fault = deck.Pop();
            faults.Add(new TimedFault(at, fault, chance.Next(replicas), LastingOf(fault, chance)));
            at += chance.Between(ShortestGap, LongestGap);
        }

        return new FaultSchedule(seed, faults);
    }

    /// <summary>
    /// Does it all to a fleet, and returns what was done, in the order of the schedule, when every fault is undone. A
    /// cancellation leaves out what has not begun; it undoes what has.
    /// </summary>
    public async Task<IReadOnlyList<DoneFault>> RunAsync(Fleet fleet, CancellationToken cancellationToken = default)
    {
        var clock = Stopwatch.StartNew();
        var turns = new Dictionary<(string, int), SemaphoreSlim>();
        foreach (var fault in Faults)
        {
            turns.TryAdd(fault.Target, new SemaphoreSlim(1));
        }

        try
        {
            var done = await Task.WhenAll(
                Faults.Select(fault => RunAsync(fleet, fault, turns[fault.Target], clock, cancellationToken))
            );
            return [.. done.OfType<DoneFault>()];
        }
        finally
        {
            foreach (var turn in turns.Values)
            {
                turn.Dispose();
            }
        }
    }

    private static async Task<DoneFault?> RunAsync(
        Fleet fleet,
        TimedFault fault,
        SemaphoreSlim turn,
        Stopwatch clock,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await TimerTick.AfterAsync(fault.At - clock.Elapsed, cancellationToken);
            await turn.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        try
        {
            var began = clock.Elapsed;
            await fault.BeginAsync(fleet);
            await LastAsync(fault.Lasting, cancellationToken);
            await fault.UndoAsync(fleet);
            return new DoneFault(fault, began, clock.Elapsed);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>A cancelled schedule undoes its faults early.</summary>
    private static async Task LastAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await TimerTick.AfterAsync(time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    private static Stack<FleetFault> Shuffled(SeededPauses chance)
    {
        var kinds = Enum.GetValues<FleetFault>();
        for (var last = kinds.Length - 1; last > 0; last--)
        {
            var other = chance.Next(last + 1);
            (kinds[last], kinds[other]) = (kinds[other], kinds[last]);
        }

        return new Stack<FleetFault>(kinds);
    }

    private static TimeSpan LastingOf(FleetFault fault, SeededPauses chance)
    {
        var (shortest, longest) = fault switch
        {
            FleetFault.StopReplica => (1.0, 6.0),
            FleetFault.SlowBank or FleetFault.SlowDatabase => (1.0, 3.0),
            _ => (0.1, 1.5),
        };
        return chance.Between(TimeSpan.FromSeconds(shortest), TimeSpan.FromSeconds(longest));
    }
}
