using ModelContextProtocol.Client;

namespace FinancialMcp.Testing;

/// <summary>Real MCP clients of the C# SDK.</summary>
public static class Agents
{
    public const string Newest = "2026-07-28";
    public const string InitializeEra = "2025-11-25";

    /// <summary>Connects with a token; <paramref name="revision"/> pins the protocol, null lets the client choose.</summary>
    public static Task<McpClient> ConnectAsync(string serverUrl, string token, string? revision = null) =>
        McpClient.CreateAsync(
            new HttpClientTransport(
                new HttpClientTransportOptions
                {
                    Endpoint = new Uri(serverUrl + "/mcp"),
                    TransportMode = HttpTransportMode.StreamableHttp,
                    AdditionalHeaders = new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["Authorization"] = "Bearer " + token,
                    },
                }
            ),
            new McpClientOptions
            {
                ProtocolVersion = revision,
                // A server that is slow under a test's load is not one that does not know the newest revision.
                DiscoverProbeTimeout = Timeout.InfiniteTimeSpan,
            }
        );
}
