using System.Diagnostics;
using System.Net;
using ModelContextProtocol.Client;

namespace FinancialMcp.Testing;

/// <summary>Real MCP clients of the C# SDK.</summary>
public static class Agents
{
    public const string Newest = "2026-07-28";
    public const string InitializeEra = "2025-11-25";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Connects with a token; <paramref name="revision"/> pins the protocol, null lets the client choose. A server that
    /// answers 503, because it can record nothing right now, is asked again for half a minute.
    /// </summary>
    public static async Task<McpClient> ConnectAsync(string serverUrl, string token, string? revision = null)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await McpClient.CreateAsync(TransportTo(serverUrl, token), OptionsFor(revision));
            }
            catch (HttpRequestException busy)
                when (busy.StatusCode == HttpStatusCode.ServiceUnavailable && Stopwatch.GetElapsedTime(began) < Patience
                )
            {
                await TimerTick.AfterAsync(TimeSpan.FromMilliseconds(200), CancellationToken.None);
            }
        }
    }

    private static HttpClientTransport TransportTo(string serverUrl, string token) =>
        new(
            new HttpClientTransportOptions
            {
                Endpoint = new Uri(serverUrl + "/mcp"),
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["Authorization"] = "Bearer " + token,
                },
            }
        );

    private static McpClientOptions OptionsFor(string? revision) =>
        new()
        {
            ProtocolVersion = revision,
            // A server that is slow under a test's load is not one that does not know the newest revision.
            DiscoverProbeTimeout = Timeout.InfiniteTimeSpan,
        };
}
