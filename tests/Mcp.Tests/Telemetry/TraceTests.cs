using System.Collections.Concurrent;
using System.Text;
using FinancialMcp.Mcp.Tests.Protocol;
using FinancialMcp.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Mcp.Tests.Telemetry;

/// <summary>What a collector is sent, byte by byte: ids are raw bytes in the protocol's messages, texts are UTF-8.</summary>
public sealed class TraceTests
{
    private const string Call =
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_account","arguments":{"account_id":"1001"}}}""";

    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    private readonly ConcurrentQueue<(string Path, string? Header, byte[] Body)> received = new();

    [Fact]
    public async Task One_trace_leads_from_the_agent_through_the_tool_to_the_bank_and_names_no_account()
    {
        await using var collector = await CollectAsync();
        var bank = await CallAsync(AddressOf(collector));

        var traces = received.Where(it => it.Path == "/v1/traces").ToList();
        Assert.All(traces, it => Assert.Equal("bank", it.Header));
        var whole = traces.SelectMany(it => it.Body).ToArray();
        var spans = Count(whole, Convert.FromHexString(Trace));
        Assert.True(spans >= 3, $"The agent's trace has the request, the tool and the bank, and not {spans}.");
        foreach (var text in (string[])["tools/call get_account", "gen_ai.tool.name", "/mcp", bank])
        {
            Assert.True(Count(whole, Encoding.UTF8.GetBytes(text)) > 0, text);
        }

        Assert.Equal(0, Count(whole, "/1001"u8));
        Assert.Contains(received, it => it.Path == "/v1/metrics" && Count(it.Body, "mcp_requests_total"u8) > 0);
    }

    /// <summary>Calls a tool in the agent's trace, of a server that has ended when this returns; where its bank was.</summary>
    private static async Task<string> CallAsync(string collector)
    {
        await using var server = await RunningServer.StartAsync(
            more: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-tenant=bank",
            }
        );
        var answer = await RawAnswer.ReadAsync(
            await server.PostAsync(
                Call,
                Tokens.ForAgent("alice", "ROLE_USER"),
                ("MCP-Protocol-Version", Agents.InitializeEra),
                ("traceparent", $"00-{Trace}-00f067aa0ba902b7-01")
            )
        );
        Assert.False(answer.IsToolError);
        return server.Bank.AccountUrl.Authority;
    }

    private static int Count(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> part)
    {
        var count = 0;
        for (var at = whole.IndexOf(part); at >= 0; at = whole.IndexOf(part))
        {
            count++;
            whole = whole[(at + part.Length)..];
        }

        return count;
    }

    private static string AddressOf(WebApplication collector) =>
        collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    private async Task<WebApplication> CollectAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var collector = builder.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            received.Enqueue((http.Request.Path, http.Request.Headers["x-tenant"], body.ToArray()));
            http.Response.ContentType = "application/x-protobuf";
        });
        await collector.StartAsync();
        return collector;
    }
}
