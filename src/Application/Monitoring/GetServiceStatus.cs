using System.ComponentModel;
using System.Runtime.InteropServices;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Monitoring;

/// <summary>What runs here, since when, and how what it depends on answers.</summary>
[RequirePermission(Permissions.AdminStatus)]
public sealed record GetServiceStatus : IRequest<ServiceStatus>;

/// <summary>This instance and its dependencies. Latencies are milliseconds.</summary>
public sealed record ServiceStatus
{
    public required FigureScope Scope { get; init; }
    public required HealthState Status { get; init; }
    public required string Version { get; init; }
    public required string Runtime { get; init; }

    [Description("The version of the bank's contract that is spoken.")]
    public required BankContract BankContract { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required long UptimeSeconds { get; init; }
    public required IReadOnlyList<DependencyStatus> Dependencies { get; init; }
}

/// <summary>A dependency as last looked at, at most a second ago.</summary>
public sealed record DependencyStatus(
    string Name,
    HealthState Status,
    [property: Description("How long the look took; null: not asked.")] double? LatencyMs,
    [property: Description("closed, open or half_open; null: has none.")] string? Breaker,
    string? Detail
);

internal sealed class GetServiceStatusValidator : AbstractValidator<GetServiceStatus>;

internal sealed class GetServiceStatusHandler(
    HealthMonitor health,
    ServerInstance server,
    BankContract contract,
    TimeProvider time
) : IRequestHandler<GetServiceStatus, ServiceStatus>
{
    public async ValueTask<ServiceStatus> Handle(GetServiceStatus request, CancellationToken cancellationToken)
    {
        var look = await health.LookAsync();
        return new ServiceStatus
        {
            Scope = FigureScope.ThisInstance,
            Status = look.State,
            Version = server.Version,
            Runtime = RuntimeInformation.FrameworkDescription,
            BankContract = contract,
            StartedAt = server.StartedAt,
            UptimeSeconds = (long)(time.GetUtcNow() - server.StartedAt).TotalSeconds,
            Dependencies =
            [
                .. look.Checks.Select(check => new DependencyStatus(
                    check.Name,
                    check.State,
                    check.Latency?.TotalMilliseconds,
                    check.Breaker,
                    check.Detail
                )),
            ],
        };
    }
}
