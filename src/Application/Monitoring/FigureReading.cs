namespace FinancialMcp.Application.Monitoring;

/// <summary>Sums what the replicas kept of their calls.</summary>
internal sealed class FigureReading(IFigureStore store, TimeProvider time)
{
    public async Task<Figures> ReadAsync(FigureSpan span, CancellationToken cancellationToken)
    {
        var (minutes, width) = ShapeOf(span);
        var last = ToolMinute.Of(time.GetUtcNow());

        // Points begin at whole multiples of their width, as the store sums them; the first may be a part of one.
        var first = last - minutes + 1;
        var points = await store.PointsAsync(first, width, cancellationToken);
        var tools = await store.ToolsAsync(first, cancellationToken);
        var total = new CallFigures();
        foreach (var point in points)
        {
            total.Add(point);
        }

        var byStart = points.ToDictionary(point => point.Minute / width);
        return new Figures(
            ToolMinute.StartOf(first),
            minutes,
            CallCounts.Of(total),
            TimeSpan.FromMinutes(width),
            [
                .. Range(first / width, last / width)
                    .Select(number => new FigurePoint(
                        ToolMinute.StartOf(Math.Max(number * width, first)),
                        CountsOf(byStart.GetValueOrDefault(number))
                    )),
            ],
            [.. tools.Select(tool => new ToolMetrics(tool.Tool, CountsOf(tool)))]
        );
    }

    /// <summary>How each tool's calls did over a span, by the tools' names; of those that were called.</summary>
    public async Task<IReadOnlyDictionary<string, CallCounts>> ByToolAsync(
        FigureSpan span,
        CancellationToken cancellationToken
    )
    {
        var first = ToolMinute.Of(time.GetUtcNow()) - ShapeOf(span).Minutes + 1;
        var tools = await store.ToolsAsync(first, cancellationToken);
        return tools.ToDictionary(tool => tool.Tool, CountsOf, StringComparer.Ordinal);
    }

    /// <summary>How many minutes a span has, and how many each of its points.</summary>
    internal static (int Minutes, int Width) ShapeOf(FigureSpan span) =>
        span switch
        {
            FigureSpan.QuarterHour => (15, 1),
            FigureSpan.Hour => (60, 1),
            FigureSpan.Day => (24 * 60, 30),
            _ => (7 * 24 * 60, 180),
        };

    private static IEnumerable<long> Range(long from, long to)
    {
        for (var number = from; number <= to; number++)
        {
            yield return number;
        }
    }

    private static CallCounts CountsOf(ToolMinute? minute)
    {
        var figures = new CallFigures();
        if (minute is not null)
        {
            figures.Add(minute);
        }

        return CallCounts.Of(figures);
    }
}
