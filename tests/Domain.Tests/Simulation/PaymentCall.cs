using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>What the application's OperationRunner does with one call.</summary>
internal sealed class PaymentCall(World world, SimulatedServer server, KnownPayment known)
{
    private const int MostJudgements = 10;

    private readonly Payment payment = known.Payment;

    public IEnumerable<Pause> Run()
    {
        yield return Pause.Here;
        if (world.Store.FindByKey(payment) is { } earlier)
        {
            Replay(earlier);
            yield break;
        }

        for (var judgements = 0; judgements < MostJudgements; judgements++)
        {
            yield return Pause.Here;
            if (server.Decisions is not { } decisions || Judge(decisions) is not { } decision)
            {
                world.Tally.Count("refused");
                yield break;
            }

            var began = world.Now;
            var intended = Intend(decisions, decision);
            yield return Pause.Here;
            var claim = world.Store.Claim(
                new Intent(intended, decisions.Version, decision.Limits)
                {
                    TwinWindow = decision.TwinWindow,
                    DistinctFrom = payment.DistinctFrom,
                }
            );
            yield return Pause.Here;
            if (claim is ClaimResult.Claimed { Operation: { State: OperationState.Dispatching } claimed })
            {
                known.Id = claimed.Id;
                foreach (var pause in new Sending(world, server).Conclude(claimed, began))
                {
                    yield return pause;
                }

                yield break;
            }

            if (claim is not ClaimResult.Outdated)
            {
                Answer(claim);
                yield break;
            }

            world.Tally.Count("judged again");
            server.ReadDecisions();
        }
    }

    private void Answer(ClaimResult? claim)
    {
        switch (claim)
        {
            case ClaimResult.Claimed { Operation: var held }:
                known.Id = held.Id;
                world.Promises.Answered(held);
                break;
            case ClaimResult.Taken { Holder: var holder }:
                Replay(holder);
                break;
            case ClaimResult.OverLimit:
                Refused("over a limit");
                break;
            case ClaimResult.HasTwin { Earlier: var twin }:
                known.Twin = twin;
                Refused("a possible duplicate");
                break;
            default:
                world.Tally.Count("claims without an answer");
                break;
        }
    }

    private void Replay(Operation earlier)
    {
        if (earlier.Fingerprint != payment.Fingerprint)
        {
            Refused("another payment under a used key");
            return;
        }

        known.Id = earlier.Id;
        world.Tally.Count("replayed");
        world.Promises.Answered(world.Store.Row(earlier.Id).Current);
    }

    private PolicyDecision? Judge(Decisions decisions)
    {
        var agent = AgentId.Of(payment.Principal).Key;
        if (decisions.Stops.Any(stop => stop.Covers(payment.Tool, agent, payment.Instruction)))
        {
            world.Tally.Count("refused: stopped");
            return null;
        }

        var question = new PolicyQuestion(payment.Principal, ["customer"], payment.Tool, payment.Instruction);
        var decision = decisions.Rulebook.Policy.Decide(question, server.Now);
        if (decision.Denial == PolicyDenial.None)
        {
            return decision;
        }

        world.Tally.Count($"refused: policy {decision.Denial}");
        return null;
    }

    private void Refused(string why)
    {
        world.Tally.Count("refused");
        world.Tally.Count("refused: " + why);
    }

    private Operation Intend(Decisions decisions, PolicyDecision decision)
    {
        var isHeld = decision.ApprovalsNeeded > 0;
        var now = server.Now;
        var backendKey = BackendKey.For(payment.Principal, payment.Key);
        var intended = new Operation
        {
            Id = world.NewId(),
            Principal = payment.Principal,
            KeyHash = payment.KeyHash,
            Fingerprint = payment.Fingerprint,
            Tool = payment.Tool,
            Instruction = payment.Instruction,
            State = isHeld ? OperationState.PendingApproval : OperationState.Dispatching,
            BackendIdentity = new BackendIdentity(payment.Principal.Subject, IsStaff: false),
            BackendKey = backendKey,
            BackendBody = $"{{\"reference\":\"{backendKey}\",\"amount\":{payment.Instruction.Sum?.Minor ?? 0}}}",
            Authority = new Authority("transaction:create", ["customer"], null),
            PolicyVersion = decisions.Rulebook.Policy.Version,
            Attempt = isHeld ? 0 : 1,
            Fence = 1,
            LeaseUntil = isHeld ? null : now + Times.Lease,
            LeaseOwner = isHeld ? null : server.Name,
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
                    now + Times.ApprovalExpiry,
                    null
                ),
            }
            : intended;
    }
}
