using System.Diagnostics.Metrics;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Operations;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Application.Operations;

/// <summary>
/// Sends what holds a lease, once, and commits the outcome together with its record. Says succeeded or failed only when
/// the bank proved it and our commit holds it.
/// </summary>
public sealed partial class OperationDispatch(
    IOperationStore store,
    IBankGateway bank,
    IAuditStore audit,
    CallContext context,
    AuditRecords records,
    OperationTimes times,
    ServerInstance instance,
    BankContract contract,
    TimeProvider time,
    ILogger<OperationDispatch> log
)
{
    private static readonly Counter<long> Operations = Telemetry.Meter.CreateCounter<long>(
        "operations_total",
        description: "Operations by the state they came to."
    );

    private static readonly TimeSpan SettleAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>Who holds the leases of this process.</summary>
    public string Owner => instance.Id;

    /// <summary>
    /// Sends a dispatching operation and returns where it stands then. From here on the caller's going away changes
    /// nothing, and whatever breaks is in doubt: never a failure, because the bank may have done it.
    /// </summary>
    /// <param name="dispatched">As its lease was committed.</param>
    /// <param name="began">The monotonic time before that lease was asked for: the attempt's deadline counts from it.</param>
    public async Task<Operation> ConcludeAsync(Operation dispatched, long began)
    {
        context.OperationId = dispatched.Id;
        try
        {
            var permit = new AttemptPermit(
                dispatched.Attempt,
                dispatched.Fence,
                dispatched.LeaseUntil ?? throw new InvalidOperationException("A dispatching operation has a lease."),
                times.Deadline,
                began
            );
            var started = time.GetTimestamp();
            var (outcome, attempt) = await bank.SendAsync(dispatched, permit);
            return await SettleAsync(dispatched, outcome, attempt, time.GetElapsedTime(started));
        }
#pragma warning disable CA1031 // Any exception here comes after the request may have left.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            LogUnsettled(cause, dispatched.Id.Value);
            return InDoubt(dispatched);
        }
    }

    /// <summary>Counts an operation by where it came to.</summary>
    public static void Count(Operation settled) =>
        Operations.Add(1, new("tool", settled.Tool), new("state", settled.State.WireName()));

    /// <summary>The record that goes with a state.</summary>
    public static AuditCode CodeOf(OperationState state) =>
        state switch
        {
            OperationState.InDoubt => AuditCode.OperationInDoubt,
            OperationState.AwaitingBackend => AuditCode.OperationAwaitingBank,
            OperationState.NeedsOperator => AuditCode.OperationNeedsOperator,
            _ => AuditCode.OperationOutcome,
        };

    private async Task<Operation> SettleAsync(Operation dispatched, Outcome outcome, Attempt attempt, TimeSpan bankTime)
    {
        context.AddBankTime(bankTime);
        var settled = dispatched.After(outcome, time.GetUtcNow());
        var record = records.OfOperation(CodeOf(settled.State), settled) with
        {
            Backend = contract.ToString().ToLowerInvariant(),
            BackendStatus = attempt.HttpStatus,
            Reason = attempt.ErrorClass,
            Duration = bankTime,
        };
        return await CommitAsync(new Move(dispatched, settled, record) { Attempt = attempt });
    }

    /// <summary>
    /// An outcome that could not be committed is not known to the next reader: it is in doubt until a later try commits
    /// it. The intent's record stands for this call meanwhile.
    /// </summary>
    private async Task<Operation> CommitAsync(Move move)
    {
        var dispatched = move.From;
        try
        {
            if (await store.MoveAsync(move))
            {
                context.IsRecorded = true;
                Count(move.To);
                return move.To;
            }
        }
        catch (StoreUnavailableException cause)
        {
            LogUnsettled(cause, dispatched.Id.Value);
            context.IsRecorded = true;
            _ = CommitLaterAsync(move);
            return InDoubt(dispatched);
        }

        return await FencedAsync(move);
    }

    /// <summary>
    /// Others have concluded. What this attempt saw decides nothing any more, but people may need it: it is recorded with
    /// the operation as the others left it.
    /// </summary>
    private async Task<Operation> FencedAsync(Move move)
    {
        LogFenced(move.From.Id.Value);
        var stored = await store.FindAsync(move.From.Id, CancellationToken.None);
        if (stored is null)
        {
            return InDoubt(move.From);
        }

        var late = records.OfOperation(AuditCode.OperationFenced, move.To) with
        {
            BackendStatus = move.Attempt?.HttpStatus,
            Reason = $"came to {move.To.State.WireName()} after it was {stored.State.WireName()}",
        };
        await audit.AppendAsync(late);
        return stored;
    }

    /// <summary>
    /// Keeps trying while the lease holds. A try whose commit was unknown may have succeeded: the next one then finds
    /// the state gone, writes nothing, and ends. After the lease, recovery puts what is left in doubt.
    /// </summary>
    private async Task CommitLaterAsync(Move move)
    {
        while (time.GetUtcNow() < move.From.LeaseUntil)
        {
            await Task.Delay(SettleAgainAfter, time);
            try
            {
                if (await store.MoveAsync(move))
                {
                    Count(move.To);
                }

                return;
            }
            catch (StoreUnavailableException cause)
            {
                LogUnsettled(cause, move.From.Id.Value);
            }
        }
    }

    private Operation InDoubt(Operation dispatched) => dispatched.After(Outcome.Unknown(), time.GetUtcNow());

    [LoggerMessage(
        2001,
        LogLevel.Warning,
        "operation_fenced: {OperationId} was concluded by somebody else",
        EventName = "operation_fenced"
    )]
    private partial void LogFenced(Guid operationId);

    [LoggerMessage(
        2002,
        LogLevel.Error,
        "operation_unsettled: the outcome of {OperationId} could not be committed",
        EventName = "operation_unsettled"
    )]
    private partial void LogUnsettled(Exception cause, Guid operationId);
}
