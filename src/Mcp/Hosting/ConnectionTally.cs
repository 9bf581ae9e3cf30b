using System.Diagnostics.Metrics;
using static FinancialMcp.Application.Monitoring.Telemetry;

namespace FinancialMcp.Mcp.Hosting;

/// <summary>Counts the TCP connections that are open on the MCP listener, and how long they lasted.</summary>
internal sealed class ConnectionTally
{
    private readonly Histogram<double> duration;
    private readonly TimeProvider time;
    private int open;

    public ConnectionTally(IMeterFactory meters, TimeProvider time)
    {
        this.time = time;
        var meter = meters.Create(MeterName);
        duration = meter.CreateHistogram<double>(
            "mcp_connection_duration_seconds",
            description: "How long TCP connections to the MCP port stayed open."
        );
        meter.CreateObservableGauge(
            "mcp_active_connections",
            () => Open,
            description: "Open TCP connections on the MCP port."
        );
    }

    /// <summary>Connections open now.</summary>
    public int Open => Volatile.Read(ref open);

    /// <summary>Counts a connection for as long as <paramref name="connection"/> runs.</summary>
    public async Task CountAsync(Func<Task> connection)
    {
        var start = time.GetTimestamp();
        Interlocked.Increment(ref open);
        try
        {
            await connection();
        }
        finally
        {
            Interlocked.Decrement(ref open);
            duration.Record(time.GetElapsedTime(start).TotalSeconds);
        }
    }
}
