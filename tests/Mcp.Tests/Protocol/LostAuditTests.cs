using System.Net;
using System.Text.Json.Nodes;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Protocol;

/// <summary>While the trail cannot be written, nothing is answered but that.</summary>
public sealed class LostAuditTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async ValueTask InitializeAsync() =>
        server = await RunningServer.StartAsync(configure: services => services.AddSingleton<IAuditStore, DownStore>());

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData(Agents.Newest)]
    [InlineData(Agents.InitializeEra)]
    public async Task A_read_says_so_instead_of_answering(string revision)
    {
        var agent = new RawAgent(server, Tokens.ForAgent("alice", "user"), revision);

        var answer = await agent.CallAsync("get_account", new JsonObject { ["account_id"] = "1001" });

        Assert.True(answer.IsToolError);
        Assert.Equal("AUDIT_UNAVAILABLE", answer.ToolError.GetProperty("code").GetString());
        Assert.Equal("same_key", answer.ToolError.GetProperty("retry").GetString());
        Assert.DoesNotContain("alice", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tools/list")]
    [InlineData("ping")]
    [InlineData("no/such/method")]
    public async Task A_message_that_is_no_call_is_answered_503(string method)
    {
        var agent = new RawAgent(server, Tokens.ForAgent("alice", "user"));

        var answer = await agent.AskAsync(method);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.StartsWith("AUDIT_UNAVAILABLE", answer.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(5, answer.Http.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
    }

    [Fact]
    public async Task Not_even_a_refusal_is_answered()
    {
        using var stranger = await server.PostAsync("{}", token: null);
        using var malformed = await server.PostAsync("{", Tokens.ForAgent("alice", "user"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, stranger.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, malformed.StatusCode);
    }

    private sealed class DownStore : IAuditStore
    {
        public Task AppendAsync(AuditEvent record) => throw new StoreUnavailableException("Down for a test.");
    }
}
