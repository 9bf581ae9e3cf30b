using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace FinancialMcp.Application.Monitoring;

/// <summary>
/// Counts the answered calls of this instance: by minute for the last 24 hours, for the monitoring tools, and into the
/// instruments that are scraped. Whoever answers calls records each one once. Safe from any thread.
/// </summary>
public sealed class CallStatistics(TimeProvider time)
{
    /// <summary>More names than there are tools: what comes beyond is counted under one, so that memory stays bounded.</summary>
    private const int MostTools = 100;
    private const string OtherTools = "other";

    private static readonly Counter<long> Requests = Telemetry.Meter.CreateCounter<long>(
        "mcp_requests_total",
        description: "Answered calls by tool and status."
    );

    private static readonly Histogram<double> Durations = Telemetry.Meter.CreateHistogram<double>(
        "mcp_request_duration_seconds",
        description: "How long calls took until they were answered."
    );

    private static readonly string[] StatusNames = ["success", "refused", "pending", "in_doubt", "error"];

    private readonly ConcurrentDictionary<string, ToolCalls> tools = new(StringComparer.Ordinal);

    /// <summary>When counting began.</summary>
    public DateTimeOffset Since { get; } = time.GetUtcNow();

    /// <summary>Counts one answered call. The tool's name comes from our own registry, never from a caller.</summary>
    public void Record(string tool, CallStatus status, TimeSpan duration)
    {
        if (!tools.TryGetValue(tool, out var calls))
        {
            tool = tools.Count < MostTools ? tool : OtherTools;
            calls = tools.GetOrAdd(tool, static _ => new ToolCalls());
        }

        calls.Add(CurrentMinute, status, duration);
        Requests.Add(1, new("tool", tool), new("status", StatusNames[(int)status]));
        Durations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("tool", tool));
    }

    /// <summary>What the window saw.</summary>
    internal WindowFigures Of(StatisticsWindow window)
    {
        var last = CurrentMinute;
        var first = last - window.Minutes() + 1;
        var total = new CallFigures();
        var byTool = new List<(string Tool, CallFigures Figures)>();
        foreach (var (tool, calls) in tools.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var figures = new CallFigures();
            calls.AddTo(figures, first, last);
            if (figures.Calls > 0)
            {
                byTool.Add((tool, figures));
                total.Add(figures);
            }
        }

        return new WindowFigures(StartOf(first), total, byTool);
    }

    /// <summary>Each tool's minutes from the first one on, at most of the last 24 hours; minutes without calls are left out.</summary>
    public IReadOnlyList<ToolMinute> From(long first)
    {
        var last = CurrentMinute;
        var minutes = new List<ToolMinute>();
        foreach (var (tool, calls) in tools)
        {
            for (var minute = Math.Max(first, last - ToolCalls.Minutes + 1); minute <= last; minute++)
            {
                var figures = new CallFigures();
                calls.AddTo(figures, minute, minute);
                if (figures.Calls > 0)
                {
                    minutes.Add(figures.Keep(tool, minute));
                }
            }
        }

        return minutes;
    }

    /// <summary>All tools together in each of the last 24 hours' minutes, oldest first, and when the oldest began.</summary>
    internal (DateTimeOffset Start, MinuteFigures[] Minutes) OfEachMinute()
    {
        var minutes = new MinuteFigures[ToolCalls.Minutes];
        var first = CurrentMinute - ToolCalls.Minutes + 1;
        foreach (var calls in tools.Values)
        {
            calls.AddTo(minutes, first);
        }

        return (StartOf(first), minutes);
    }

    private long CurrentMinute => time.GetUtcNow().UtcTicks / TimeSpan.TicksPerMinute;

    private static DateTimeOffset StartOf(long minute) => new(minute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
}

/// <summary>What a window saw: from which whole minute, of all tools together, and of each that was called, by name.</summary>
internal sealed record WindowFigures(
    DateTimeOffset From,
    CallFigures Total,
    IReadOnlyList<(string Tool, CallFigures Figures)> ByTool
);
