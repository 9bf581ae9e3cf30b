using FinancialMcp.Application.Agents;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Policies;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Operations;

/// <summary>
/// Carries out a change at most once: claims the key together with the intent record, the holds under limits and what it
/// waits for, and dispatches it, unless people have to approve it first.
/// </summary>
public sealed class OperationRunner(
    IOperationStore store,
    IBankGateway bank,
    OperationDispatch dispatch,
    OversightWatch watch,
    TrailStanding trail,
    AgentRegistry agents,
    CallContext context,
    AuditRecords records,
    Receipts receipts,
    BackendIdentities identities,
    OperationTimes times,
    TimeProvider time
)
{
    /// <summary>How often people's decisions may change between a judgement and its claim before the call gives up.</summary>
    private const int MostJudgements = 10;

    /// <summary>
    /// Answers for the request's key: with the operation that holds it already, without asking the bank, a stop or a
    /// limit, or by running what <paramref name="instruct"/> makes of the request. Throws <see cref="AppException"/> for a
    /// refusal, and for an operation that did not happen.
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

        var holder = await context.WaitForStoreAsync(
            () => store.FindByKeyAsync(principal, keyHash, cancellationToken),
            time
        );
        if (holder is { } earlier)
        {
            return Replay(earlier, fingerprint);
        }

        trail.MustStand();
        var state = await watch.RequireAsync(cancellationToken);
        ChangeJudge.MustNotBeStopped(state, AgentId.Of(principal), context.Call.Tool);
        var agent = await agents.OfAsync(principal, cancellationToken);
        var instruction = await instruct();
        var question = new PolicyQuestion(
            principal,
            context.Caller.RolesFor(context.Permission!),
            context.Call.Tool,
            instruction
        );
        for (var judgements = 0; judgements < MostJudgements; judgements++)
        {
            state = watch.Current;
            agent = watch.Find(agent.Id) ?? agent;
            MustStillBeGranted(agent);
            var decision = ChangeJudge.Decide(state, agent, question, time.GetUtcNow());
            var began = time.GetTimestamp();
            var intended = Intend(instruction, request.IdempotencyKey, keyHash, fingerprint, state, decision);
            cancellationToken.ThrowIfCancellationRequested();

            var intent = IntentOf(intended, state, decision, request.ConfirmDistinctFrom);
            var claim = await context.WaitForStoreAsync(() => store.ClaimAsync(intent), time);
            if (claim is not ClaimResult.Outdated)
            {
                return await AnswerAsync(claim, decision, fingerprint, began);
            }

            await watch.RefreshAsync(cancellationToken);
        }

        throw new StoreUnavailableException("People's decisions changed faster than this could be judged.");
    }

    /// <summary>
    /// The bank may have been asked for long since the right was decided: what people have taken from the agent meanwhile
    /// is taken from this call too.
    /// </summary>
    private void MustStillBeGranted(Agent agent)
    {
        var now = context.Caller with { Grant = agent.EffectiveGrant };
        if (now.RightTo(context.Permission) != Right.Granted)
        {
            throw new AppException(
                ErrorCodes.AuthorizationError,
                "The agent is not granted this, or not any more. Nothing was sent; an operator can grant it."
            );
        }
    }

    /// <summary>The stored form of a caller's key.</summary>
    public static string KeyHash(IdempotencyKey key) => Digest.Of("idempotency-key", key.ToString());

    private async Task<OperationReceipt> AnswerAsync(
        ClaimResult claim,
        PolicyDecision decision,
        string fingerprint,
        long began
    )
    {
        switch (claim)
        {
            case ClaimResult.Claimed { Operation: { State: OperationState.Dispatching } claimed }:
                return receipts.Answer(await dispatch.ConcludeAsync(claimed, began), replayed: false);
            case ClaimResult.Claimed { Operation: var held }:
                context.OperationId = held.Id;
                context.IsRecorded = true;
                OperationDispatch.Count(held);
                return receipts.Answer(held, replayed: false);
            case ClaimResult.Taken { Holder: var holder }:
                return Replay(holder, fingerprint);
            case ClaimResult.OverLimit { Refusal: var refusal }:
                LimitRefusals.Count(refusal);
                throw ChangeJudge.OverLimit(refusal, decision.Rule!.Name);
            case ClaimResult.HasTwin { Earlier: var twin }:
                throw HasTwin(twin);
            default:
                throw new InvalidOperationException($"A claim came to {claim.GetType().Name}.");
        }
    }

    /// <summary>What a caller is told of a payment that looks like a repetition.</summary>
    internal static AppException HasTwin(OperationId twin) =>
        new(
            ErrorCodes.PossibleDuplicate,
            "The same payment was asked for under another key a short time ago. If it is the same one, do nothing: "
                + "get_operation tells where it stands. If it is meant to be a second one, repeat this call with the same key and "
                + "confirm_distinct_from set to the operation_id of the earlier one."
        )
        {
            OperationId = twin.ToString(),
        };

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

    private Intent IntentOf(
        Operation intended,
        OversightState state,
        PolicyDecision decision,
        OperationId? distinctFrom
    ) =>
        new()
        {
            Operation = intended,
            Record = records.OfOperation(AuditCode.OperationIntent, intended) with { Rule = decision.Rule?.Name },
            OversightVersion = state.Version,
            Lease = times.Lease,
            Limits = decision.Limits,
            TwinWindow = decision.TwinWindow,
            DistinctFrom = distinctFrom,
        };

    private Operation Intend(
        BankInstruction instruction,
        IdempotencyKey key,
        string keyHash,
        string fingerprint,
        OversightState state,
        PolicyDecision decision
    )
    {
        var now = time.GetUtcNow();
        var caller = context.Caller;
        var backendKey = BackendKey.For(caller.Principal, key);
        var isHeld = decision.ApprovalsNeeded > 0;
        var intended = new Operation
        {
            Id = OperationId.New(time),
            Principal = caller.Principal,
            KeyHash = keyHash,
            Fingerprint = fingerprint,
            Tool = context.Call.Tool,
            Instruction = instruction,
            State = isHeld ? OperationState.PendingApproval : OperationState.Dispatching,
            BackendIdentity = identities.Of(context),
            BackendKey = backendKey,
            BackendBody = bank.BodyOf(instruction, backendKey),
            Authority = new Authority(
                context.Permission!,
                [.. caller.Roles.Order(StringComparer.Ordinal)],
                caller.Scopes is { } scopes ? [.. scopes.Order(StringComparer.Ordinal)] : null
            ),
            PolicyVersion = state.Policy.Version,
            Attempt = isHeld ? 0 : 1,
            Fence = 1,
            LeaseUntil = isHeld ? null : now + times.Lease,
            LeaseOwner = isHeld ? null : dispatch.Owner,
            CreatedAt = now,
            UpdatedAt = now,
        };
        return isHeld
            ? intended with
            {
                Approval = new Approval(
                    intended.ParamsDigest,
                    decision.ApprovalsNeeded,
                    0,
                    now + times.ApprovalExpiry,
                    null
                ),
            }
            : intended;
    }
}
