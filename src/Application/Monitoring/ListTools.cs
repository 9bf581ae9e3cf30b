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
/// <param name="StoppedAll">The stop of all changes, if there is one.</param>
public sealed record ToolList(IReadOnlyList<ToolView> Tools, StopView? StoppedAll);

/// <summary>A tool as people see it.</summary>
/// <param name="Facts">What agents are told.</param>
/// <param name="IsOffered">False while the policy does not name a tool that is off by default.</param>
/// <param name="Stop">By which it is switched off; null: it is on.</param>
/// <param name="Figures">Of all replicas, by span; null in a span without calls.</param>
public sealed record ToolView(
    ToolFacts Facts,
    bool IsOffered,
    StopView? Stop,
    IReadOnlyDictionary<FigureSpan, CallCounts?> Figures
);

internal sealed class ListToolsValidator : AbstractValidator<ListTools>;

internal sealed class ListToolsHandler(IToolCatalogue catalogue, IOversightStore oversight, FigureReading reading)
    : IRequestHandler<ListTools, ToolList>
{
    public async ValueTask<ToolList> Handle(ListTools request, CancellationToken cancellationToken)
    {
        var state = await oversight.ReadAsync(cancellationToken);
        var figures = new Dictionary<FigureSpan, IReadOnlyDictionary<string, CallCounts>>();
        foreach (var span in Enum.GetValues<FigureSpan>())
        {
            figures[span] = await reading.ByToolAsync(span, cancellationToken);
        }

        return new ToolList(
            [
                .. catalogue.Tools.Select(tool => new ToolView(
                    tool,
                    state.Policy.Offers(tool.Name),
                    StopOf(state, StopScope.Tool, tool.Name),
                    figures.ToDictionary(entry => entry.Key, entry => entry.Value.GetValueOrDefault(tool.Name))
                )),
            ],
            StopOf(state, StopScope.Everything, null)
        );
    }

    private static StopView? StopOf(OversightState state, StopScope scope, string? value) =>
        state.Stops.FirstOrDefault(stop =>
            stop.Scope == scope && string.Equals(stop.Value, value, StringComparison.Ordinal)
        )
            is { } stop
            ? StopView.Of(stop)
            : null;
}
