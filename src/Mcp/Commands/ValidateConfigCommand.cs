using System.CommandLine;
using System.Text.Json;
using FinancialMcp.Mcp.Configuration;

namespace FinancialMcp.Mcp.Commands;

/// <summary><c>financial-mcp validate-config</c>: everything that is wrong with a configuration, without starting.</summary>
internal static class ValidateConfigCommand
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        // For people and jq, not for a page: apostrophes and plus signs stay readable.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Option<string?> EnvironmentName = new("--env")
    {
        Description = "The environment to check for; without it, what ENVIRONMENT says.",
    };

    private static readonly Option<string> Format = new("--output-format")
    {
        Description = "text, or json: {environment, valid, errors[], warnings[]}.",
        DefaultValueFactory = _ => "text",
    };

    static ValidateConfigCommand()
    {
        EnvironmentName.AcceptOnlyFromAmong("development", "staging", "production");
        Format.AcceptOnlyFromAmong("text", "json");
    }

    public static Command Create()
    {
        var command = new Command("validate-config", "Checks a configuration and names every problem. Exits 0 or 1.")
        {
            EnvironmentName,
            CommandOptions.EnvironmentFile,
            Format,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        var environment = arguments.GetValue(EnvironmentName) is { } name
            ? Enum.Parse<DeploymentEnvironment>(name, ignoreCase: true)
            : (DeploymentEnvironment?)null;
        var report = ConfigurationReading.Read(CommandOptions.Sources(arguments), environment, isOwner: true);
        var output = arguments.InvocationConfiguration.Output;
        if (arguments.GetValue(Format) == "json")
        {
            output.WriteLine(JsonSerializer.Serialize(JsonReport.Of(report), Json));
        }
        else
        {
            CommandOptions.Write(report, output);
            output.WriteLine($"{report.EnvironmentName}: {(report.IsValid ? "valid" : "not valid")}");
        }

        return report.IsValid ? 0 : 1;
    }

    private sealed record JsonReport(
        string Environment,
        bool Valid,
        IEnumerable<string> Errors,
        IEnumerable<string> Warnings
    )
    {
        public static JsonReport Of(ConfigurationReport report) =>
            new(
                report.EnvironmentName,
                report.IsValid,
                report.Errors.Select(error => error.ToString()),
                report.Warnings.Select(warning => warning.ToString())
            );
    }
}
