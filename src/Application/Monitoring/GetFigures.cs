using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Monitoring;

/// <summary>How far back a chart reaches.</summary>
public enum FigureSpan
{
    QuarterHour,
    Hour,
    Day,
    Week,
}

/// <summary>
/// The answered calls of all replicas over a span, as the database keeps them minute by minute: at most some seconds old.
/// </summary>
[RequirePermission(StaffPermissions.HealthRead)]
public sealed record GetFigures(FigureSpan Span) : IRequest<Figures>;

/// <summary>What a stretch of a chart saw.</summary>
/// <param name="At">When it begins.</param>
/// <param name="Counts">What it saw.</param>
public sealed record FigurePoint(DateTimeOffset At, CallCounts Counts);

/// <summary>The figures of a span.</summary>
/// <param name="From">A whole minute.</param>
/// <param name="Minutes">How many there are, the one that is running included.</param>
/// <param name="Total">All tools together.</param>
/// <param name="Width">Of each point.</param>
/// <param name="Points">Oldest first, also those without calls.</param>
/// <param name="Tools">The tools that were called, by name.</param>
public sealed record Figures(
    DateTimeOffset From,
    int Minutes,
    CallCounts Total,
    TimeSpan Width,
    IReadOnlyList<FigurePoint> Points,
    IReadOnlyList<ToolMetrics> Tools
)
{
    /// <summary>Calls a minute, on average.</summary>
    public double CallsPerMinute => (double)Total.Calls / Minutes;
}

internal sealed class GetFiguresValidator : AbstractValidator<GetFigures>
{
    public GetFiguresValidator() =>
        RuleFor(request => request.Span)
            .IsInEnum()
            .WithMessage("Must be a quarter of an hour, an hour, a day or a week.");
}

internal sealed class GetFiguresHandler(FigureReading figures) : IRequestHandler<GetFigures, Figures>
{
    public async ValueTask<Figures> Handle(GetFigures request, CancellationToken cancellationToken) =>
        await figures.ReadAsync(request.Span, cancellationToken);
}
