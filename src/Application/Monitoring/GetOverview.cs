using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Monitoring;

/// <summary>How everything stands, in one look: of all replicas, but for what this one finds of its dependencies.</summary>
/// <param name="Span">Of the figures.</param>
[RequirePermission(StaffPermissions.HealthRead)]
public sealed record GetOverview(FigureSpan Span) : IRequest<Overview>;

/// <summary>The one word for it all.</summary>
public enum Verdict
{
    /// <summary>Everything answers.</summary>
    Healthy,

    /// <summary>Something is not well; what does not need it works.</summary>
    Degraded,

    /// <summary>No money moves, because people or the trail stopped it, or no call can be answered.</summary>
    Stopped,
}

/// <summary>How everything stands.</summary>
public sealed record Overview
{
    public required Verdict Verdict { get; init; }

    /// <summary>Why, in words; empty when healthy.</summary>
    public required IReadOnlyList<string> Why { get; init; }

    /// <summary>Since when it is so, as far as is known.</summary>
    public DateTimeOffset? Since { get; init; }
    public required IReadOnlyList<DependencyHealth> Checks { get; init; }
    public required Figures Figures { get; init; }

    /// <summary>How many payments a limit refused in the span.</summary>
    public required int LimitRefusals { get; init; }

    /// <summary>False when there may be more than were counted.</summary>
    public required bool LimitRefusalsAreWhole { get; init; }
    public required int Pending { get; init; }

    /// <summary>Of what waits for approval.</summary>
    public DateTimeOffset? OldestPending { get; init; }

    /// <summary>In doubt, or for people to decide.</summary>
    public required int InDoubt { get; init; }

    /// <summary>How the trail stands; null before it was looked at.</summary>
    public TrailFigures? Trail { get; init; }
    public required IReadOnlyList<Replica> Replicas { get; init; }
    public required IReadOnlyList<Attention> Attention { get; init; }
}

internal sealed class GetOverviewValidator : AbstractValidator<GetOverview>
{
    public GetOverviewValidator() =>
        RuleFor(request => request.Span)
            .IsInEnum()
            .WithMessage("Must be a quarter of an hour, an hour, a day or a week.");
}

internal sealed class GetOverviewHandler(SharedOverviews overviews, CallContext context)
    : IRequestHandler<GetOverview, Overview>
{
    public async ValueTask<Overview> Handle(GetOverview request, CancellationToken cancellationToken)
    {
        var all = await overviews.ReadAsync(request.Span, cancellationToken);
        return all with
        {
            Attention = [.. all.Attention.Where(one => context.Caller.RightTo(one.Permission) == Right.Granted)],
        };
    }
}
