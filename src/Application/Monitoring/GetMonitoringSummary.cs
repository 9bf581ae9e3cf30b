using System.ComponentModel;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Monitoring;

/// <summary>Health, calls, open operations and firing conditions on one page.</summary>
[RequirePermission(Permissions.AdminHealth)]
public sealed record GetMonitoringSummary([property: Description("Default 15m.")] StatisticsWindow? Window)
    : IRequest<MonitoringSummary>;

/// <summary>How things stand. Calls are this instance's, operations everybody's.</summary>
public sealed record MonitoringSummary
{
    public required FigureScope Scope { get; init; }

    [Description("When this instance began to count: a window that reaches back further is not full.")]
    public required DateTimeOffset Since { get; init; }
    public required StatisticsWindow Window { get; init; }
    public required DateTimeOffset From { get; init; }
    public required HealthState Status { get; init; }
    public required IReadOnlyList<DependencyState> Dependencies { get; init; }
    public required CallCounts Calls { get; init; }

    [Description("The tool with the highest average duration; null: none was called.")]
    public required string? SlowestTool { get; init; }
    public required int OperationsInDoubt { get; init; }
    public required int OperationsNeedingOperator { get; init; }
    public required IReadOnlyList<Alert> Alerts { get; init; }
}

internal sealed class GetMonitoringSummaryValidator : AbstractValidator<GetMonitoringSummary>;

internal sealed class GetMonitoringSummaryHandler(
    CallStatistics statistics,
    HealthMonitor health,
    Alerts alerts,
    IOperationStore store
) : IRequestHandler<GetMonitoringSummary, MonitoringSummary>
{
    public async ValueTask<MonitoringSummary> Handle(GetMonitoringSummary request, CancellationToken cancellationToken)
    {
        var window = request.Window ?? StatisticsWindows.Default;
        var figures = statistics.Of(window);
        var look = await health.LookAsync();
        return new MonitoringSummary
        {
            Scope = FigureScope.ThisInstance,
            Since = statistics.Since,
            Window = window,
            From = figures.From,
            Status = look.State,
            Dependencies = [.. look.Checks.Select(check => new DependencyState(check.Name, check.State, check.Detail))],
            Calls = CallCounts.Of(figures.Total),
            SlowestTool = figures.ByTool.OrderByDescending(entry => entry.Figures.Average).FirstOrDefault().Tool,
            OperationsInDoubt = await store.CountAsync(OperationState.InDoubt, cancellationToken),
            OperationsNeedingOperator = await store.CountAsync(OperationState.NeedsOperator, cancellationToken),
            Alerts = await alerts.FiringAsync(cancellationToken),
        };
    }
}
