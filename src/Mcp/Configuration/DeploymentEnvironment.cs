namespace FinancialMcp.Mcp.Configuration;

/// <summary>Where an instance runs. Production is what an instance is unless it is told otherwise.</summary>
internal enum DeploymentEnvironment
{
    Development,
    Staging,
    Production,
}
