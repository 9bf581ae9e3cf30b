using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Policies;

/// <summary>Rules as people write them: the JSON of a policy file, every member known.</summary>
public static class PolicyText
{
    /// <summary>In characters: more than the most rules that a policy has.</summary>
    public const int Longest = 250_000;

    private static readonly JsonSerializerOptions Strict = new(WireJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    private static readonly JsonSerializerOptions Indented = new(WireJson.Options) { WriteIndented = true };

    private static readonly PolicyRule Nothing = new() { Name = "" };

    /// <summary>The rules of a text, none for <c>null</c>. Throws <see cref="JsonException"/> for one that is no list of rules.</summary>
    public static IReadOnlyList<PolicyRule> Parse(string text)
    {
        var rules = JsonSerializer.Deserialize<List<PolicyRule?>>(text, Strict) ?? [];
        return rules.All(rule => rule is not null && rule.Approvals.All(band => band is not null))
            ? [.. rules.OfType<PolicyRule>()]
            : throw new JsonException("A rule, or a band of approvals, is null.");
    }

    /// <summary>The rules as text, indented, without what means the same when it is left out.</summary>
    public static string Of(IReadOnlyList<PolicyRule> rules)
    {
        var shortest = JsonSerializer.SerializeToNode(Nothing, WireJson.Options)!.AsObject();
        var array = new JsonArray();
        foreach (var rule in rules)
        {
            var member = JsonSerializer.SerializeToNode(rule, WireJson.Options)!.AsObject();
            foreach (var (name, value) in shortest)
            {
                if (JsonNode.DeepEquals(member[name], value))
                {
                    member.Remove(name);
                }
            }

            DropNulls(member);
            array.Add(member);
        }

        return array.ToJsonString(Indented);
    }

    /// <summary>What is wrong with a text that <see cref="Parse"/> refused, in words for whoever wrote it.</summary>
    internal static string ProblemOf(JsonException problem)
    {
        var where = problem.LineNumber is { } line ? $"Line {line + 1}" : "Somewhere";
        var what = problem.Path is { Length: > 1 } path ? $"{where}, at {path[1..].TrimStart('.')}" : where;
        return problem.InnerException is FormatException { Message: var why }
            ? $"{what}: {why}"
            : $"{what}: not the JSON of a list of rules, or a member that rules do not have.";
    }

    private static void DropNulls(JsonObject member)
    {
        foreach (var (name, value) in member.ToList())
        {
            switch (value)
            {
                case null:
                    member.Remove(name);
                    break;
                case JsonObject inner:
                    DropNulls(inner);
                    break;
            }
        }
    }
}
