using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Monitoring;

/// <summary>How everything stands, in one look: of all replicas, but for what this one finds of its dependencies.</summary>
/// <param name="Span">Of the figures.</param>
[RequirePermission(StaffPermissions.HealthRead)]
public sealed record GetOverview(FigureSpan Span) : IRequest<Overview>;

/// <summary>The one word for it all.</summary>
public enum Verdict
{
    /// <summary>Everything answers.</summary>
    Healthy,

    /// <summary>Something is not well; what does not need it works.</summary>
    Degraded,

    /// <summary>No money moves, because people or the trail stopped it, or no call can be answered.</summary>
    Stopped,
}

/// <summary>How everything stands.</summary>
public sealed record Overview
{
    public required Verdict Verdict { get; init; }

    /// <summary>Why, in words; empty when healthy.</summary>
    public required IReadOnlyList<string> Why { get; init; }

    /// <summary>Since when it is so, as far as is known.</summary>
    public DateTimeOffset? Since { get; init; }
    public required IReadOnlyList<DependencyHealth> Checks { get; init; }
    public required Figures Figures { get; init; }

    /// <summary>How many payments a limit refused in the span.</summary>
    public required int LimitRefusals { get; init; }

    /// <summary>False when there may be more than were counted.</summary>
    public required bool LimitRefusalsAreWhole { get; init; }
    public required int Pending { get; init; }

    /// <summary>Of what waits for approval.</summary>
    public DateTimeOffset? OldestPending { get; init; }

    /// <summary>In doubt, or for people to decide.</summary>
    public required int InDoubt { get; init; }

    /// <summary>How the trail stands; null before it was looked at.</summary>
    public TrailFigures? Trail { get; init; }
    public required IReadOnlyList<Replica> Replicas { get; init; }
    public required IReadOnlyList<Attention> Attention { get; init; }
}

internal sealed class GetOverviewValidator : AbstractValidator<GetOverview>
{
    public GetOverviewValidator() =>
        RuleFor(request => request.Span)
            .IsInEnum()
            .WithMessage("Must be a quarter of an hour, an hour, a day or a week.");
}

internal sealed class GetOverviewHandler(
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
) : IRequestHandler<GetOverview, Overview>
{
    private const int MostCounted = 1000;

    public async ValueTask<Overview> Handle(GetOverview request, CancellationToken cancellationToken)
    {
        var look = await health.LookAsync();
        var now = time.GetUtcNow();
        var stops = (await oversight.ReadAsync(cancellationToken)).Stops;
        var spans = await store.ChecksAsync(server.Run, now, cancellationToken);
        var limits = await reading.TallyAsync(
            new AuditFilter
            {
                ErrorCode = ErrorCodes.LimitExceeded,
                From = now.AddMinutes(-FigureReading.ShapeOf(request.Span).Minutes),
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
            Since = SinceOf(verdict, stops, spans),
            Checks = look.Checks,
            Figures = await figures.ReadAsync(request.Span, cancellationToken),
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
