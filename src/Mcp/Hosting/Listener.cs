namespace FinancialMcp.Mcp.Hosting;

/// <summary>The three doors of the process. An endpoint belongs to exactly one of them.</summary>
internal enum Listener
{
    /// <summary>PORT: the MCP endpoint and health.</summary>
    Mcp,

    /// <summary>ADMIN_PORT: the admin pages.</summary>
    Admin,

    /// <summary>METRICS_PORT: what monitoring scrapes.</summary>
    Metrics,
}

/// <summary>Which door a connection came in by; set on every connection when it is accepted.</summary>
internal sealed record ListenerFeature(Listener Listener);
