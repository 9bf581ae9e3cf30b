using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace FinancialMcp.Sandbox.Http;

/// <summary>Counts and times what one listener answered, by method and status, in the names of the services.</summary>
internal sealed class RequestFigures : IFront
{
    private readonly ConcurrentDictionary<(string Method, int Status), Figure> figures = new();

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            var figure = figures.GetOrAdd((http.Request.Method, http.Response.StatusCode), _ => new Figure());
            figure.Add(Stopwatch.GetElapsedTime(began));
        }
    }

    /// <summary>Prometheus text, format 0.0.4.</summary>
    public string Expose()
    {
        var text = new StringBuilder("# TYPE http_server_requests_seconds summary\n");
        foreach (var ((method, status), figure) in figures.OrderBy(f => f.Key))
        {
            var labels = string.Create(CultureInfo.InvariantCulture, $"{{method=\"{method}\",status=\"{status}\"}}");
            var (count, seconds) = figure.Read();
            text.Append(CultureInfo.InvariantCulture, $"http_server_requests_seconds_count{labels} {count}\n");
            text.Append(CultureInfo.InvariantCulture, $"http_server_requests_seconds_sum{labels} {seconds}\n");
        }
        return text.ToString();
    }

    private sealed class Figure
    {
        private long count;
        private long ticks;

        public void Add(TimeSpan elapsed)
        {
            Interlocked.Increment(ref count);
            Interlocked.Add(ref ticks, elapsed.Ticks);
        }

        public (long Count, decimal Seconds) Read() =>
            (Interlocked.Read(ref count), Interlocked.Read(ref ticks) / (decimal)TimeSpan.TicksPerSecond);
    }
}
