namespace FinancialMcp.Mcp.Configuration;

/// <summary>What reading a configuration came to: settings that may be used, or everything that stands in the way.</summary>
internal sealed record ConfigurationReport
{
    public required DeploymentEnvironment Environment { get; init; }

    /// <summary>The settings; null exactly when there are errors.</summary>
    public required Settings? Settings { get; init; }
    public required IReadOnlyList<ConfigurationProblem> Errors { get; init; }
    public required IReadOnlyList<ConfigurationProblem> Warnings { get; init; }

    /// <summary>The environment's name as the guide writes it.</summary>
    public string EnvironmentName => Environment.ToString().ToLowerInvariant();

    public bool IsValid => Settings is not null;
}
