using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Monitoring;

/// <summary>Reads how everything stands, as nobody in particular sees it: with all that needs somebody's attention.</summary>
internal sealed class OverviewReading(
    FigureReading figures,
    IFigureStore store,
    HealthMonitor health,
    Attentions attentions,
    IOperationStore operations,
    IOversightStore oversight,
    IAuditReading reading,
    TrailStanding trail,
    ServerInstance server,
    TimeProvider time
)
{
    private const int MostCounted = 1000;

    /// <summary>Throws <see cref="StoreUnavailableException"/>.</summary>
    public async Task<Overview> ReadAsync(FigureSpan span, CancellationToken cancellationToken)
    {
        var look = await health.LookAsync();
        var now = time.GetUtcNow();
        var stops = (await oversight.ReadAsync(cancellationToken)).Stops;
        var checks = await store.ChecksAsync(server.Run, now, cancellationToken);
        var limits = await reading.TallyAsync(
            new AuditFilter
            {
                ErrorCode = ErrorCodes.LimitExceeded,
                From = now.AddMinutes(-FigureReading.ShapeOf(span).Minutes),
            },
            MostCounted,
            width: null,
            cancellationToken
        );
        List<string> why = [.. WhyStopped(stops, look), .. WhyDegraded(look)];
        var isAllStopped = stops.Any(stop => stop.Scope == StopScope.Everything);
        var verdict =
            isAllStopped || !trail.Stands || look.State == HealthState.Unhealthy ? Verdict.Stopped
            : stops.Count > 0 || look.State == HealthState.Degraded ? Verdict.Degraded
            : Verdict.Healthy;
        return new Overview
        {
            Verdict = verdict,
            Why = why,
            Since = SinceOf(verdict, stops, checks),
            Checks = look.Checks,
            Figures = await figures.ReadAsync(span, cancellationToken),
            LimitRefusals = limits.Total,
            LimitRefusalsAreWhole = limits.IsWhole,
            Pending = await operations.CountAsync(OperationState.PendingApproval, cancellationToken),
            OldestPending = await operations.OldestPendingAsync(cancellationToken),
            InDoubt =
                await operations.CountAsync(OperationState.InDoubt, cancellationToken)
                + await operations.CountAsync(OperationState.NeedsOperator, cancellationToken),
            Trail = trail.Last,
            Replicas = await store.ReplicasAsync(now - Replica.Patience, cancellationToken),
            Attention = await attentions.ListAsync(cancellationToken),
        };
    }

    private IEnumerable<string> WhyStopped(IReadOnlyList<Stop> stops, HealthLook look)
    {
        if (stops.Any(stop => stop.Scope == StopScope.Everything))
        {
            yield return "people have stopped everything";
        }

        var others = stops.Count(stop => stop.Scope != StopScope.Everything);
        if (others > 0)
        {
            yield return others == 1
                ? "one tool, agent or account is stopped"
                : $"{others} tools, agents or accounts are stopped";
        }

        if (!trail.Stands)
        {
            yield return "the trail is not being sealed";
        }

        if (look.State == HealthState.Unhealthy)
        {
            yield return "no call can be answered";
        }
    }

    private static IEnumerable<string> WhyDegraded(HealthLook look) =>
        look
            .Checks.Where(check => check.State is HealthState.Unhealthy or HealthState.Degraded)
            .Select(check =>
                $"{check.Name.Replace('_', ' ')} is {HealthLook.WordFor(check.State).Replace('_', ' ')}"
                + (check.Detail is { } detail ? $" ({detail})" : "")
            );

    /// <summary>The oldest of what makes it so; of a healthy server, when the last trouble ended.</summary>
    private static DateTimeOffset? SinceOf(Verdict verdict, IReadOnlyList<Stop> stops, IReadOnlyList<CheckSpan> spans)
    {
        var troubles = spans
            .Where(span => span.State is HealthState.Unhealthy or HealthState.Degraded)
            .Select(span => span.BeganAt);
        return verdict == Verdict.Healthy
            ? spans.Select(span => (DateTimeOffset?)span.BeganAt).Max()
            : stops.Select(stop => stop.At).Concat(troubles).Select(at => (DateTimeOffset?)at).Min();
    }
}
