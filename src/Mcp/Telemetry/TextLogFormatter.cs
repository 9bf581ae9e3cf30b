using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Formatting;

namespace FinancialMcp.Mcp.Telemetry;

/// <summary>
/// A line for people: time, level, message, then name=value. Control characters, and others that change how a terminal
/// shows the text around them, are shown by their numbers and never written.
/// </summary>
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
        foreach (var rune in value.EnumerateRunes())
        {
            if (IsHarmful(Rune.GetUnicodeCategory(rune)))
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                text.Append(rune.ToString());
            }
        }
    }

    private static bool IsHarmful(UnicodeCategory category) =>
        category
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse;
}
