using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Approvals;

/// <summary>What people voted on lately and wait for no more, newest first: what they decided, and what came of it.</summary>
[RequirePermission(StaffPermissions.ApprovalsRead)]
public sealed record ListDecidedApprovals : IRequest<DecidedApprovals>;

/// <summary>The newest, at most fifty.</summary>
/// <param name="Operations">Newest first.</param>
/// <param name="MedianTime">From being asked for to the deciding vote, of those shown; null while there is none.</param>
public sealed record DecidedApprovals(IReadOnlyList<DecidedApproval> Operations, TimeSpan? MedianTime);

/// <summary>One operation that people voted on.</summary>
public sealed record DecidedApproval
{
    public required OperationId OperationId { get; init; }
    public required string Tool { get; init; }
    public string? Amount { get; init; }
    public string? Currency { get; init; }
    public required string AgentParty { get; init; }

    /// <summary>Where it stands now, by its wire name.</summary>
    public required string Status { get; init; }

    /// <summary>True: approved; false: rejected; null: it ended before enough people had voted.</summary>
    public bool? Approved { get; init; }
    public required int Needed { get; init; }
    public required IReadOnlyList<Vote> Votes { get; init; }
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>From being asked for to the deciding vote; null where none decided.</summary>
    public TimeSpan? Took { get; init; }
}

internal sealed class ListDecidedApprovalsValidator : AbstractValidator<ListDecidedApprovals>;

internal sealed class ListDecidedApprovalsHandler(IOperationStore store)
    : IRequestHandler<ListDecidedApprovals, DecidedApprovals>
{
    private const int MostShown = 50;

    public async ValueTask<DecidedApprovals> Handle(ListDecidedApprovals request, CancellationToken cancellationToken)
    {
        var views = new List<DecidedApproval>();
        foreach (var operation in await store.VotedAsync(MostShown, cancellationToken))
        {
            views.Add(ViewOf(operation, await store.VotesAsync(operation.Id, cancellationToken)));
        }

        return new DecidedApprovals(views, MedianOf([.. views.Select(view => view.Took).OfType<TimeSpan>().Order()]));
    }

    private static DecidedApproval ViewOf(Operation operation, IReadOnlyList<Vote> votes)
    {
        var needed = operation.Approval?.Needed ?? votes.Count;
        bool? approved =
            votes.Any(vote => !vote.Approves) ? false
            : votes.Count >= needed ? true
            : null;
        return new DecidedApproval
        {
            OperationId = operation.Id,
            Tool = operation.Tool,
            Amount = operation.Instruction.Sum?.ToString(),
            Currency = operation.Instruction.Sum?.Currency.ToString(),
            AgentParty = AgentId.Of(operation.Principal).Party,
            Status = operation.State.WireName(),
            Approved = approved,
            Needed = needed,
            Votes = votes,
            AskedAt = operation.CreatedAt,
            Took = approved is null ? null : votes.Max(vote => vote.At) - operation.CreatedAt,
        };
    }

    /// <summary>Of an even number the mean of the two in the middle.</summary>
    private static TimeSpan? MedianOf(List<TimeSpan> sorted) =>
        sorted.Count == 0 ? null : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
}
