using FinancialMcp.Application;
using FinancialMcp.Infrastructure.Persistence.Rows;

namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>
/// What one caller wants committed. Exactly one of two things happens to it first: a writer takes it, or its caller
/// gives up waiting; what was given up before it was taken is never written.
/// </summary>
internal abstract class PendingWrite
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int GivenUp = 2;
    private const int TakenForNobody = 3;

    private int stage = Waiting;

    /// <summary>True for the writer that may now write it; false when its caller is gone.</summary>
    internal bool TryTake() => Interlocked.CompareExchange(ref stage, Taken, Waiting) == Waiting;

    /// <summary>Hands it back after a rollback: it may be taken again while its caller still waits.</summary>
    internal void HandBack() => Interlocked.CompareExchange(ref stage, Waiting, Taken);

    /// <summary>True when it will surely not be written; false when a writer has it, so that nobody knows.</summary>
    internal bool TryGiveUp()
    {
        if (Interlocked.CompareExchange(ref stage, GivenUp, Waiting) == Waiting)
        {
            return true;
        }

        Interlocked.CompareExchange(ref stage, TakenForNobody, Taken);
        return false;
    }

    /// <summary>Answers the caller, after the commit.</summary>
    internal abstract void Publish();

    internal abstract void Fail(StoreUnavailableException cause);
}

/// <summary>A write whose commit tells its caller something.</summary>
internal abstract class PendingWrite<TResult> : PendingWrite
{
    private readonly TaskCompletionSource<TResult> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<TResult> Completion => completion.Task;

    /// <summary>Set inside the transaction; seen by the caller only once that is committed.</summary>
    internal TResult Result { get; set; } = default!;

    internal override void Publish() => completion.TrySetResult(Result);

    internal override void Fail(StoreUnavailableException cause) => completion.TrySetException(cause);
}

/// <summary>A record to append.</summary>
internal sealed class AppendWrite(AuditEventRow record) : PendingWrite<bool>
{
    internal AuditEventRow Record { get; } = record;
}

/// <summary>A key to claim. The result is the lease's end by the database's clock; null when the key is taken.</summary>
internal sealed class ClaimWrite(OperationRow operation, AuditEventRow intent, TimeSpan lease)
    : PendingWrite<DateTimeOffset?>
{
    internal OperationRow Operation { get; } = operation;

    internal AuditEventRow Intent { get; } = intent;

    internal long LeaseMicroseconds { get; } = lease.Ticks / TimeSpan.TicksPerMicrosecond;
}

/// <summary>
/// A move of an operation out of a state and fence, with its record and, when one was made, its attempt. The result is
/// false when state or fence are no longer those: then nothing is written.
/// </summary>
internal sealed class MoveWrite(
    short fromState,
    long fromFence,
    OperationRow operation,
    AttemptRow? attempt,
    AuditEventRow record
) : PendingWrite<bool>
{
    internal short FromState { get; } = fromState;

    internal long FromFence { get; } = fromFence;

    internal OperationRow Operation { get; } = operation;

    internal AttemptRow? Attempt { get; } = attempt;

    internal AuditEventRow Record { get; } = record;
}

/// <summary>A commit that leaves no row behind: asks whether commits are possible.</summary>
internal sealed class ProbeWrite : PendingWrite<bool>;
