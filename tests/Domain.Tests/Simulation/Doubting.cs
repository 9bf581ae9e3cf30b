using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>How doubts begin and end: what OperationRecovery and DoubtResolver do, and people's resolutions.</summary>
internal sealed class Doubting(World world, SimulatedServer server)
{
    /// <summary>Puts what was left dispatching in doubt.</summary>
    public IEnumerable<Pause> Recover(Operation expired)
    {
        yield return Pause.Here;
        var recovered = world.Rules.Recovers(expired, server.Now);
        var moved = world.Store.Move(new Move(expired, recovered));
        if (moved is true)
        {
            world.Tally.Count("leases recovered");
        }

        if (moved is true && world.Rules.SendsAgain)
        {
            foreach (var pause in new Sending(world, server).Conclude(expired, world.Now))
            {
                yield return pause;
            }
        }
    }

    /// <summary>Looks once, and moves the operation as far as that proves anything.</summary>
    public IEnumerable<Pause> Probe(Operation doubted)
    {
        yield return Pause.Here;
        var taken = doubted with { Fence = doubted.Fence + 1, NextProbeAt = server.Now + Times.ProbeLease };
        if (world.Store.Move(new Move(doubted, taken)) is not true)
        {
            yield break;
        }

        var began = server.Now;
        yield return Pause.Here;
        var first = world.Bank.Shown(taken.BackendKey);
        yield return Pause.Here;
        var look = Told(taken, [.. first.Union(world.Bank.Shown(taken.BackendKey))]);
        world.Log(server.Name, $"looked: {look.Finding}", taken);
        world.Tally.Count("looks");
        world.Tally.Count($"looks: {look.Finding}");
        yield return Pause.Here;
        var rules = new DoubtRules(Times.Quiesce, world.Bank.TokensEnd);
        var jitter = world.Choice.Next(1000);
        var after = world.Rules.Doubts(rules, taken, look, began, server.Now, jitter);
        if (world.Store.Move(new Move(taken, after)) is true && after.State != taken.State)
        {
            world.Tally.Count("doubts resolved");
        }
    }

    /// <summary>Two people end what no look ended: one proposes, by the bank's statement, and another confirms.</summary>
    public IEnumerable<Pause> Resolve(Operation stuck)
    {
        yield return Pause.Here;
        var row = world.Bank.Statement(stuck.BackendKey, out var isKnown);
        if (!isKnown)
        {
            yield break;
        }

        yield return Pause.Here;
        var resolution = new Resolution(row?.IsPosted ?? false, row?.Id ?? "statement", "Olivia", server.Now);
        var proposed = stuck with { Fence = stuck.Fence + 1, Proposed = resolution, UpdatedAt = server.Now };
        if (world.Store.Move(new Move(stuck, proposed)) is not true)
        {
            yield break;
        }

        yield return Pause.Here;
        var outcome = resolution.Happened
            ? Outcome.Succeeded(resolution.Evidence, "{}")
            : Outcome.NotExecuted(MachineRules.FailureCode, "The bank states that it did not happen.");
        if (world.Store.Move(new Move(proposed, proposed.After(outcome, server.Now))) is true)
        {
            world.Tally.Count("resolved by people");
        }
    }

    private LookUp Told(Operation doubted, IReadOnlyList<BankRow> shown) =>
        doubted.Instruction is OpenAccount ? LookUp.Impossible
        : world.Faulty(200) ? LookUp.Unavailable
        : world.Faulty(5) ? LookUp.Contradiction
        : doubted.Instruction.Sum is null
            ? shown.Any() ? LookUp.Found(Outcome.Succeeded(null, "{}"))
                : LookUp.NotShown
        : shown.Count switch
        {
            0 => LookUp.Absent,
            1 => LookUp.Found(shown[0].Outcome),
            _ => LookUp.Contradiction,
        };
}
