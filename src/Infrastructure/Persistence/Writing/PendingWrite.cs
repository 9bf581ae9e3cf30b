using FinancialMcp.Application;
using FinancialMcp.Domain.Limits;
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

/// <summary>A key to claim, with its holds and its record. The result says what came of it, and whose the key is.</summary>
/// <param name="operation">The operation.</param>
/// <param name="recordWith">Makes the record, which tells how the limits stood before and after.</param>
/// <param name="terms">Under what it may begin.</param>
internal sealed class ClaimWrite(
    OperationRow operation,
    Func<IReadOnlyList<string>, AuditEventRow> recordWith,
    AdmissionTerms terms
) : PendingWrite<ClaimVerdict>
{
    private AuditEventRow? record;

    internal OperationRow Operation { get; } = operation;

    /// <summary>Of an admitted claim only.</summary>
    internal AuditEventRow Record => record ?? throw new InvalidOperationException("The claim was not admitted.");

    /// <summary>Makes the record of an admitted claim.</summary>
    internal void Admit(IReadOnlyList<string> limits) => record = recordWith(limits);

    internal AdmissionTerms Terms { get; } = terms;

    internal long? LeaseMicroseconds => Terms.LeaseMicroseconds;
}

/// <summary>
/// A move of an operation out of a state and fence, with its record, its attempt, its vote, and what becomes of its
/// holds. The result is false when state or fence are no longer those: then nothing is written.
/// </summary>
internal sealed class MoveWrite(short fromState, long fromFence, OperationRow operation, AuditEventRow? record)
    : PendingWrite<bool>
{
    internal short FromState { get; } = fromState;

    internal long FromFence { get; } = fromFence;

    internal OperationRow Operation { get; } = operation;

    internal AuditEventRow? Record { get; } = record;

    internal AttemptRow? Attempt { get; init; }

    internal VoteRow? Vote { get; init; }

    internal HoldEffect Effect { get; init; }
}

/// <summary>A lease to take on an approved operation, whose holds go to the windows of now.</summary>
internal sealed class DispatchWrite(
    short fromState,
    long fromFence,
    OperationRow operation,
    AuditEventRow record,
    AdmissionTerms terms
) : PendingWrite<DispatchVerdict>
{
    internal short FromState { get; } = fromState;

    internal long FromFence { get; } = fromFence;

    internal OperationRow Operation { get; } = operation;

    internal AuditEventRow Record { get; } = record;

    internal AdmissionTerms Terms { get; } = terms;

    internal long? LeaseMicroseconds => Terms.LeaseMicroseconds;
}

/// <summary>
/// A decision of people: statements and a record, written where the version is still <paramref name="version"/>, which
/// then rises; null: whatever the version, which stays, and with a record only when the statements wrote a row.
/// </summary>
internal sealed class OversightWrite(long? version, IReadOnlyList<SqlText> statements, AuditEventRow record)
    : PendingWrite<bool>
{
    internal long? Version { get; } = version;

    internal IReadOnlyList<SqlText> Statements { get; } = statements;

    /// <summary>
    /// Decisions as they came, then what leaves the version, by the key that it writes first: two batches that add the
    /// same rows never wait for each other both ways.
    /// </summary>
    internal string Order => Version is null ? Statements[0].Parameters[0] as string ?? "" : "";

    internal AuditEventRow Record { get; } = record;
}

/// <summary>One statement that no record tells of; false when it changed nothing.</summary>
internal sealed class PlainWrite(SqlText statement) : PendingWrite<bool>
{
    internal SqlText Statement { get; } = statement;
}

/// <summary>A statement whose parameters are $1, $2 …</summary>
internal sealed record SqlText(string Text, params object?[] Parameters);

/// <summary>A commit that leaves no row behind: asks whether records could be written and committed.</summary>
internal sealed class ProbeWrite : PendingWrite<bool>;
