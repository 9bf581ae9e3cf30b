using System.ComponentModel;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Monitoring;

/// <summary>The watched conditions that hold now.</summary>
[RequirePermission(Permissions.AdminHealth)]
public sealed record GetAlerts : IRequest<FiringAlerts>;

/// <summary>What fires now.</summary>
public sealed record FiringAlerts
{
    [Description("Whose calls, dependencies and memory are judged; operations are everybody's.")]
    public required FigureScope Scope { get; init; }

    [Description("When this instance began to count calls.")]
    public required DateTimeOffset Since { get; init; }

    [Description("Empty: all is well.")]
    public required IReadOnlyList<Alert> Alerts { get; init; }
}

internal sealed class GetAlertsValidator : AbstractValidator<GetAlerts>;

internal sealed class GetAlertsHandler(Alerts alerts, CallStatistics statistics)
    : IRequestHandler<GetAlerts, FiringAlerts>
{
    public async ValueTask<FiringAlerts> Handle(GetAlerts request, CancellationToken cancellationToken) =>
        new()
        {
            Scope = FigureScope.ThisInstance,
            Since = statistics.Since,
            Alerts = await alerts.FiringAsync(cancellationToken),
        };
}
