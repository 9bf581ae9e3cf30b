using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>
/// One run: servers, agents, people, a store and a bank, on one clock, each action chosen by the seed. First everything
/// may go wrong; then nothing does any more and time passes, until all is at rest.
/// </summary>
internal sealed class World
{
    /// <summary>What waits for people waits a day; all else is over long before that.</summary>
    private static readonly TimeSpan LongestUnrest = TimeSpan.FromHours(30);

    private readonly SimulatedServer[] servers;
    private readonly SimulatedAgents agents;
    private readonly People people;
    private readonly ServerWork work;
    private readonly int bankFaults;
    private readonly TimeSpan pace;
    private int ids;

    public World(int seed, MachineRules rules, Tally tally)
    {
        (Seed, Rules, Tally) = (seed, rules, tally);
        Choice = new SeededChoice(seed);
        Promises = new Promises(this);
        Store = new SimulatedStore(this);
        StoreFaults = Choice.Next(4) * 10;
        bankFaults = Choice.Next(4);
        pace = TimeSpan.FromMilliseconds(20 << Choice.Next(7));
        Bank = new SimulatedBank(this) { Skew = Skew(Times.BankSkew), TokensEnd = Choice.Next(8) != 0 };
        servers = [Server(1), Server(2), Server(3)];
        agents = new SimulatedAgents(this);
        people = new People(this);
        work = new ServerWork(this);
    }

    public int Seed { get; }
    public MachineRules Rules { get; }
    public Tally Tally { get; }
    public SeededChoice Choice { get; }
    public Promises Promises { get; }
    public SimulatedStore Store { get; }
    public SimulatedBank Bank { get; }
    public Trail Trail { get; } = new();

    /// <summary>In so many of a thousand commits something goes wrong.</summary>
    public int StoreFaults { get; }

    /// <summary>By the database's clock.</summary>
    public DateTimeOffset Now { get; private set; } = Times.Start;

    public Decisions Decisions { get; set; } = new(1, House.Rulebooks[0], []);

    public bool IsHealthy { get; private set; }

    public int Step { get; private set; }

    /// <summary>Runs that many steps in which anything may go wrong, and then to rest. Returns how many steps it took.</summary>
    public int Run(int steps)
    {
        while (Step < steps)
        {
            Step += Act() ? 1 : 0;
            Pass(Choice.UpTo(pace));
        }

        Heal();
        var healed = Now;
        while (!IsAtRest())
        {
            var acted = ActHealthily();
            Step += acted ? 1 : 0;
            Pass(acted ? Choice.UpTo(pace) : Choice.UpTo(TimeSpan.FromSeconds(20)));
            if (Now > healed + LongestUnrest)
            {
                Promises.Broken("P3", "it does not come to rest", Store.Open.Find(IsUnresolved)?.Current);
            }
        }

        Promises.AtRest();
        return Step;
    }

    public static bool Stops(Stop stop, Operation operation) =>
        stop.Covers(operation.Tool, AgentId.Of(operation.Principal).Key, operation.Instruction);

    public OperationId NewId() => new(new Guid(++ids, (short)Seed, (short)(Seed >> 16), new byte[8]));

    public void Log(string actor, string what, Operation? operation) => Trail.Add(Step, Now, actor, what, operation);

    /// <summary>Whether the bank or the network misbehaves, in so many of a thousand cases of an average run.</summary>
    public bool Faulty(int perMille) => !IsHealthy && Choice.Chance(perMille * bankFaults / 2);

    public bool Fails(string name, int perMille)
    {
        var fails = !IsHealthy && Choice.Chance(perMille);
        if (fails)
        {
            Tally.Count(name);
        }

        return fails;
    }

    private bool Act() =>
        Choice.Next(1000) switch
        {
            < 600 => RunTask(),
            < 720 => Free() is { } server && agents.Act(server),
            < 840 => Bank.Progress(),
            < 910 => Free() is { } server && work.Find(server),
            < 950 => Free() is { } server && people.Vote(server),
            < 955 => Free() is { } server && people.Resolve(server),
            < 965 => Misfortune(),
            < 967 => Decide(),
            _ => LetTimePass(),
        };

    private bool ActHealthily() =>
        Choice.Next(3) switch
        {
            0 => Bank.Progress(),
            1 => Free() is { } server && work.Find(server),
            _ => RunTask(),
        };

    private bool RunTask()
    {
        SimulatedServer? chosen = null;
        ServerTask? task = null;
        var seen = 0;
        foreach (var server in servers)
        {
            foreach (var ready in server.IsRunning ? server.Tasks : [])
            {
                if (ready.Pause.IsOver(Now) && Choice.Next(++seen) == 0)
                {
                    (chosen, task) = (server, ready);
                }
            }
        }

        if (task is null)
        {
            return false;
        }

        chosen!.Step(task);
        return true;
    }

    /// <summary>A server is killed, or stopped for less or more than a lease, or goes on.</summary>
    private bool Misfortune()
    {
        var server = Choice.Of(servers);
        switch (Choice.Next(10))
        {
            case < 3:
                server.Kill(Choice.UpTo(TimeSpan.FromSeconds(30)));
                Tally.Count("crashes");
                return true;
            case < 6:
                server.Stop(Choice.UpTo(Times.Lease * 4));
                Tally.Count("stopped processes");
                return true;
            default:
                server.GoOn();
                return true;
        }
    }

    private bool Decide()
    {
        people.Decide();
        return true;
    }

    private bool LetTimePass()
    {
        Pass(
            Choice.Next(400) switch
            {
                0 => Choice.UpTo(TimeSpan.FromHours(26)),
                < 4 => Choice.UpTo(TimeSpan.FromHours(1)),
                < 30 => Choice.UpTo(TimeSpan.FromSeconds(90)),
                _ => Choice.UpTo(TimeSpan.FromSeconds(4)),
            }
        );
        return true;
    }

    private void Pass(TimeSpan time)
    {
        Now += time;
        Bank.CommitDue();
    }

    private SimulatedServer? Free()
    {
        var server = Choice.Of(servers);
        return server.TakesCalls ? server : null;
    }

    private void Heal()
    {
        IsHealthy = true;
        Decisions = new Decisions(Decisions.Version + 1, House.Rulebooks[0], []);
        foreach (var server in servers)
        {
            server.GoOn();
        }
    }

    private bool IsAtRest() =>
        Bank.IsAtRest
        && !Store.Open.Exists(IsUnresolved)
        && Array.TrueForAll(servers, server => server.Tasks.Count == 0);

    private static bool IsUnresolved(StoredOperation row) => row.Current.State != OperationState.NeedsOperator;

    private SimulatedServer Server(int number) => new(this, $"server-{number}", Skew(Times.ServerSkew));

    private TimeSpan Skew(TimeSpan most) => Choice.UpTo(most * 2) - most;
}
