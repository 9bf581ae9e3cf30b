using System.CommandLine;
using System.CommandLine.Parsing;
using FinancialMcp.Mcp.Configuration;

namespace FinancialMcp.Mcp.Commands;

/// <summary>What several verbs share: the environment file, settings or a list of what is wrong with them, a server's URL.</summary>
internal static class CommandOptions
{
    public static Option<string?> EnvironmentFile { get; } =
        new("--env-file") { Description = "NAME=value file; the process environment wins over it.", HelpName = "file" };

    public static ConfigurationSources Sources(ParseResult arguments) =>
        ConfigurationSources.Of(ConfigurationSources.ProcessEnvironment(), arguments.GetValue(EnvironmentFile));

    /// <summary>The settings, or null after every problem was written to standard error.</summary>
    /// <param name="arguments">What was said on the command line.</param>
    /// <param name="isOwner">Whether the verb changes the database's structure, as its owner.</param>
    public static Settings? ReadSettings(ParseResult arguments, bool isOwner = false)
    {
        var report = ConfigurationReading.Read(Sources(arguments), isOwner: isOwner);
        Write(report, arguments.InvocationConfiguration.Error);
        return report.Settings;
    }

    /// <summary>A server's URL as an argument; null after saying why it is none.</summary>
    public static Uri? ReadServerUrl(ArgumentResult result)
    {
        if (SettingTypes.Url.Read(result.Tokens[0].Value) is { } url)
        {
            return url.Value;
        }

        result.AddError($"The URL is not one: {SettingTypes.Url.Description}.");
        return null;
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
