using System.Diagnostics.Metrics;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Application.Operations;

/// <summary>
/// Carries out a change at most once: claims the key together with the intent record, asks the bank, and commits the
/// outcome together with its record. Says succeeded or failed only when the bank proved it and our commit holds it.
/// </summary>
public sealed partial class OperationRunner(
    IOperationStore store,
    IBankGateway bank,
    CallContext context,
    AuditRecords records,
    Receipts receipts,
    BackendIdentities identities,
    OperationTimes times,
    TimeProvider time,
    ILogger<OperationRunner> log
)
{
    private static readonly Counter<long> Operations = Telemetry.Meter.CreateCounter<long>(
        "operations_total",
        description: "Operations by the state they came to."
    );

    private static readonly TimeSpan SettleAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Answers for the request's key: with the operation that holds it already, without asking the bank, or by running
    /// what <paramref name="instruct"/> makes of the request. Throws <see cref="AppException"/> for a refusal, and for an
    /// operation that did not happen.
    /// </summary>
    public async Task<OperationReceipt> RunAsync(
        IChange request,
        Func<Task<BankInstruction>> instruct,
        CancellationToken cancellationToken
    )
    {
        var principal = context.Caller.Principal;
        var keyHash = KeyHash(request.IdempotencyKey);
        var fingerprint = Fingerprint.Of(context.Call.Tool, request);

        if (await store.FindByKeyAsync(principal, keyHash, cancellationToken) is { } earlier)
        {
            return Replay(earlier, fingerprint);
        }

        var intended = Intend(await instruct(), request.IdempotencyKey, keyHash, fingerprint);
        cancellationToken.ThrowIfCancellationRequested();

        var intent = records.OfOperation(AuditCode.OperationIntent, intended);
        var claim = await store.ClaimAsync(intended, intent, times.Lease);
        return claim.IsNew ? await DispatchAsync(claim.Operation) : Replay(claim.Operation, fingerprint);
    }

    /// <summary>The stored form of a caller's key.</summary>
    public static string KeyHash(IdempotencyKey key) => Digest.Of("idempotency-key", key.ToString());

    private OperationReceipt Replay(Operation earlier, string fingerprint)
    {
        context.OperationId = earlier.Id;
        if (!string.Equals(earlier.Fingerprint, fingerprint, StringComparison.Ordinal))
        {
            throw new AppException(
                ErrorCodes.IdempotencyKeyReused,
                "This idempotency_key was used for a call with other arguments. Use a new key for a new operation."
            )
            {
                OperationId = earlier.Id.ToString(),
            };
        }

        context.IsReplay = true;
        return receipts.Answer(earlier, replayed: true);
    }

    private Operation Intend(BankInstruction instruction, IdempotencyKey key, string keyHash, string fingerprint)
    {
        var now = time.GetUtcNow();
        var backendKey = BackendKey.For(context.Caller.Principal, key);
        return new Operation
        {
            Id = OperationId.New(time),
            Principal = context.Caller.Principal,
            KeyHash = keyHash,
            Fingerprint = fingerprint,
            Tool = context.Call.Tool,
            Instruction = instruction,
            State = OperationState.Dispatching,
            BackendIdentity = identities.Of(context),
            BackendKey = backendKey,
            BackendBody = bank.BodyOf(instruction, backendKey),
            Attempt = 1,
            Fence = 1,
            LeaseUntil = now + times.Lease,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    /// <summary>
    /// From here on the caller's going away changes nothing, and whatever breaks is answered as in doubt: never as a
    /// failure, because the bank may have done it.
    /// </summary>
    private async Task<OperationReceipt> DispatchAsync(Operation dispatched)
    {
        context.OperationId = dispatched.Id;
        Operation concluded;
        try
        {
            concluded = await ConcludeAsync(dispatched);
        }
#pragma warning disable CA1031 // Any exception here comes after the request may have left.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            LogUnsettled(cause, dispatched.Id.Value);
            concluded = InDoubt(dispatched);
        }

        return receipts.Answer(concluded, replayed: false);
    }

    private async Task<Operation> ConcludeAsync(Operation dispatched)
    {
        var permit = new AttemptPermit(
            dispatched.Attempt,
            dispatched.Fence,
            dispatched.LeaseUntil ?? throw new InvalidOperationException("A dispatching operation has a lease."),
            times.Deadline
        );
        var started = time.GetTimestamp();
        var (outcome, attempt) = await bank.SendAsync(dispatched, permit);
        var bankTime = time.GetElapsedTime(started);
        context.AddBankTime(bankTime);

        var settled = dispatched.After(outcome, time.GetUtcNow());
        var record = records.OfOperation(CodeOf(settled.State), settled) with
        {
            BackendStatus = attempt.HttpStatus,
            Reason = attempt.ErrorClass,
            Duration = bankTime,
        };
        return await SettleAsync(dispatched, settled, attempt, record);
    }

    /// <summary>
    /// An outcome that could not be committed is not known to the next reader: it is in doubt until a later try commits
    /// it. The intent's record stands for this call meanwhile.
    /// </summary>
    private async Task<Operation> SettleAsync(
        Operation dispatched,
        Operation settled,
        Attempt attempt,
        AuditEvent record
    )
    {
        try
        {
            if (await store.SettleAsync(dispatched, settled, attempt, record))
            {
                context.IsRecorded = true;
                Count(settled);
                return settled;
            }
        }
        catch (StoreUnavailableException cause)
        {
            LogUnsettled(cause, dispatched.Id.Value);
            context.IsRecorded = true;
            _ = SettleLaterAsync(dispatched, settled, attempt, record);
            return InDoubt(dispatched);
        }

        LogFenced(dispatched.Id.Value);
        return await store.FindAsync(dispatched.Id, CancellationToken.None) ?? InDoubt(dispatched);
    }

    /// <summary>
    /// Keeps trying while the lease holds. A try whose commit was unknown may have succeeded: the next one then finds
    /// the state gone, writes nothing, and ends. After the lease, recovery puts what is left in doubt.
    /// </summary>
    private async Task SettleLaterAsync(Operation dispatched, Operation settled, Attempt attempt, AuditEvent record)
    {
        while (time.GetUtcNow() < dispatched.LeaseUntil)
        {
            await Task.Delay(SettleAgainAfter, time);
            try
            {
                if (await store.SettleAsync(dispatched, settled, attempt, record))
                {
                    Count(settled);
                }

                return;
            }
            catch (StoreUnavailableException cause)
            {
                LogUnsettled(cause, dispatched.Id.Value);
            }
        }
    }

    private static void Count(Operation settled) =>
        Operations.Add(1, new("tool", settled.Tool), new("state", settled.State.WireName()));

    private Operation InDoubt(Operation dispatched) => dispatched.After(Outcome.Unknown(), time.GetUtcNow());

    private static AuditCode CodeOf(OperationState state) =>
        state switch
        {
            OperationState.InDoubt => AuditCode.OperationInDoubt,
            OperationState.AwaitingBackend => AuditCode.OperationAwaitingBank,
            OperationState.NeedsOperator => AuditCode.OperationNeedsOperator,
            _ => AuditCode.OperationOutcome,
        };

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
