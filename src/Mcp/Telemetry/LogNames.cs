using System.Text;
using Serilog.Events;

namespace FinancialMcp.Mcp.Telemetry;

/// <summary>Names in log lines: the guide's levels, and snake_case for what the code calls otherwise.</summary>
internal static class LogNames
{
    /// <summary>DEBUG, INFO, WARNING, ERROR or CRITICAL: what the guide's jq lines select by.</summary>
    public static string Of(LogEventLevel level) =>
        level switch
        {
            LogEventLevel.Information => "INFO",
            LogEventLevel.Warning => "WARNING",
            LogEventLevel.Error => "ERROR",
            LogEventLevel.Fatal => "CRITICAL",
            _ => "DEBUG",
        };

    /// <summary><c>DurationMs</c> becomes <c>duration_ms</c>; what is snake_case already stays as it is.</summary>
    public static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var index = 0; index < name.Length; index++)
        {
            var character = name[index];
            if (
                char.IsAsciiLetterUpper(character)
                && index > 0
                && !char.IsAsciiLetterUpper(name[index - 1])
                && text[^1] != '_'
            )
            {
                text.Append('_');
            }

            text.Append(char.IsAsciiLetterOrDigit(character) ? char.ToLowerInvariant(character) : '_');
        }

        return text.ToString();
    }
}
