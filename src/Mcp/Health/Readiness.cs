namespace FinancialMcp.Mcp.Health;

/// <summary>Whether this process still takes calls.</summary>
internal sealed class Readiness(IHostApplicationLifetime lifetime)
{
    /// <summary>True from the moment on that the process was told to stop.</summary>
    public bool IsDraining => lifetime.ApplicationStopping.IsCancellationRequested;
}
