using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting;

namespace FinancialMcp.Mcp.Telemetry;

/// <summary>One JSON object a line. The encoder escapes every control character, so that no value can begin a line.</summary>
internal sealed class JsonLogFormatter : ITextFormatter
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public void Format(LogEvent logEvent, TextWriter output)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(logEvent, json);
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void Write(LogEvent log, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("timestamp", log.Timestamp.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        json.WriteString("level", LogNames.Of(log.Level));
        json.WriteString("message", LogFields.MessageOf(log));
        if (LogFields.EventOf(log) is { } name)
        {
            json.WriteString("event", name);
        }

        foreach (var (field, value) in LogFields.Of(log))
        {
            Write(json, field, value);
        }

        if (log.Exception is { } failure)
        {
            json.WriteString("exception", LoggedFailure.Describe(failure));
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(name, Math.Round(number, 3));
                break;
            default:
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
