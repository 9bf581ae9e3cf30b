using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace FinancialMcp.Mcp.Commands;

/// <summary>The steps of a smoke test, each printed with its time; the first that fails ends it.</summary>
internal sealed class SmokeRun(TextWriter output, CancellationToken cancellationToken)
{
    private const string HealthTool = "health_check";
    private const string ReadTool = "list_accounts";

    /// <summary>Whether every step worked.</summary>
    public async Task<bool> CheckAsync(Uri server, string? token)
    {
        var name = "connect";
        var start = Stopwatch.GetTimestamp();
        try
        {
            await using var client = await ConnectAsync(server, token);
            Report(
                name,
                start,
                $"{client.ServerInfo?.Name} {client.ServerInfo?.Version}, protocol {client.NegotiatedProtocolVersion}"
            );

            (name, start) = ("tools/list", Stopwatch.GetTimestamp());
            var tools = await client.ListToolsAsync(cancellationToken: cancellationToken);
            Report(name, start, string.Create(CultureInfo.InvariantCulture, $"{tools.Count} tools"));

            (name, start) = (HealthTool, Stopwatch.GetTimestamp());
            Report(name, start, await CallAsync(client, HealthTool));

            if (!tools.Any(tool => tool.Name == ReadTool))
            {
                output.WriteLine($"{ReadTool, -14} skipped   this token's role may not read accounts");
                return true;
            }

            (name, start) = (ReadTool, Stopwatch.GetTimestamp());
            Report(name, start, await CallAsync(client, ReadTool));
            return true;
        }
        catch (Exception failure)
        {
            // Whatever it is, it is what the one who asked wants to know; there is nothing behind this to handle it.
            var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name, -14} FAILED {milliseconds, 6:0} ms  {failure.Message}"
                )
            );
            return false;
        }
    }

    private Task<McpClient> ConnectAsync(Uri server, string? token)
    {
        var options = new HttpClientTransportOptions
        {
            Endpoint = new Uri(server.AbsoluteUri.TrimEnd('/') + "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
        };
        if (token is not null)
        {
            options.AdditionalHeaders = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Authorization"] = "Bearer " + token,
            };
        }

        var client = new McpClientOptions
        {
            ClientInfo = new Implementation { Name = "financial-mcp-smoke", Version = "1" },
            // A server that is slow to answer its first call is not one that does not know the newest revision.
            DiscoverProbeTimeout = Timeout.InfiniteTimeSpan,
        };
        return McpClient.CreateAsync(new HttpClientTransport(options), client, cancellationToken: cancellationToken);
    }

    private async Task<string> CallAsync(McpClient client, string tool)
    {
        var result = await client.CallToolAsync(
            tool,
            new Dictionary<string, object?>(StringComparer.Ordinal),
            cancellationToken: cancellationToken
        );
        var text = result.StructuredContent is { } content
            ? JsonSerializer.Serialize(content)
            : string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text));
        return result.IsError == true ? throw new InvalidOperationException(text) : text;
    }

    private void Report(string name, long start, string what) =>
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -14} ok     {Stopwatch.GetElapsedTime(start).TotalMilliseconds, 6:0} ms  {what}"
            )
        );
}
