using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Admin.Pages;

/// <summary>A command line that calls a tool as an agent does, for a shell in which MCP_URL and TOKEN are set.</summary>
internal static class ToolTrial
{
    /// <summary>&lt; and &gt; stay what they are: the line is for a shell, between single quotes, and shown as text.</summary>
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>With a placeholder, the argument's name in angle brackets, for each argument that is required.</summary>
    internal static string CommandOf(ToolFacts tool)
    {
        var arguments = new JsonObject();
        if (JsonNode.Parse(tool.InputSchema)?["required"] is JsonArray required)
        {
            foreach (var name in required.Select(it => it!.GetValue<string>()))
            {
                arguments[name] = $"<{name}>";
            }
        }

        var call = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = "tools/call",
            ["params"] = new JsonObject { ["name"] = tool.Name, ["arguments"] = arguments },
        };
        return $"""
            curl -s "$MCP_URL/mcp" -H "Authorization: Bearer $TOKEN" \
              -H 'Content-Type: application/json' -H 'MCP-Protocol-Version: 2025-11-25' \
              -H 'Accept: application/json, text/event-stream' \
              -d '{call.ToJsonString(Plain)}'
            """;
    }
}
