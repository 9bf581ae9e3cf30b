using System.CommandLine;
using FinancialMcp.Mcp.Configuration;

namespace FinancialMcp.Mcp.Commands;

/// <summary>What several verbs share: the environment file, and settings or a list of what is wrong with them.</summary>
internal static class CommandOptions
{
    public static Option<string?> EnvironmentFile { get; } =
        new("--env-file") { Description = "NAME=value file; the process environment wins over it.", HelpName = "file" };

    public static ConfigurationSources Sources(ParseResult arguments) =>
        ConfigurationSources.Of(ConfigurationSources.ProcessEnvironment(), arguments.GetValue(EnvironmentFile));

    /// <summary>The settings, or null after every problem was written to standard error.</summary>
    public static Settings? ReadSettings(ParseResult arguments)
    {
        var report = ConfigurationReading.Read(Sources(arguments));
        Write(report, arguments.InvocationConfiguration.Error);
        return report.Settings;
    }

    public static void Write(ConfigurationReport report, TextWriter output)
    {
        foreach (var warning in report.Warnings)
        {
            output.WriteLine($"warning: {warning}");
        }

        foreach (var error in report.Errors)
        {
            output.WriteLine($"error: {error}");
        }
    }
}
