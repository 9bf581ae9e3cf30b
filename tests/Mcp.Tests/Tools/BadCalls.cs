using System.Text.Json;
using System.Text.Json.Nodes;

namespace FinancialMcp.Mcp.Tests.Tools;

/// <summary>A call that must be refused, and the field that the refusal must name.</summary>
/// <param name="Arguments">As JSON text, because some faults cannot be held by a JSON object.</param>
/// <param name="Field">The member that is wrong.</param>
/// <param name="Fault">The kind of fault, for the count.</param>
internal sealed record BadCall(string Arguments, string Field, string Fault);

/// <summary>Spoils good arguments in one place, as a tool's schema allows to spoil them.</summary>
internal static class BadCalls
{
    /// <summary>Texts that are no form of ours: hostile paths, numbers that round, invisible and half characters.</summary>
    private static readonly string[] HostileTexts =
    [
        "\"../1001\"",
        "\"1001/../1003\"",
        "\"%2e%2e%2f1003\"",
        "\"1001%2f..%2f1003\"",
        "\"1001?page=1\"",
        "\"1001#x\"",
        "\" 1001\"",
        "\"1001\\u0000\"",
        "\"\\u202e1001\"",
        "\"\u200b1001\"",
        "\"１００１\"",
        "\"9223372036854775808\"",
        "\"-1\"",
        "\"1e3\"",
        "\"0x3e9\"",
        "\"\"",
        "\"NaN\"",
        "\"null\"",
        "\"'; drop table operation; --\"",
        "\"0.001\"",
        "\"01.00\"",
        "\"\\ud83d\\ude00\"",
    ];

    private const string Key = "idempotency_key";

    /// <summary>A key may be any word of sixteen characters, so that a large number is a good one.</summary>
    private static readonly string[] HostileKeys = [.. HostileTexts.Where(text => text != "\"9223372036854775808\"")];

    private static readonly string[] OtherKinds =
    [
        "{}",
        "[]",
        "[\"1001\"]",
        "true",
        "-7",
        "1e400",
        "3.50505",
        "{\"a\":{\"b\":1}}",
    ];

    public static BadCall Spoil(Dice dice, JsonObject good, JsonElement schema)
    {
        var properties = schema.GetProperty("properties").EnumerateObject().ToList();
        while (true)
        {
            var spoilt = dice.Roll(6) switch
            {
                0 => Missing(dice, good, schema),
                1 => Extra(dice, good),
                2 when properties.Count > 0 => Mistyped(dice, good, dice.Pick(properties)),
                3 when properties.Count > 0 => Hostile(dice, good, dice.Pick(properties)),
                4 when properties.Count > 0 => TooLong(good, dice.Pick(properties)),
                5 when good.Count > 0 => Twice(dice, good),
                _ => null,
            };
            if (spoilt is not null)
            {
                return spoilt;
            }
        }
    }

    private static BadCall? Missing(Dice dice, JsonObject good, JsonElement schema)
    {
        if (!schema.TryGetProperty("required", out var required))
        {
            return null;
        }

        var name = dice.Pick([.. required.EnumerateArray().Select(item => item.GetString()!)]);
        var arguments = Copy(good);
        if (dice.Roll(2) == 0)
        {
            arguments.Remove(name);
        }
        else
        {
            arguments[name] = null;
        }

        return new BadCall(arguments.ToJsonString(), name, "missing");
    }

    private static BadCall Extra(Dice dice, JsonObject good)
    {
        var name = dice.Pick(["extra", "__proto__", "Account_Id", "accountId", "token", "../../etc", "ａmount", ""]);
        var arguments = Copy(good);
        arguments[name] = dice.Pick<JsonNode?>([1, "text", new JsonObject(), new JsonArray(1, 2)])?.DeepClone();
        return new BadCall(arguments.ToJsonString(), name, "extra");
    }

    private static BadCall? Mistyped(Dice dice, JsonObject good, JsonProperty property)
    {
        var json = dice.Pick(OtherKinds);
        var isRight = property.Value.GetProperty("type").GetString() == "boolean" && json == "true";
        return isRight ? null : With(good, property.Name, json, "mistyped");
    }

    /// <summary>Free text may hold almost anything; what has a form may not.</summary>
    private static BadCall? Hostile(Dice dice, JsonObject good, JsonProperty property) =>
        IsFreeText(property.Value)
            ? With(
                good,
                property.Name,
                dice.Pick(["\"a\\u0000b\"", "\"\\u202eb\"", "\"a\u200bb\"", "\"a\\u2028b\""]),
                "hostile"
            )
            : With(good, property.Name, dice.Pick(property.Name == Key ? HostileKeys : HostileTexts), "hostile");

    private static BadCall TooLong(JsonObject good, JsonProperty property) =>
        With(good, property.Name, $"\"{new string('9', 5000)}\"", "too long");

    private static BadCall Twice(Dice dice, JsonObject good)
    {
        var name = dice.Pick([.. good.Select(member => member.Key)]);
        var text = good.ToJsonString();
        var again = dice.Roll(2) == 0 ? name : name.ToUpperInvariant();
        return new BadCall($"{text[..^1]},\"{again}\":{good[name]!.ToJsonString()}}}", again, "twice");
    }

    private static BadCall With(JsonObject good, string name, string json, string fault)
    {
        var others = Copy(good);
        others.Remove(name);
        var members = others
            .Select(member => $"\"{member.Key}\":{member.Value!.ToJsonString()}")
            .Append($"\"{name}\":{json}");
        return new BadCall($"{{{string.Join(',', members)}}}", name, fault);
    }

    private static bool IsFreeText(JsonElement schema) =>
        schema.GetProperty("type").GetString() == "string"
        && !schema.TryGetProperty("pattern", out _)
        && !schema.TryGetProperty("format", out _)
        && !schema.TryGetProperty("enum", out _);

    private static JsonObject Copy(JsonObject good) => good.DeepClone().AsObject();
}
