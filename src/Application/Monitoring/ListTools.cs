using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Stops;
using FinancialMcp.Domain.Agents;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Monitoring;

/// <summary>Every tool there is: what agents are told of it, whether it is switched off, and how its calls did.</summary>
[RequirePermission(StaffPermissions.HealthRead)]
public sealed record ListTools : IRequest<ToolList>;

/// <summary>The tools.</summary>
/// <param name="Tools">In the order in which agents see them.</param>
/// <param name="Scope">Whose calls the figures are about.</param>
/// <param name="Since">When counting began: a window that reaches back further is not full.</param>
/// <param name="StoppedAll">The stop of all changes, if there is one.</param>
public sealed record ToolList(
    IReadOnlyList<ToolView> Tools,
    FigureScope Scope,
    DateTimeOffset Since,
    StopView? StoppedAll
);

/// <summary>A tool as people see it.</summary>
/// <param name="Facts">What agents are told.</param>
/// <param name="IsOffered">False while the policy does not name a tool that is off by default.</param>
/// <param name="Stop">By which it is switched off; null: it is on.</param>
/// <param name="Figures">By window; null in a window without calls.</param>
public sealed record ToolView(
    ToolFacts Facts,
    bool IsOffered,
    StopView? Stop,
    IReadOnlyDictionary<StatisticsWindow, CallCounts?> Figures
);

internal sealed class ListToolsValidator : AbstractValidator<ListTools>;

internal sealed class ListToolsHandler(IToolCatalogue catalogue, IOversightStore oversight, CallStatistics statistics)
    : IRequestHandler<ListTools, ToolList>
{
    private static readonly StatisticsWindow[] Windows =
    [
        StatisticsWindow.QuarterHour,
        StatisticsWindow.Hour,
        StatisticsWindow.Day,
    ];

    public async ValueTask<ToolList> Handle(ListTools request, CancellationToken cancellationToken)
    {
        var state = await oversight.ReadAsync(cancellationToken);
        var figures = Windows.ToDictionary(window => window, FiguresOf);
        return new ToolList(
            [
                .. catalogue.Tools.Select(tool => new ToolView(
                    tool,
                    state.Policy.Offers(tool.Name),
                    StopOf(state, StopScope.Tool, tool.Name),
                    Windows.ToDictionary(window => window, window => figures[window].GetValueOrDefault(tool.Name))
                )),
            ],
            FigureScope.ThisInstance,
            statistics.Since,
            StopOf(state, StopScope.Everything, null)
        );
    }

    /// <summary>How each tool's calls did in a window, by the tools' names.</summary>
    private Dictionary<string, CallCounts> FiguresOf(StatisticsWindow window) =>
        statistics
            .Of(window)
            .ByTool.ToDictionary(entry => entry.Tool, entry => CallCounts.Of(entry.Figures), StringComparer.Ordinal);

    private static StopView? StopOf(OversightState state, StopScope scope, string? value) =>
        state.Stops.FirstOrDefault(stop =>
            stop.Scope == scope && string.Equals(stop.Value, value, StringComparison.Ordinal)
        )
            is { } stop
            ? StopView.Of(stop)
            : null;
}
