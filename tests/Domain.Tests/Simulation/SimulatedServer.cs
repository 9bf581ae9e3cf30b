using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>
/// A server process: what it has in hand, and its own clock. Killed, it forgets everything; stopped, it goes on later
/// with what it had.
/// </summary>
internal sealed class SimulatedServer(World world, string name, TimeSpan skew)
{
    private const int MostTasks = 20;

    private readonly List<ServerTask> tasks = [];
    private DateTimeOffset downUntil;
    private DateTimeOffset stoppedUntil;
    private Decisions? decisions;
    private DateTimeOffset decisionsRead;

    public string Name => name;

    /// <summary>By its own clock.</summary>
    public DateTimeOffset Now => world.Now + skew;

    public bool IsRunning => world.Now >= downUntil && world.Now >= stoppedUntil;

    public bool TakesCalls => IsRunning && tasks.Count < MostTasks;

    public IReadOnlyList<ServerTask> Tasks => tasks;

    /// <summary>People's decisions as last read; null when that is too long ago: then nothing is done.</summary>
    public Decisions? Decisions => world.Now - decisionsRead <= Times.OversightPatience ? decisions : null;

    /// <summary>Reads them every second, as far as the store lets it.</summary>
    public void PollDecisions()
    {
        if (world.Now - decisionsRead >= TimeSpan.FromSeconds(1) && !world.Faulty(80))
        {
            ReadDecisions();
        }
    }

    public void ReadDecisions()
    {
        decisions = world.Decisions;
        decisionsRead = world.Now;
    }

    public void Start(IEnumerable<Pause> steps) => tasks.Add(new ServerTask(steps, null));

    /// <summary>Begins what the server does by itself with an operation: one such thing at a time.</summary>
    public void Start(IEnumerable<Pause> steps, OperationId found) => tasks.Add(new ServerTask(steps, found));

    public bool IsAt(OperationId id) => tasks.Exists(task => task.Found == id);

    public void Step(ServerTask task)
    {
        PollDecisions();
        if (!task.Step())
        {
            tasks.Remove(task);
            task.Dispose();
        }
    }

    public void Kill(TimeSpan downFor)
    {
        foreach (var task in tasks)
        {
            task.Dispose();
        }

        tasks.Clear();
        decisions = null;
        downUntil = world.Now + downFor;
    }

    public void Stop(TimeSpan stoppedFor) => stoppedUntil = world.Now + stoppedFor;

    public void GoOn() => (downUntil, stoppedUntil) = (world.Now, world.Now);
}
