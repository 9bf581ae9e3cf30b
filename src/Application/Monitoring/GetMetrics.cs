using System.ComponentModel;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Monitoring;

/// <summary>How often each tool was called on this instance, what came of it, and how long it took.</summary>
[RequirePermission(Permissions.AdminMetrics)]
public sealed record GetMetrics([property: Description("Default 15m.")] StatisticsWindow? Window)
    : IRequest<CallMetrics>;

/// <summary>The figures of a window. Durations are milliseconds.</summary>
public sealed record CallMetrics
{
    public required FigureScope Scope { get; init; }

    [Description("When this instance began to count: a window that reaches back further is not full.")]
    public required DateTimeOffset Since { get; init; }
    public required StatisticsWindow Window { get; init; }

    [Description("When the window begins: a whole minute.")]
    public required DateTimeOffset From { get; init; }
    public required CallCounts Total { get; init; }

    [Description("The tools called in the window.")]
    public required IReadOnlyList<ToolMetrics> Tools { get; init; }
}

/// <summary>One tool's figures.</summary>
public sealed record ToolMetrics(string Tool, CallCounts Figures);

/// <summary>Counts, error rate and durations in milliseconds of answered calls.</summary>
public sealed record CallCounts
{
    public required long Calls { get; init; }
    public required long Success { get; init; }
    public required long Refused { get; init; }
    public required long Pending { get; init; }
    public required long InDoubt { get; init; }
    public required long Error { get; init; }

    [Description("Share of error and in_doubt, 0 to 1.")]
    public required double ErrorRate { get; init; }
    public required double? AverageMs { get; init; }

    [Description("An upper bound: half of the calls took no longer. So p95_ms, p99_ms.")]
    public required double? P50Ms { get; init; }
    public required double? P95Ms { get; init; }
    public required double? P99Ms { get; init; }

    internal static CallCounts Of(CallFigures figures) =>
        new()
        {
            Calls = figures.Calls,
            Success = figures[CallStatus.Success],
            Refused = figures[CallStatus.Refused],
            Pending = figures[CallStatus.Pending],
            InDoubt = figures[CallStatus.InDoubt],
            Error = figures[CallStatus.Error],
            ErrorRate = Math.Round(figures.ErrorRate, 4),
            AverageMs = figures.Average?.TotalMilliseconds,
            P50Ms = figures.Within(0.50)?.TotalMilliseconds,
            P95Ms = figures.Within(0.95)?.TotalMilliseconds,
            P99Ms = figures.Within(0.99)?.TotalMilliseconds,
        };
}

internal sealed class GetMetricsValidator : AbstractValidator<GetMetrics>;

internal sealed class GetMetricsHandler(CallStatistics statistics) : IRequestHandler<GetMetrics, CallMetrics>
{
    public ValueTask<CallMetrics> Handle(GetMetrics request, CancellationToken cancellationToken)
    {
        var window = request.Window ?? StatisticsWindows.Default;
        var figures = statistics.Of(window);
        return ValueTask.FromResult(
            new CallMetrics
            {
                Scope = FigureScope.ThisInstance,
                Since = statistics.Since,
                Window = window,
                From = figures.From,
                Total = CallCounts.Of(figures.Total),
                Tools = [.. figures.ByTool.Select(entry => new ToolMetrics(entry.Tool, CallCounts.Of(entry.Figures)))],
            }
        );
    }
}
