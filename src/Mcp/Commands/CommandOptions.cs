using System.CommandLine;
using FinancialMcp.Mcp.Configuration;

namespace FinancialMcp.Mcp.Commands;

/// <summary>What several verbs share: the environment file, and settings or a list of what is wrong with them.</summary>
internal static class CommandOptions
{
    public static Option<string?> EnvironmentFile { get; } =
        new("--env-file") { Description = "NAME=value file; the process environment wins over it.", HelpName = "file" };

    /// <summary>The settings, or null after every problem was written to standard error.</summary>
    public static Settings? ReadSettings(ParseResult arguments)
    {
        var sources = ConfigurationSources.Of(
            ConfigurationSources.ProcessEnvironment(),
            arguments.GetValue(EnvironmentFile)
        );
        var report = ConfigurationReading.Read(sources);
        var errors = arguments.InvocationConfiguration.Error;
        foreach (var warning in report.Warnings)
        {
            errors.WriteLine($"warning: {warning}");
        }

        foreach (var error in report.Errors)
        {
            errors.WriteLine($"error: {error}");
        }

        return report.Settings;
    }
}
