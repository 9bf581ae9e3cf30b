using System.Diagnostics.Metrics;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Domain.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Operations;

/// <summary>Every five seconds: counts what stands open, of all replicas, for the metrics.</summary>
internal sealed class OperationFigures : Patrol
{
    private readonly IOperationStore store;
    private readonly OversightWatch watch;
    private Counted? counted;

    public OperationFigures(
        IServiceScopeFactory scopes,
        IOperationStore store,
        OversightWatch watch,
        TimeProvider time,
        IMeterFactory meters,
        ILogger<OperationFigures> log
    )
        : base(scopes, time, log)
    {
        this.store = store;
        this.watch = watch;
        var meter = meters.Create(Telemetry.MeterName);
        Gauge(meter, "operations_in_doubt", figures => figures.InDoubt, "Operations whose outcome is not known.");
        Gauge(
            meter,
            "operations_need_operator",
            figures => figures.NeedOperator,
            "Operations that people must settle."
        );
        Gauge(meter, "approvals_pending", figures => figures.Pending, "Operations that wait for people's approval.");
        Gauge(
            meter,
            "approvals_oldest_seconds",
            figures => figures.OldestPending is { } oldest ? (long)(Time.GetUtcNow() - oldest).TotalSeconds : 0,
            "For how long the oldest of them has waited."
        );
        Gauge(meter, "kill_switch_active", figures => figures.Stops, "Stops in force.");
    }

    protected override TimeSpan Pause => TimeSpan.FromSeconds(5);

    protected override async Task RoundAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        Volatile.Write(
            ref counted,
            new Counted(
                await store.CountAsync(OperationState.InDoubt, cancellationToken),
                await store.CountAsync(OperationState.NeedsOperator, cancellationToken),
                await store.CountAsync(OperationState.PendingApproval, cancellationToken),
                await store.OldestPendingAsync(cancellationToken),
                (await watch.RequireAsync(cancellationToken)).Stops.Count
            )
        );

    /// <summary>Not counted yet: no figure rather than an invented one.</summary>
    private void Gauge(Meter meter, string name, Func<Counted, long> figure, string description) =>
        meter.CreateObservableGauge<long>(
            name,
            () => Volatile.Read(ref counted) is { } figures ? [new Measurement<long>(figure(figures))] : [],
            description: description + " Of all replicas, at most some seconds ago."
        );

    private sealed record Counted(int InDoubt, int NeedOperator, int Pending, DateTimeOffset? OldestPending, int Stops);
}
