using System.Diagnostics;
using FinancialMcp.Application.Audit;
using FinancialMcp.Mcp.Hosting;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Protocol;

/// <summary>Requests whose body never becomes whole.</summary>
public sealed class UnfinishedRequestTests
{
    private const string Half = """{"jsonrpc":"2.0","id":1,""";

    /// <summary>By so much may a timer be early.</summary>
    private static readonly TimeSpan TimerGrain = TimeSpan.FromMilliseconds(50);

    private static readonly string Token = Tokens.ForAgent("alice", "ROLE_USER");

    [Fact]
    public async Task A_stopping_server_waits_for_no_body()
    {
        await using var server = await RunningServer.StartAsync();
        using var caller = await BeginAsync(server);
        var started = Stopwatch.GetTimestamp();

        var stopped = server.StopAsync();
        var answer = await caller.ReadUntilAsync("stopping");
        await stopped;
        var took = Stopwatch.GetElapsedTime(started);

        Assert.StartsWith("HTTP/1.1 503", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);

        // The connection outlives the answer, so that a reset does not overtake it; and it does not hold up the end.
        Assert.InRange(took, ServerLimits.Linger - TimerGrain, ServerLimits.Shutdown / 2);
        var record = (await server.Audit.AllAsync()).Single(record => record.Reason == "stopping");
        Assert.Equal((AuditCode.RequestMalformed, "alice"), (record.Code, record.Subject));
    }

    [Fact]
    public async Task A_caller_who_breaks_off_in_the_body_is_recorded_and_is_no_failure_of_ours()
    {
        await using var server = await RunningServer.StartAsync();
        using var caller = await BeginAsync(server);

        caller.Reset();

        await Eventually.TrueAsync(
            async () => (await server.Audit.AllAsync()).Any(IsOfTheCall),
            TimeSpan.FromSeconds(10),
            "a record of the broken-off request"
        );
        var record = Assert.Single(await server.Audit.AllAsync(), IsOfTheCall);
        Assert.True(record.Code is AuditCode.CallCancelled or AuditCode.RequestMalformed);
        Assert.True(record.Reason is "caller gone" or "body", record.Reason);
    }

    /// <summary>The agent's first call also registers it.</summary>
    private static bool IsOfTheCall(StoredRecord record) =>
        record.Subject == "alice" && record.Code != AuditCode.AgentRegistered;

    /// <summary>Sends half a message once the server reads, which it says by 100 Continue.</summary>
    private static async Task<WireClient> BeginAsync(RunningServer server)
    {
        var caller = await WireClient.ConnectAsync(server.Url);
        await caller.SendAsync(
            "POST /mcp HTTP/1.1\r\n"
                + $"Host: {new Uri(server.Url).Authority}\r\n"
                + $"Authorization: Bearer {Token}\r\n"
                + "Content-Type: application/json\r\n"
                + "Accept: application/json, text/event-stream\r\n"
                + "Content-Length: 1000\r\n"
                + "Expect: 100-continue\r\n\r\n"
        );
        Assert.StartsWith("HTTP/1.1 100", await caller.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
        await caller.SendAsync(Half);
        return caller;
    }
}
