using System.Globalization;
using FinancialMcp.Application.Operations;

namespace FinancialMcp.Application.Monitoring;

/// <summary>Judges the watched conditions. Figures of calls and memory are this instance's, operations everybody's.</summary>
internal sealed class Alerts(
    CallStatistics statistics,
    HealthMonitor health,
    AlertSightings sightings,
    MemoryGauge memory,
    IOperationStore store,
    TimeProvider time
)
{
    /// <summary>Over which time calls are judged.</summary>
    private const int CallMinutes = 5;
    private const double ErrorRateLimit = 0.05;
    private const double MemoryLimit = 0.8;
    private static readonly TimeSpan AverageLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DoubtLimit = TimeSpan.FromMinutes(15);

    /// <summary>What holds now. Throws <see cref="StoreUnavailableException"/> when operations cannot be read.</summary>
    public async Task<IReadOnlyList<Alert>> FiringAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var look = await health.LookAsync();
        var alerts = new List<Alert>(OfCalls());
        alerts.AddRange(sightings.Date(OfDependencies(look).Concat(OfMemory()).ToList(), now));
        if (await store.OldestDoubtAsync(cancellationToken) is { } began && now - began > DoubtLimit)
        {
            alerts.Add(
                new Alert
                {
                    Condition = AlertCondition.OperationInDoubt,
                    Subject = null,
                    Value = Text((now - began).TotalMinutes, "min"),
                    Threshold = Text(DoubtLimit.TotalMinutes, "min"),
                    Since = began + DoubtLimit,
                }
            );
        }

        return alerts;
    }

    private IEnumerable<Alert> OfCalls()
    {
        var (start, minutes) = statistics.OfEachMinute();
        return new[]
        {
            OfCalls(
                start,
                minutes,
                AlertCondition.ErrorRate,
                figures => 100.0 * figures.Failures / figures.Calls,
                100 * ErrorRateLimit,
                "%"
            ),
            OfCalls(
                start,
                minutes,
                AlertCondition.AverageDuration,
                figures => TimeSpan.FromTicks(figures.Ticks / figures.Calls).TotalSeconds,
                AverageLimit.TotalSeconds,
                "s"
            ),
        }.OfType<Alert>();
    }

    /// <summary>Judges the last five minutes, and finds how long it has been so by judging those that ended earlier.</summary>
    private static Alert? OfCalls(
        DateTimeOffset start,
        MinuteFigures[] minutes,
        AlertCondition condition,
        Func<MinuteFigures, double> measure,
        double limit,
        string unit
    )
    {
        double? MeasureUntil(int end)
        {
            var figures = new MinuteFigures();
            for (var index = Math.Max(0, end - CallMinutes + 1); index <= end; index++)
            {
                figures.Calls += minutes[index].Calls;
                figures.Failures += minutes[index].Failures;
                figures.Ticks += minutes[index].Ticks;
            }

            return figures.Calls == 0 ? null : measure(figures);
        }

        var last = minutes.Length - 1;
        if (MeasureUntil(last) is not { } value || value <= limit)
        {
            return null;
        }

        var first = last;
        while (first > 0 && MeasureUntil(first - 1) > limit)
        {
            first--;
        }

        return new Alert
        {
            Condition = condition,
            Subject = null,
            Value = Text(value, unit),
            Threshold = Text(limit, unit),
            Since = start.AddMinutes(first),
        };
    }

    private static IEnumerable<Alert> OfDependencies(HealthLook look)
    {
        foreach (var check in look.Checks)
        {
            if (check.State is HealthState.Unhealthy or HealthState.Degraded)
            {
                var word = HealthLook.WordFor(check.State);
                yield return Undated(AlertCondition.DependencyUnhealthy, check.Name, word, "healthy");
            }

            if (check.Breaker is "open" or "half_open")
            {
                yield return Undated(AlertCondition.BreakerOpen, check.Name, check.Breaker, "closed");
            }
        }
    }

    private IEnumerable<Alert> OfMemory()
    {
        var share = memory.UsedShare();
        if (share > MemoryLimit)
        {
            yield return Undated(AlertCondition.Memory, null, Text(100 * share, "%"), Text(100 * MemoryLimit, "%"));
        }
    }

    private static Alert Undated(AlertCondition condition, string? subject, string value, string threshold) =>
        new()
        {
            Condition = condition,
            Subject = subject,
            Value = value,
            Threshold = threshold,
            Since = default,
        };

    private static string Text(double value, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Round(value, 2)} {unit}");
}
