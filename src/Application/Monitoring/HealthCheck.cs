using System.ComponentModel;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Monitoring;

/// <summary>Whether the server and what it depends on are well.</summary>
[RequirePermission(null)]
public sealed record HealthCheck : IRequest<HealthStatus>;

/// <summary>The server's health, and each dependency's.</summary>
public sealed record HealthStatus
{
    [Description("UNHEALTHY: no call can be answered. DEGRADED: something is away; what does not need it works.")]
    public required HealthState Status { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public required IReadOnlyList<DependencyState> Dependencies { get; init; }
}

/// <summary>A dependency's health.</summary>
public sealed record DependencyState(string Name, HealthState Status, string? Detail);

internal sealed class HealthCheckValidator : AbstractValidator<HealthCheck>;

internal sealed class HealthCheckHandler(HealthMonitor health, TimeProvider time)
    : IRequestHandler<HealthCheck, HealthStatus>
{
    public async ValueTask<HealthStatus> Handle(HealthCheck request, CancellationToken cancellationToken)
    {
        var look = await health.LookAsync();
        return new HealthStatus
        {
            Status = look.State,
            Timestamp = time.GetUtcNow(),
            Dependencies = [.. look.Checks.Select(check => new DependencyState(check.Name, check.State, check.Detail))],
        };
    }
}
