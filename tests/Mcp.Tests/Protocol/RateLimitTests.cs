using System.Net;
using System.Text.Json.Nodes;
using FinancialMcp.Application.Audit;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Protocol;

/// <summary>RATE_LIMIT_REQUESTS on both of its sides, over the wire.</summary>
public sealed class RateLimitTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Five = new(StringComparer.Ordinal)
    {
        ["RATE_LIMIT_ENABLED"] = "true",
        ["RATE_LIMIT_REQUESTS"] = "5",
        ["RATE_LIMIT_WINDOW"] = "3600",
    };

    private RunningServer server = null!;

    private RawAgent Alice => new(server, Tokens.ForAgent("alice", "ROLE_USER"));

    public async ValueTask InitializeAsync() => server = await RunningServer.StartAsync(more: Five);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task The_call_beyond_the_limit_is_told_when_to_come_again_and_does_nothing()
    {
        for (var call = 0; call < 5; call++)
        {
            Assert.False((await Alice.CallAsync("list_accounts")).IsToolError);
        }

        var refused = await Alice.CallAsync("list_accounts");
        var other = await new RawAgent(server, Tokens.ForAgent("bob", "ROLE_USER")).CallAsync("list_accounts");

        Assert.Equal(HttpStatusCode.OK, refused.Status);
        Assert.Equal("RATE_LIMIT_EXCEEDED", refused.ToolError.GetProperty("code").GetString());
        Assert.Equal("later", refused.ToolError.GetProperty("retry").GetString());
        Assert.Contains("still stands", refused.Text, StringComparison.Ordinal);
        Assert.InRange(refused.ToolError.GetProperty("retry_after_seconds").GetInt32(), 1, 7200);
        Assert.False(other.IsToolError);
        var record = Assert.Single(await server.Audit.OfAsync(refused.RequestId));
        Assert.Equal((AuditCode.CallRefused, "RATE_LIMIT_EXCEEDED"), (record.Code, record.ErrorCode));
        Assert.Equal(("list_accounts", "rate limit"), (record.Tool, record.Reason));
        // What is no call is answered: a client that is told to wait may look round.
        Assert.False((await Alice.AskAsync("tools/list")).IsProtocolError);
    }

    [Fact]
    public async Task A_flood_is_not_read_and_not_recorded_one_by_one()
    {
        RawAnswer answer;
        for (var request = 0; request < 10; request++)
        {
            answer = await Alice.AskAsync("ping");
            Assert.Equal(HttpStatusCode.OK, answer.Status);
        }

        for (var request = 0; request < 6; request++)
        {
            answer = await Alice.AskAsync("ping");
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
            Assert.InRange(answer.Http.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 7200);
            Assert.StartsWith("RATE_LIMIT_EXCEEDED: ", answer.ErrorMessage, StringComparison.Ordinal);
        }

        await server.StopAsync();
        var records = (await server.Audit.AllAsync()).Where(record => record.Code == AuditCode.RateLimited).ToList();
        Assert.Equal(4, records.Count);
        Assert.Equal(6, records.Sum(record => record.Count));
        Assert.All(
            records,
            record => Assert.Equal(("alice", "RATE_LIMIT_EXCEEDED"), (record.Subject, record.ErrorCode))
        );
    }

    /// <summary>Else it could never be made.</summary>
    [Fact]
    public async Task A_search_counts_as_no_more_than_the_whole_limit()
    {
        await using var small = await RunningServer.StartAsync(
            more: new Dictionary<string, string>(Five, StringComparer.Ordinal) { ["RATE_LIMIT_REQUESTS"] = "2" }
        );
        var bob = new RawAgent(small, Tokens.ForAgent("bob", "ROLE_USER"));

        Assert.False((await bob.CallAsync("search_transactions")).IsToolError);
        Assert.True((await bob.CallAsync("list_accounts")).IsToolError);
    }

    [Fact]
    public async Task A_search_counts_as_five()
    {
        Assert.False((await Alice.CallAsync("search_transactions")).IsToolError);

        var refused = await Alice.CallAsync("list_accounts");

        Assert.Equal("RATE_LIMIT_EXCEEDED", refused.ToolError.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_search_that_would_go_beyond_is_refused()
    {
        Assert.False((await Alice.CallAsync("list_accounts")).IsToolError);

        var refused = await Alice.CallAsync("search_transactions", new JsonObject { ["query"] = "rent" });

        Assert.Equal("RATE_LIMIT_EXCEEDED", refused.ToolError.GetProperty("code").GetString());
    }
}
