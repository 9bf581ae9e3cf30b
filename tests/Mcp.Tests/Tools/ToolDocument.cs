using System.Globalization;
using System.Text;
using System.Text.Json;
using FinancialMcp.Mcp.Tools;

namespace FinancialMcp.Mcp.Tests.Tools;

/// <summary>docs/tools.md, made from what is offered.</summary>
internal static class ToolDocument
{
    public static string Of(ToolCatalogue v1, ToolCatalogue v2)
    {
        var text = new StringBuilder(
            """
            # Tools

            Generated from the tool registry by the tests (`UPDATE_APPROVED=1`); do not edit. Names with * are required. v1 and v2
            mark what only that contract of the bank can fulfil (`BACKEND_CONTRACT`). Amounts are decimal text such as `"12.50"`.
            """
        );
        text.Append("\n\n");
        foreach (var declaration in ToolRegistry.All)
        {
            Append(text, declaration, Find(v1, declaration), Find(v2, declaration));
        }

        return text.ToString();
    }

    private static OfferedTool? Find(ToolCatalogue catalogue, ToolDeclaration declaration) =>
        catalogue.Offered.SingleOrDefault(tool => tool.Shape.Name == declaration.Name);

    private static void Append(StringBuilder text, ToolDeclaration declaration, OfferedTool? v1, OfferedTool? v2)
    {
        var any = (v1 ?? v2)!;
        text.Append(CultureInfo.InvariantCulture, $"## {declaration.Name}{Only(v1 is not null, v2 is not null)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{declaration.Description}\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"Right `{any.Permission ?? "none"}` · effect {EffectOf(declaration.Effect)} · answers `{declaration.Result.Name}`\n\n"
        );
        var names = new[] { v1, v2 }
            .OfType<OfferedTool>()
            .SelectMany(tool => PropertiesOf(tool).EnumerateObject().Select(property => property.Name))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (names.Count == 0)
        {
            return;
        }

        text.Append("| argument | form | |\n|---|---|---|\n");
        foreach (var name in names)
        {
            var (inV1, inV2) = (Property(v1, name), Property(v2, name));
            var schema = (inV1 ?? inV2)!.Value;
            var required = IsRequired(any, name) ? "*" : "";
            var only = v1 is null || v2 is null ? "" : Only(inV1 is not null, inV2 is not null);
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {name}{required}{only} | {FormOf(schema)} | {DescriptionOf(schema)} |\n"
            );
        }

        text.Append('\n');
    }

    private static string Only(bool inV1, bool inV2) =>
        (inV1, inV2) switch
        {
            (true, false) => " (v1)",
            (false, true) => " (v2)",
            _ => "",
        };

    private static string EffectOf(ToolEffect effect) =>
        effect switch
        {
            ToolEffect.Read => "reads",
            ToolEffect.Changes => "changes",
            ToolEffect.Destroys => "destroys",
            _ => "moves money",
        };

    private static JsonElement PropertiesOf(OfferedTool tool) => tool.Shape.InputSchema.GetProperty("properties");

    private static JsonElement? Property(OfferedTool? tool, string name) =>
        tool is not null && PropertiesOf(tool).TryGetProperty(name, out var property) ? property : null;

    private static bool IsRequired(OfferedTool tool, string name) =>
        tool.Shape.InputSchema.TryGetProperty("required", out var required)
        && required.EnumerateArray().Any(item => item.GetString() == name);

    private static string FormOf(JsonElement schema)
    {
        if (schema.TryGetProperty("enum", out var names))
        {
            return string.Join(", ", names.EnumerateArray().Select(name => $"`{name.GetString()}`"));
        }

        var parts = schema
            .EnumerateObject()
            .Where(member => member.Name is not ("description" or "type"))
            .Select(member =>
                member.Name == "pattern" ? $"`{Escaped(member.Value)}`" : $"{member.Name} {Escaped(member.Value)}"
            );
        return string.Join(", ", parts.Prepend(schema.GetProperty("type").GetString()!));
    }

    private static string Escaped(JsonElement value) => value.ToString().Replace("|", "\\|", StringComparison.Ordinal);

    private static string DescriptionOf(JsonElement schema) =>
        schema.TryGetProperty("description", out var description) ? description.GetString()! : "";
}
