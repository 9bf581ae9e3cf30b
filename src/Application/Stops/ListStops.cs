using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Stops;

/// <summary>The stops in force, oldest first.</summary>
[RequirePermission(StaffPermissions.StopsRead)]
public sealed record ListStops : IRequest<IReadOnlyList<StopView>>;

internal sealed class ListStopsValidator : AbstractValidator<ListStops>;

internal sealed class ListStopsHandler(IOversightStore store) : IRequestHandler<ListStops, IReadOnlyList<StopView>>
{
    public async ValueTask<IReadOnlyList<StopView>> Handle(ListStops request, CancellationToken cancellationToken)
    {
        var state = await store.ReadAsync(cancellationToken);
        return [.. state.Stops.OrderBy(stop => stop.At).Select(StopView.Of)];
    }
}
