using System.Globalization;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>
/// A bank that does what the design allows it to do to us: it loses requests and answers, answers 5xx for what it did,
/// does later what it accepted, shows later what it did, settles when it likes, and knows statuses that we do not. What
/// it does not do: accept a request after its token ended, and take longer than the quiesce window to show what it
/// accepted (but for what its customer has yet to authorize).
/// </summary>
internal sealed class SimulatedBank(World world)
{
    private readonly Dictionary<string, List<BankRow>> rows = new(StringComparer.Ordinal);
    private readonly List<SimulatedRequest> travelling = [];
    private readonly List<BankRow> uncommitted = [];
    private readonly List<BankRow> unsettled = [];
    private readonly HashSet<string> closed = new(StringComparer.Ordinal);
    private int numbered;

    /// <summary>How far its clock is ahead of the database's.</summary>
    public required TimeSpan Skew { get; init; }

    /// <summary>False when it is called with a token that does not end.</summary>
    public required bool TokensEnd { get; init; }

    /// <summary>True when nothing is on its way to it, and nothing that it accepted is still open.</summary>
    public bool IsAtRest => travelling.Count + uncommitted.Count + unsettled.Count == 0;

    public bool HasMoved(string key) => rows.TryGetValue(key, out var all) && all.Exists(row => row.IsPosted);

    /// <summary>Puts a request on the wire.</summary>
    public SimulatedRequest Send(Operation operation)
    {
        if (world.Faulty(40))
        {
            return new SimulatedRequest(operation, null) { WasSent = false };
        }

        world.Promises.Sent(operation);
        var request = new SimulatedRequest(operation, TokensEnd ? operation.LeaseUntil : null);
        travelling.Add(request);
        return request;
    }

    /// <summary>One thing that waits at the bank, or on the way to it, goes on; false when nothing waits.</summary>
    public bool Progress()
    {
        if (travelling.Count > 0 && (unsettled.Count == 0 || world.Choice.Chance(700)))
        {
            var request = world.Choice.Of(travelling);
            travelling.Remove(request);
            Arrive(request);
            return true;
        }

        var ready = unsettled.FindAll(row => row.IsCommitted);
        if (ready.Count == 0 || (!world.IsHealthy && !world.Choice.Chance(40)))
        {
            return false;
        }

        Settle(world.Choice.Of(ready));
        return true;
    }

    /// <summary>Does what is due by now.</summary>
    public void CommitDue()
    {
        foreach (var row in uncommitted.Where(row => row.CommitsAt <= world.Now).ToList())
        {
            uncommitted.Remove(row);
            row.IsCommitted = true;
            world.Log("bank", $"commits {row.Status}", row.Asked);
            if (
                row.Status is BankStatus.Completed or BankStatus.Reversed
                || (row.Status == BankStatus.Unheard && world.Choice.Chance(500))
            )
            {
                Post(row);
            }
        }
    }

    /// <summary>One read of the bank's rows under a key.</summary>
    public IReadOnlyList<BankRow> Shown(string key) =>
        !rows.TryGetValue(key, out var all)
            ? []
            : all.FindAll(row =>
                row.IsCommitted
                && row.Status != BankStatus.Authorization
                && (world.Now >= row.VisibleAt || world.Choice.Chance(300))
            );

    /// <summary>
    /// What the bank states in writing: what it says did not happen it will not do any more. Null while it cannot say.
    /// </summary>
    public BankRow? Statement(string key, out bool isKnown)
    {
        var row = rows.TryGetValue(key, out var all) ? all[0] : null;
        isKnown = row is null || (row.IsCommitted && row.IsSettled);
        if (isKnown && row is null)
        {
            closed.Add(key);
        }

        return row;
    }

    /// <summary>The answer of a request, when its row is committed and its answer was not lost.</summary>
    public static bool IsAnswered(SimulatedRequest request) =>
        request.Answer is not null || request.Awaits is { IsCommitted: true };

