using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Persistence.Rows;
using FinancialMcp.Infrastructure.Persistence.Writing;

namespace FinancialMcp.Infrastructure.Persistence;

internal sealed partial class OperationStore(
    Database database,
    GroupCommitWriter writer,
    AuditRows records,
    TimeProvider time
) : IOperationStore
{
    private const int RecoveredAtOnce = 200;

    public async Task<ClaimResult> ClaimAsync(Intent intent)
    {
        var deadline = database.StartDeadline();
        var operation = intent.Operation;
        var write = new ClaimWrite(
            OperationRow.Of(operation),
            limits => records.Of(intent.Record with { Limits = limits }),
            TermsOf(intent)
        );
        var verdict = await writer.CommitRecordAsync(write, verdict => verdict.IsClaimed, deadline);
        if (verdict.IsClaimed)
        {
            return new ClaimResult.Claimed(operation with { LeaseUntil = verdict.LeaseUntil });
        }

        if (verdict.IsOutdated)
        {
            return new ClaimResult.Outdated();
        }

        if (verdict.OverLimit is { } refusal)
        {
            return new ClaimResult.OverLimit(refusal);
        }

        if (verdict.TwinId is { } twin)
        {
            return new ClaimResult.HasTwin(new OperationId(twin));
        }

        var holder = await FindByKeyAsync(operation.Principal, operation.KeyHash, deadline, CancellationToken.None);
        return holder is null
            ? throw new StoreUnavailableException("The key is taken and its operation cannot be read.")
            : new ClaimResult.Taken(holder);
    }

    public async Task<bool> MoveAsync(Move move)
    {
        var write = new MoveWrite(
            (short)move.From.State,
            move.From.Fence,
            OperationRow.Of(move.To),
            move.Record is { } record ? records.Of(record) : null
        )
        {
            Attempt = move.Attempt is { } attempt ? AttemptRow.Of(move.To.Id, attempt) : null,
            Vote = move.Vote is { } vote ? VoteRow.Of(move.To.Id, vote) : null,
            Effect = move.To.State == move.From.State ? HoldEffect.Keep : HoldEffects.Of(move.To.State),
        };
        return move.Record is null
            ? await writer.CommitAsync(write)
            : await writer.CommitRecordAsync(write, moved => moved);
    }

    public async Task<DispatchResult> DispatchAsync(Dispatch dispatch)
    {
        var write = new DispatchWrite(
            (short)dispatch.From.State,
            dispatch.From.Fence,
            OperationRow.Of(dispatch.To),
            records.Of(dispatch.Record),
            new AdmissionTerms(dispatch.OversightVersion, Microseconds(dispatch.Lease), dispatch.Limits)
        );
        var verdict = await writer.CommitRecordAsync(write, verdict => verdict.LeaseUntil is not null);
        if (verdict.LeaseUntil is { } until)
        {
            return new DispatchResult.Leased(dispatch.To with { LeaseUntil = until });
        }

        return verdict.IsOutdated ? new DispatchResult.Outdated()
            : verdict.OverLimit is { } refusal ? new DispatchResult.OverLimit(refusal)
            : new DispatchResult.Fenced();
    }

    public async Task<int> RecoverExpiredAsync(Func<Operation, AuditEvent> record, CancellationToken cancellationToken)
    {
        var recovered = 0;
        while (true)
        {
            var expired = await ExpiredAsync(cancellationToken);
            var moved = await Task.WhenAll(expired.Select(operation => DoubtAsync(operation, record)));
            recovered += moved.Count(done => done);

            // Others may be at the same rows; whoever moved one, it is no longer there.
            if (expired.Count < RecoveredAtOnce)
            {
                return recovered;
            }
        }
    }

    private static AdmissionTerms TermsOf(Intent intent)
    {
        var isHeld = intent.Operation.State != OperationState.Dispatching;
        return new AdmissionTerms(
            intent.OversightVersion,
            isHeld ? null : Microseconds(intent.Lease),
            intent.Limits,
            intent.TwinWindow > TimeSpan.Zero ? intent.Operation.Twin : null,
            Microseconds(intent.TwinWindow),
            intent.DistinctFrom?.Value
        );
    }

    private static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    private Task<bool> DoubtAsync(Operation expired, Func<Operation, AuditEvent> record)
    {
        var doubtful = expired.After(Outcome.Unknown(), time.GetUtcNow()) with { Fence = expired.Fence + 1 };
        return MoveAsync(new Move(expired, doubtful, record(doubtful)));
    }
}
