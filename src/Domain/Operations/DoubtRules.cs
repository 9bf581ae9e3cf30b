namespace FinancialMcp.Domain.Operations;

/// <summary>
/// How a doubt ends by looking. That the bank does not show an operation is no proof while an attempt could still be
/// accepted; it becomes proof by three complete looks, the first after the last attempt's token ended, the last after
/// the quiesce window, with the window between them.
/// </summary>
/// <param name="Quiesce">How long the bank may need to show what it accepted.</param>
/// <param name="TokensEnd">False when the bank is called with a token that does not end: then absence is never proof.</param>
public sealed record DoubtRules(TimeSpan Quiesce, bool TokensEnd)
{
    public const int AbsencesNeeded = 3;

    public const string NothingMoved =
        "The bank never received this. No money moved; to try again, use a new idempotency_key.";

    /// <summary>For the clocks of the bank, of our database and of this process to differ, after a token's end.</summary>
    public static readonly TimeSpan ClockMargin = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>More make no pause longer than the longest.</summary>
    private const int MostDoublings = 10;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The operation after a look that began at <paramref name="began"/>. It always has a next probe, or a state that
    /// needs none. <paramref name="failureCode"/> is the caller's error code for what was never executed;
    /// <paramref name="jitter"/> is from 0 to 1000.
    /// </summary>
    public Operation After(
        Operation operation,
        LookUp look,
        DateTimeOffset began,
        DateTimeOffset now,
        string failureCode,
        int jitter
    )
    {
        switch (look.Finding)
        {
            case LookUpFinding.Found:
                return OfFound(operation, look.Outcome!, now, jitter);
            case LookUpFinding.Contradiction or LookUpFinding.Impossible:
                return operation.After(Outcome.ForPeople(operation.Outcome), now);
            case LookUpFinding.NotShown when began >= QuietFrom(operation) + Quiesce:
                return operation.After(Outcome.ForPeople(operation.Outcome), now);
            case LookUpFinding.Absent when began >= QuietFrom(operation):
                return OfAbsence(operation, began, now, failureCode, jitter);
            default:
                return Later(operation, now, jitter);
        }
    }

    /// <summary>From when no attempt of the operation can be accepted by the bank any more.</summary>
    public static DateTimeOffset QuietFrom(Operation operation) =>
        (operation.SentUntil ?? operation.UpdatedAt) + ClockMargin;

    private Operation OfFound(Operation operation, Outcome outcome, DateTimeOffset now, int jitter) =>
        outcome.State == operation.State ? Later(operation, now, jitter)
        : operation.State.Allows(outcome.State) ? operation.After(outcome, now) with { ProbeCount = 0 }
        : Later(operation, now, jitter);

    private Operation OfAbsence(
        Operation operation,
        DateTimeOffset began,
        DateTimeOffset now,
        string failureCode,
        int jitter
    )
    {
        var since = operation.AbsentSince ?? began;
        var seen = operation with { AbsentSince = since, AbsentCount = operation.AbsentCount + 1 };
        var isProven =
            seen.AbsentCount >= AbsencesNeeded && began - since >= Quiesce && began >= QuietFrom(operation) + Quiesce;
        if (!isProven)
        {
            return Later(seen, now, jitter);
        }

        // What the bank accepted may still happen (its customer may have to authorize it), whether looks show it or not.
        var wasAccepted =
            operation.State == OperationState.AwaitingBackend || operation.Outcome?.BackendTransactionId is not null;
        return TokensEnd && !wasAccepted
            ? seen.After(Outcome.NotExecuted(failureCode, NothingMoved), now)
            : seen.After(Outcome.ForPeople(operation.Outcome), now);
    }

    /// <summary>1, 2, 4, 8 … seconds, at most five minutes, up to a tenth less; but as soon as a look would prove something.</summary>
    private Operation Later(Operation operation, DateTimeOffset now, int jitter)
    {
        var doubled = ShortestPause * (1 << Math.Min(operation.ProbeCount, MostDoublings));
        var pause = doubled < LongestPause ? doubled : LongestPause;
        var next = now + pause - TimeSpan.FromTicks(pause.Ticks / 10 * jitter / 1000);
        foreach (var moment in Moments(operation).Where(moment => moment > now && moment < next))
        {
            next = moment;
        }

        return operation with
        {
            ProbeCount = operation.ProbeCount + 1,
            NextProbeAt = next,
            UpdatedAt = now,
        };
    }

    /// <summary>
    /// The moments at which a look begins to count, at which one may conclude that it is not shown, and at which the looks
    /// after the first absence make it proof: one of them within the window, so that none is missing when it is over.
    /// </summary>
    private IEnumerable<DateTimeOffset> Moments(Operation operation)
    {
        var quiet = QuietFrom(operation);
        yield return quiet;
        if (operation.AbsentSince is not { } since)
        {
            yield return quiet + Quiesce;
            yield break;
        }

        var counted = Latest(since, quiet);
        yield return counted + (Quiesce / 2);
        yield return counted + Quiesce + ShortestPause;
    }

    private static DateTimeOffset Latest(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
