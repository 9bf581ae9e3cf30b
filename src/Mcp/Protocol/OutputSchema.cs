using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using FinancialMcp.Application;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>
/// The schema of a result record, as <see cref="WireJson"/> writes it: every member is always there, so every member is
/// required, and those that may be null say so.
/// </summary>
internal static class OutputSchema
{
    public static JsonElement Of(Type result) => JsonSerializer.SerializeToElement(SchemaOf(result));

    private static JsonObject SchemaOf(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var shape = WireJson.Options.GetTypeInfo(plain);
        return shape.Kind switch
        {
            JsonTypeInfoKind.Object => ObjectOf(shape),
            JsonTypeInfoKind.Enumerable => new JsonObject
            {
                ["type"] = "array",
                ["items"] = SchemaOf(shape.ElementType!),
            },
            JsonTypeInfoKind.Dictionary => new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = SchemaOf(shape.ElementType!),
            },
            _ => ScalarOf(plain),
        };
    }

    private static JsonObject ObjectOf(JsonTypeInfo shape)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var member in shape.Properties.Where(member => member.Get is not null))
        {
            properties[member.Name] = MemberOf(member);
            required.Add(member.Name);
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = required,
        };
    }

    private static JsonObject MemberOf(JsonPropertyInfo member)
    {
        var schema = SchemaOf(member.PropertyType);
        if (Nullable.GetUnderlyingType(member.PropertyType) is not null || member.IsGetNullable)
        {
            schema["type"] = new JsonArray(schema["type"]!.GetValue<string>(), "null");
            (schema["enum"] as JsonArray)?.Add(null);
        }

        if (
            member.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false)
            is [DescriptionAttribute { Description: var description }, ..]
        )
        {
            schema["description"] = description;
        }

        return schema;
    }

    /// <summary>What is none of these is text: our ids, sums and keys.</summary>
    private static JsonObject ScalarOf(Type type)
    {
        if (type.IsEnum)
        {
            var names = Enum.GetValues(type).Cast<object>().Select(value => ArgumentType.NameOf(value, type));
            return new JsonObject
            {
                ["type"] = "string",
                ["enum"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]),
            };
        }

        return type switch
        {
            _ when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
            _ when type == typeof(int) || type == typeof(long) => new JsonObject { ["type"] = "integer" },
            _ when type == typeof(double) => new JsonObject { ["type"] = "number" },
            _ when type == typeof(DateOnly) => new JsonObject { ["type"] = "string", ["format"] = "date" },
            _ when type == typeof(DateTimeOffset) => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            _ => new JsonObject { ["type"] = "string" },
        };
    }
}
