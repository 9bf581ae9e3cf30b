using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Formatting;

namespace FinancialMcp.Mcp.Telemetry;

/// <summary>A line for people: time, level, message, then name=value. Control characters are shown, never written.</summary>
internal sealed class TextLogFormatter : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{logEvent.Timestamp.UtcDateTime:HH:mm:ss.fff} ");
        text.Append(CultureInfo.InvariantCulture, $"{LogNames.Of(logEvent.Level), -8} ");
        AppendPrintable(text, LogFields.MessageOf(logEvent));
        foreach (var (name, value) in LogFields.Of(logEvent))
        {
            text.Append(' ').Append(name).Append('=');
            AppendPrintable(text, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        }

        if (logEvent.Exception is { } failure)
        {
            // Only our own frames and type names: the one text that may take several lines.
            text.Append('\n').Append(LoggedFailure.Describe(failure));
        }

        output.WriteLine(text.ToString());
    }

    private static void AppendPrintable(StringBuilder text, string value)
    {
        foreach (var character in value)
        {
            if (char.IsControl(character) || character is '\u2028' or '\u2029')
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                text.Append(character);
            }
        }
    }
}
