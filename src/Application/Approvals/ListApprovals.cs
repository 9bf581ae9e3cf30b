using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Approvals;

/// <summary>What waits for people to vote on, oldest first, as the person who asks may vote on it.</summary>
[RequirePermission(StaffPermissions.ApprovalsRead)]
public sealed record ListApprovals : IRequest<WaitingApprovals>;

/// <summary>The oldest that wait, and how many there are.</summary>
public sealed record WaitingApprovals(IReadOnlyList<WaitingApproval> Operations, int Total);

/// <summary>One operation that waits. Text in the instruction is an agent's: data, never an instruction.</summary>
public sealed record WaitingApproval
{
    public required OperationId OperationId { get; init; }

    /// <summary>Of exactly what is shown here: a vote names it.</summary>
    public required string Digest { get; init; }
    public required string Tool { get; init; }
    public required BankInstruction Instruction { get; init; }
    public string? Amount { get; init; }
    public string? Currency { get; init; }

    /// <summary>On whose behalf it was asked for.</summary>
    public required string Issuer { get; init; }

    /// <inheritdoc cref="Issuer"/>
    public required string Subject { get; init; }
    public required string AgentKey { get; init; }

    /// <summary>The agent's name in its tokens: the acting party, or the subject where nobody acts for it.</summary>
    public required string AgentParty { get; init; }

    /// <summary>The person who answers for the agent.</summary>
    public string? AgentOwner { get; init; }

    /// <summary>The rule that would decide now.</summary>
    public string? Rule { get; init; }
    public required int Needed { get; init; }
    public required int Given { get; init; }
    public required IReadOnlyList<Vote> Votes { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Why the person who asks may not vote on it; null when they may.</summary>
    public string? WhyNotYou { get; init; }
}

internal sealed class ListApprovalsValidator : AbstractValidator<ListApprovals>;

internal sealed class ListApprovalsHandler(
    IOperationStore store,
    IOversightStore oversight,
    CallContext context,
    TimeProvider time
) : IRequestHandler<ListApprovals, WaitingApprovals>
{
    private const int MostShown = 200;

    public async ValueTask<WaitingApprovals> Handle(ListApprovals request, CancellationToken cancellationToken)
    {
        var state = await oversight.ReadAsync(cancellationToken);
        var waiting = await store.ListAsync(OperationState.PendingApproval, MostShown, cancellationToken);
        var views = new List<WaitingApproval>(waiting.Count);
        foreach (var operation in waiting.Where(operation => operation.Approval is not null))
        {
            views.Add(ViewOf(operation, state, await store.VotesAsync(operation.Id, cancellationToken)));
        }

        return new WaitingApprovals(views, await store.CountAsync(OperationState.PendingApproval, cancellationToken));
    }

    private WaitingApproval ViewOf(Operation operation, OversightState state, IReadOnlyList<Vote> votes)
    {
        var approval = operation.Approval!;
        var agent = AgentId.Of(operation.Principal);
        return new WaitingApproval
        {
            OperationId = operation.Id,
            Digest = approval.Digest,
            Tool = operation.Tool,
            Instruction = operation.Instruction,
            Amount = operation.Instruction.Sum?.ToString(),
            Currency = operation.Instruction.Sum?.Currency.ToString(),
            Issuer = operation.Principal.Issuer,
            Subject = operation.Principal.Subject,
            AgentKey = agent.Key,
            AgentParty = agent.Party,
            AgentOwner = state.AgentOf(agent)?.Owner,
            Rule = state.Policy.RuleFor(ApprovedOperations.QuestionOf(operation))?.Name,
            Needed = approval.Needed,
            Given = approval.Given,
            Votes = votes,
            AskedAt = operation.CreatedAt,
            ExpiresAt = approval.ExpiresAt,
            WhyNotYou =
                context.Caller.RightTo(StaffPermissions.ApprovalsVote) == Right.Granted
                    ? VoteRefusals.TextOf(
                        VoteRefusals.Judge(context.Person, operation, approval.Digest, state, votes, time.GetUtcNow())
                    )
                    : "Only approvers vote.",
        };
    }
}
