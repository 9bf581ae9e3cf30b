using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Parsing;

namespace FinancialMcp.Mcp.Telemetry;

/// <summary>What a log event has to say besides its message: the event's name and its plain values, in snake_case.</summary>
internal static class LogFields
{
    /// <summary>What ASP.NET Core adds to every line of a request and nobody reads; a path is text of the caller's.</summary>
    private static readonly HashSet<string> Unwanted = new(StringComparer.Ordinal)
    {
        "EventId",
        "SourceContext",
        "ConnectionId",
        "RequestPath",
        "SpanId",
        "ParentId",
        "TraceId",
        "Scope",
    };

    /// <summary>The name of the source-generated message, such as <c>circuit_breaker</c>; null where it has none.</summary>
    public static string? EventOf(LogEvent log) =>
        log.Properties.TryGetValue("EventId", out var value)
        && value is StructureValue structure
        && structure.Properties.FirstOrDefault(property => property.Name == "Name")?.Value
            is ScalarValue { Value: string name }
            ? LogNames.SnakeCase(name)
            : null;

    /// <summary>The message with its plain values put in; what is not plain stays a placeholder.</summary>
    public static string MessageOf(LogEvent log)
    {
        var text = new StringBuilder();
        foreach (var token in log.MessageTemplate.Tokens)
        {
            var plain =
                token is PropertyToken property
                && log.Properties.TryGetValue(property.PropertyName, out var value)
                && value is ScalarValue scalar
                    ? Convert.ToString(scalar.Value, CultureInfo.InvariantCulture) ?? "none"
                    : token.ToString();
            text.Append(plain);
        }

        return text.ToString();
    }

    /// <summary>
    /// Plain values only. A structure could carry a whole request into the log, so none is ever written, whatever the
    /// code that logged it meant.
    /// </summary>
    public static IEnumerable<(string Name, object Value)> Of(LogEvent log)
    {
        if (log.TraceId is { } trace)
        {
            yield return ("trace_id", trace.ToHexString());
        }

        foreach (var (name, value) in log.Properties)
        {
            if (value is ScalarValue { Value: { } plain } && !Unwanted.Contains(name))
            {
                yield return (LogNames.SnakeCase(name), plain);
            }
        }
    }
}