    private void Arrive(SimulatedRequest request)
    {
        var operation = request.Operation;
        var key = operation.BackendKey;
        if (world.Faulty(120))
        {
            Say(request, "loses a request", world.Choice.Chance(600) ? Outcome.Unknown() : null);
        }
        else if (request.TokenUntil is { } until && world.Now + Skew >= until)
        {
            Say(request, "refuses a token that ended", Outcome.Unknown());
        }
        else if (closed.Contains(key) || world.Faulty(60))
        {
            Say(request, "refuses", Outcome.NotExecuted("INSUFFICIENT_FUNDS", "Not enough. Nothing moved."));
        }
        else if (operation.Instruction is not OpenAccount && rows.TryGetValue(key, out var earlier))
        {
            Say(request, "replays", null);
            request.Awaits = earlier[0];
        }
        else
        {
            Accept(request);
        }
    }

    private void Accept(SimulatedRequest request)
    {
        var choice = world.Choice;
        var isLater = world.Faulty(250);
        var commits = isLater ? choice.UpTo(Times.Quiesce) : TimeSpan.Zero;
        var status = StatusOf(request.Operation.Instruction);
        var row = new BankRow(
            request.Operation.BackendKey,
            (++numbered).ToString(CultureInfo.InvariantCulture),
            request.Operation
        )
        {
            Status = status,
            CommitsAt = world.Now + commits,
            VisibleAt = world.Now + commits + choice.UpTo(Times.Quiesce - commits),
        };
        rows.TryAdd(row.Key, []);
        rows[row.Key].Add(row);
        uncommitted.Add(row);
        if (!row.IsSettled)
        {
            unsettled.Add(row);
        }

        // An authorization whose answer is lost can be found by nobody, because the design has no look for it: the
        // customer of this bank then lets it lapse. A customer who does not is outside what the promises can hold.
        var isAnswered = status == BankStatus.Authorization || !world.Faulty(300);
        request.Awaits = isAnswered ? row : null;
        Say(request, $"accepts {status}", isAnswered || choice.Chance(500) ? null : Outcome.Unknown());
        CommitDue();
    }

    private BankStatus StatusOf(BankInstruction instruction) =>
        instruction.Sum is null || instruction is OpenAccount
            ? BankStatus.Completed
            : world.Choice.Next(100) switch
            {
                < 62 => BankStatus.Completed,
                < 64 => BankStatus.Reversed,
                < 78 => BankStatus.Pending,
                < 86 => BankStatus.Failed,
                < 88 => BankStatus.Cancelled,
                < 92 => BankStatus.ManualAction,
                < 96 => BankStatus.Unheard,
                _ => BankStatus.Authorization,
            };

    private void Settle(BankRow row)
    {
        unsettled.Remove(row);
        if (row.Status == BankStatus.Authorization)
        {
            // Only what is authorized becomes a row that looks show, after the time they need.
            row.VisibleAt = world.Now + world.Choice.UpTo(Times.Quiesce);
        }

        // The customer authorizes only what we know to be waiting for that: see Accept.
        var isKnown = row.Status != BankStatus.Authorization || world.Store.OfBackendKey(row.Key)?.BankId == row.Id;
        var wasAuthorization = row.Status == BankStatus.Authorization;
        var isDone = row.IsPosted || (isKnown && world.Choice.Chance(600));
        row.Status = isDone ? BankStatus.Completed : BankStatus.Failed;
        world.Tally.Count(wasAuthorization ? $"bank authorization becomes {row.Status}" : $"bank settles {row.Status}");
        world.Log("bank", $"settles {row.Status}", row.Asked);
        if (isDone && !row.IsPosted)
        {
            Post(row);
        }
    }

    private void Post(BankRow row)
    {
        row.IsPosted = true;
        world.Promises.Posted(row);
    }

    private void Say(SimulatedRequest request, string what, Outcome? answer)
    {
        request.Answer = answer;
        world.Tally.Count("bank " + what);
        world.Log("bank", what, request.Operation);
    }
}
