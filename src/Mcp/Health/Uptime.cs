namespace FinancialMcp.Mcp.Health;

/// <summary>How long this server has been there.</summary>
internal sealed class Uptime(TimeProvider time)
{
    private readonly long start = time.GetTimestamp();

    public TimeSpan Elapsed => time.GetElapsedTime(start);
}
