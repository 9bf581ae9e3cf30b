using FinancialMcp.Application.Monitoring;
using FinancialMcp.Infrastructure.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Monitoring;

/// <summary>
/// Every five seconds, and once more at the end: keeps this replica's figures of every minute since they were last kept,
/// that it is there, and how it finds what it depends on when that changed. What could not be kept is kept later.
/// </summary>
internal sealed class FigureKeeper(
    IServiceScopeFactory scopes,
    IFigureStore store,
    CallStatistics statistics,
    HealthMonitor health,
    ServerInstance instance,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<FigureKeeper> log
) : Patrol(scopes, time, log)
{
    /// <summary>How long figures are kept: a week, and a day more for who looks at the week's first.</summary>
    private const int KeptMinutes = 8 * 24 * 60;

    private const int MostSpans = 1000;
    private static readonly TimeSpan BetweenRemovals = TimeSpan.FromHours(1);
    private readonly Dictionary<string, CheckSpan> current = new(StringComparer.Ordinal);
    private readonly List<CheckSpan> began = [];
    private long keptUntil;
    private bool hasBegun;
    private bool isEnding;
    private DateTimeOffset removedAt = DateTimeOffset.MinValue;

    protected override TimeSpan Pause => TimeSpan.FromSeconds(5);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        isEnding = true;
        await GoRoundAsync(CancellationToken.None);
    }

    protected override async Task RoundAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        // A process that has just begun is left to those who ask whether it is ready.
        if (!hasBegun)
        {
            hasBegun = true;
            return;
        }

        // Whoever ends waits for nobody's answer any more.
        var look = isEnding ? health.Last : await health.LookAsync();
        var now = Time.GetUtcNow();
        Note(look, now);

        // The running minute is kept as far as it has come, and again with the next round.
        var minute = ToolMinute.Of(now);
        List<CheckSpan> spans = [.. began];
        await store.KeepAsync(
            new Replica(instance.Run, instance.Id, instance.Version, instance.StartedAt, now, StateOf(look)),
            statistics.From(keptUntil),
            spans
        );
        keptUntil = minute;
        began.RemoveRange(0, spans.Count);
        if (now - removedAt >= BetweenRemovals)
        {
            await store.RemoveAsync(minute - KeptMinutes);
            removedAt = now;
        }
    }

    private void Note(HealthLook? look, DateTimeOffset now)
    {
        foreach (var check in look?.Checks ?? [])
        {
            if (
                current.TryGetValue(check.Name, out var span)
                && span.State == check.State
                && string.Equals(span.Detail, check.Detail, StringComparison.Ordinal)
            )
            {
                continue;
            }

            current[check.Name] = span = new CheckSpan(instance.Run, check.Name, now, check.State, check.Detail);
            if (began.Count < MostSpans)
            {
                began.Add(span);
            }
        }
    }

    private string StateOf(HealthLook? look) =>
        isEnding ? "stopped"
        : lifetime.ApplicationStopping.IsCancellationRequested ? "draining"
        : look is { IsServing: true } ? "ready"
        : "not_ready";
}
