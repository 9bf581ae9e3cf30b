using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FinancialMcp.Mcp.Tests.Tools;

/// <summary>
/// The part of JSON schema that our schemas use, judged more strictly than the standard: what a schema does not name must
/// not be there either.
/// </summary>
internal static class SchemaCheck
{
    /// <summary>Everything that is wrong, each with its path; empty when the value conforms.</summary>
    public static IReadOnlyList<string> ProblemsOf(JsonElement value, JsonElement schema)
    {
        var problems = new List<string>();
        Check(value, schema, "$", problems);
        return problems;
    }

    private static void Check(JsonElement value, JsonElement schema, string path, List<string> problems)
    {
        var types = TypesOf(schema);
        var type = TypeOf(value);
        if (!types.Contains(type) && !(type == "integer" && types.Contains("number")))
        {
            problems.Add($"{path} is {type}, not {string.Join("|", types)}");
            return;
        }

        if (
            schema.TryGetProperty("enum", out var names)
            && !names.EnumerateArray().Any(name => JsonElement.DeepEquals(name, value))
        )
        {
            problems.Add($"{path} is none of its enum: {value}");
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(value, schema, path, problems);
                break;
            case JsonValueKind.Array:
                var at = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Check(item, schema.GetProperty("items"), $"{path}[{at++}]", problems);
                }

                break;
            case JsonValueKind.String:
                CheckText(value.GetString()!, schema, path, problems);
                break;
        }
    }

    private static void CheckObject(JsonElement value, JsonElement schema, string path, List<string> problems)
    {
        if (!schema.TryGetProperty("properties", out var properties))
        {
            foreach (var member in value.EnumerateObject())
            {
                Check(member.Value, schema.GetProperty("additionalProperties"), $"{path}.{member.Name}", problems);
            }

            return;
        }

        foreach (var member in value.EnumerateObject())
        {
            if (properties.TryGetProperty(member.Name, out var known))
            {
                Check(member.Value, known, $"{path}.{member.Name}", problems);
            }
            else
            {
                problems.Add($"{path}.{member.Name} is not in the schema");
            }
        }

        var required = schema.TryGetProperty("required", out var list) ? list.EnumerateArray().ToArray() : [];
        foreach (
            var name in required.Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _))
        )
        {
            problems.Add($"{path}.{name} is missing");
        }
    }

    private static void CheckText(string text, JsonElement schema, string path, List<string> problems)
    {
        var format = schema.TryGetProperty("format", out var stated) ? stated.GetString() : null;
        var fits = format switch
        {
            null => true,
            "date" => DateOnly.TryParseExact(
                text,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out _
            ),
            "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "uuid" => Guid.TryParseExact(text, "D", out _),
            _ => false,
        };
        if (!fits)
        {
            problems.Add($"{path} is no {format}: {text}");
        }

        if (
            schema.TryGetProperty("pattern", out var pattern)
            && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1))
        )
        {
            problems.Add($"{path} does not match {pattern}: {text}");
        }
    }

    private static string[] TypesOf(JsonElement schema) =>
        schema.GetProperty("type") is { ValueKind: JsonValueKind.Array } several
            ? [.. several.EnumerateArray().Select(type => type.GetString()!)]
            : [schema.GetProperty("type").GetString()!];

    private static string TypeOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Null => "null",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            _ => value.TryGetInt64(out _) ? "integer" : "number",
        };
}
