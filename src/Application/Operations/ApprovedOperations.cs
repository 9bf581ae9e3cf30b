using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Agents;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Policies;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Operations;

/// <summary>
/// Carries out what people have approved, on any replica: after judging it again by what holds now (grant, rights,
/// stops, ownership, policy), and with its holds moved to the current windows. Nobody has to call for it.
/// </summary>
public sealed class ApprovedOperations(
    IOperationStore store,
    IAccountGateway accounts,
    OperationDispatch dispatch,
    OversightWatch watch,
    TrailStanding trail,
    AgentRegistry agents,
    AuditRecords records,
    OperationTimes times,
    TimeProvider time
)
{
    /// <summary>
    /// Takes the operation a step on: sends it, ends it, or leaves it where a stop or a bank that does not answer makes
    /// it wait. Returns where it stands.
    /// </summary>
    public async Task<Operation> CarryOutAsync(Operation ready, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() >= ready.Approval!.ExpiresAt)
        {
            return await ExpireAsync(ready);
        }

        PolicyDecision decision;
        OversightState state;
        try
        {
            trail.MustStand();
            state = await watch.RequireAsync(cancellationToken);
            if (state.StopOf(ready.Tool, AgentId.Of(ready.Principal), ready.Instruction) is not null)
            {
                return ready;
            }

            await MustStillHaveRightAsync(ready, cancellationToken);
            await MustStillOwnAsync(ready, cancellationToken);
            decision = ChangeJudge.Decide(
                state,
                await agents.OfAsync(ready.Principal, cancellationToken),
                QuestionOf(ready),
                time.GetUtcNow()
            );
        }
        catch (StoreUnavailableException)
        {
            // Nothing was begun: it stays approved, and is taken on with the next round.
            return ready;
        }
        catch (AppException refusal) when (Waits(refusal))
        {
            return ready;
        }
        catch (AppException refusal)
        {
            return await DenyAsync(ready, refusal);
        }

        return decision.ApprovalsNeeded > ready.Approval.Given
            ? await AskMoreAsync(ready, decision.ApprovalsNeeded, state.Policy.Version)
            : await DispatchAsync(ready, state, decision);
    }

    /// <summary>Ends an operation whose time for approval is over.</summary>
    public Task<Operation> ExpireAsync(Operation waiting) =>
        EndAsync(
            waiting,
            OperationState.Expired,
            Outcome.NotExecuted(
                ErrorCodes.AuthorizationError,
                "It was not approved in time. Nothing moved; to ask again, use a new idempotency_key."
            )
        );

    private async Task<Operation> DispatchAsync(Operation ready, OversightState state, PolicyDecision decision)
    {
        var now = time.GetUtcNow();
        var began = time.GetTimestamp();
        var votes = await store.VotesAsync(ready.Id, CancellationToken.None);
        var leased = ready.Dispatched(state.Policy.Version, dispatch.Owner, now + times.Lease, now);
        var result = await store.DispatchAsync(
            new Dispatch(
                ready,
                leased,
                records.OfOperation(AuditCode.OperationDispatch, leased) with
                {
                    Rule = decision.Rule?.Name,
                    Approvers = [.. votes.Where(vote => vote.Approves).Select(vote => vote.Approver)],
                }
            )
            {
                OversightVersion = state.Version,
                Lease = times.Lease,
                Limits = decision.Limits,
            }
        );
        switch (result)
        {
            case DispatchResult.Leased { Operation: var dispatched }:
                return await SendAsync(dispatched, began);
            case DispatchResult.OverLimit { Refusal: var refusal }:
                LimitRefusals.Count(refusal);
                return await DenyAsync(ready, ChangeJudge.OverLimit(refusal, decision.Rule!.Name));
            default:
                // Somebody else has it, or people have just decided something: the next round sees.
                return ready;
        }
    }

    /// <summary>A correction is sent only while the balance is the one that people saw: else nothing is sent.</summary>
    private async Task<Operation> SendAsync(Operation dispatched, long began)
    {
        if (dispatched.Instruction is CorrectBalance correction)
        {
            var unsent = await BalanceProblemAsync(dispatched, correction);
            if (unsent is not null)
            {
                return await FailUnsentAsync(dispatched, unsent);
            }
        }

        return await dispatch.ConcludeAsync(dispatched, began);
    }

    private async Task<Outcome?> BalanceProblemAsync(Operation dispatched, CorrectBalance correction)
    {
        try
        {
            var account = await accounts.FindAsync(
                correction.Account,
                dispatched.BackendIdentity,
                CancellationToken.None
            );
            return account?.Balance == correction.Expected
                ? null
                : Outcome.NotExecuted(
                    ErrorCodes.ValidationError,
                    "The balance is not the expected one any more. Nothing was sent."
                );
        }
        catch (AppException)
        {
            return Outcome.NotExecuted(
                ErrorCodes.ServiceUnavailable,
                "The balance could not be read before the correction. Nothing was sent; use a new idempotency_key."
            );
        }
    }

    private async Task<Operation> FailUnsentAsync(Operation dispatched, Outcome unsent)
    {
        var now = time.GetUtcNow();
        var failed = dispatched.After(unsent, now);
        var attempt = new Attempt(dispatched.Attempt, dispatched.Fence, now, now, false, null, "not_sent", null);
        var record = records.OfOperation(AuditCode.OperationOutcome, failed);
        return await MoveAsync(new Move(dispatched, failed, record) { Attempt = attempt });
    }

    private async Task MustStillHaveRightAsync(Operation ready, CancellationToken cancellationToken)
    {
        var agent = await agents.OfAsync(ready.Principal, cancellationToken);
        var asThen = new Caller
        {
            Principal = ready.Principal,
            Roles = ready.Authority.Roles.ToHashSet(StringComparer.Ordinal),
            Scopes = ready.Authority.Scopes?.ToHashSet(StringComparer.Ordinal),
            BackendSubject = ready.BackendIdentity.Subject,
            Grant = agent.EffectiveGrant,
        };
        if (asThen.RightTo(ready.Authority.Permission) != Right.Granted)
        {
            throw new AppException(
                ErrorCodes.AuthorizationError,
                "The agent's right to do this was taken away before it was carried out. Nothing moved."
            );
        }
    }

    private async Task MustStillOwnAsync(Operation ready, CancellationToken cancellationToken)
    {
        if (ready.Instruction is OpenAccount || OwnAccount(ready.Instruction) is not { } id)
        {
            return;
        }

        var account = await accounts.FindAsync(id, ready.BackendIdentity, cancellationToken);
        var isTheirs =
            account is not null
            && (
                ready.BackendIdentity.IsStaff
                || string.Equals(account.OwnerId, ready.BackendIdentity.Subject, StringComparison.Ordinal)
            );
        if (!isTheirs)
        {
            throw new AppException(
                ErrorCodes.AccountNotFound,
                "The account is not the requester's any more, or is gone. Nothing moved."
            );
        }

        MustStillStand(account!, ready.Instruction);
    }

    /// <summary>As when it was asked for: the bank documents no answer for what it is asked to do with such an account.</summary>
    private static void MustStillStand(BankAccount account, BankInstruction instruction)
    {
        if (instruction is Transfer or Withdrawal)
        {
            account.MustBeDebitable();
        }
        else
        {
            account.MustBeOpen();
        }
    }

    /// <summary>The account in whose name it acts; a reversal's are the bank's to check, under the same identity.</summary>
    private static AccountId? OwnAccount(BankInstruction instruction) =>
        instruction is Reversal ? null : instruction.From ?? instruction.To;

    /// <summary>What the policy is asked about an operation that waits: under the right it was asked for.</summary>
    internal static PolicyQuestion QuestionOf(Operation ready) =>
        new(
            ready.Principal,
            [
                .. ready.Authority.Roles.Where(role =>
                    RolePermissions.Table.TryGetValue(role, out var rights)
                    && rights.Contains(ready.Authority.Permission)
                ),
            ],
            ready.Tool,
            ready.Instruction
        );

    /// <summary>What passes by itself: until then, and until its time is over, it waits.</summary>
    private static bool Waits(AppException refusal) =>
        refusal.Code is ErrorCodes.EmergencyStop or ErrorCodes.ServiceUnavailable or ErrorCodes.AuditUnavailable;

    private Task<Operation> DenyAsync(Operation ready, AppException refusal) =>
        EndAsync(ready, OperationState.Denied, Outcome.NotExecuted(refusal.Code, refusal.Message));

    private Task<Operation> EndAsync(Operation waiting, OperationState state, Outcome outcome)
    {
        var ended = waiting.Ended(state, outcome, time.GetUtcNow());
        return MoveAsync(new Move(waiting, ended, records.OfOperation(AuditCode.OperationEnded, ended)));
    }

    private Task<Operation> AskMoreAsync(Operation ready, int needed, int policyVersion)
    {
        var asking = ready.AskingMore(needed, policyVersion, time.GetUtcNow());
        return MoveAsync(new Move(ready, asking, records.OfOperation(AuditCode.OperationAsksMore, asking)));
    }

    /// <summary>Where it stands after the move; unmoved when somebody else was faster.</summary>
    private async Task<Operation> MoveAsync(Move move)
    {
        if (!await store.MoveAsync(move))
        {
            return move.From;
        }

        OperationDispatch.Count(move.To);
        return move.To;
    }
}
