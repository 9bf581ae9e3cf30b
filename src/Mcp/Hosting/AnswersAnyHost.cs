namespace FinancialMcp.Mcp.Hosting;

/// <summary>
/// Marks an endpoint that answers whatever the Host header says: probes call a pod by its address, which no list of
/// host names can know.
/// </summary>
internal sealed class AnswersAnyHost
{
    public static AnswersAnyHost Instance { get; } = new();
}
