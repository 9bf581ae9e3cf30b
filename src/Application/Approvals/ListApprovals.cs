using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Policies;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Approvals;

/// <summary>What waits for people to vote on, oldest first, as the person who asks may vote on it.</summary>
[RequirePermission(StaffPermissions.ApprovalsRead)]
public sealed record ListApprovals : IRequest<WaitingApprovals>;

internal sealed class ListApprovalsValidator : AbstractValidator<ListApprovals>;

internal sealed class ListApprovalsHandler(
    IOperationStore store,
    IOversightStore oversight,
    AccountOwners owners,
    CallContext context,
    TimeProvider time
) : IRequestHandler<ListApprovals, WaitingApprovals>
{
    private const int MostShown = 200;

    public async ValueTask<WaitingApprovals> Handle(ListApprovals request, CancellationToken cancellationToken)
    {
        var state = await oversight.ReadAsync(cancellationToken);
        var listed = await store.ListAsync(OperationState.PendingApproval, MostShown, cancellationToken);
        var waiting = listed.Where(operation => operation.Approval is not null).ToList();
        var rules = waiting.ConvertAll(operation => RuleOf(operation, state));
        var windows = await store.WindowsAsync(
            [.. rules.SelectMany(rule => rule.Limits).Select(limit => limit.Key)],
            cancellationToken
        );
        var known = await owners.OfAsync(waiting.SelectMany(AccountsOf), cancellationToken);
        var views = new List<WaitingApproval>(waiting.Count);
        foreach (var (operation, (rule, limits)) in waiting.Zip(rules))
        {
            var votes = await store.VotesAsync(operation.Id, cancellationToken);
            views.Add(
                ViewOf(operation, state, votes) with
                {
                    From = OwnerOf(operation.Instruction.From),
                    To = OwnerOf(operation.Instruction.To),
                    Rule = rule,
                    Limits =
                    [
                        .. limits.Select(limit =>
                            LimitStanding.Of(limit, windows.GetValueOrDefault(limit.Key, LimitWindow.Empty))
                        ),
                    ],
                }
            );
        }

        return new WaitingApprovals(views, await store.CountAsync(OperationState.PendingApproval, cancellationToken));

        AccountOwner? OwnerOf(AccountId? account) => account is { } id ? known[id] : null;
    }

    private static IEnumerable<AccountId> AccountsOf(Operation operation) =>
        new[] { operation.Instruction.From, operation.Instruction.To }.OfType<AccountId>();

    /// <summary>The rule that would decide now, and the limits under which the operation counts by it.</summary>
    private (string? Rule, IReadOnlyList<WindowLimit> Limits) RuleOf(Operation operation, OversightState state)
    {
        var question = ApprovedOperations.QuestionOf(operation);
        var rule = state.Policy.RuleFor(question);
        return (
            rule?.Name,
            rule is { Allow: true } && operation.Instruction.Sum is { } sum
                ? rule.WindowsFor(question, sum.Currency, time.GetUtcNow())
                : []
        );
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
            Limits = [],
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
