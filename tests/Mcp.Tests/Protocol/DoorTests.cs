using System.Net;
using FinancialMcp.Application.Audit;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Protocol;

/// <summary>What is refused at the door, before anybody is asked who they are.</summary>
public sealed class DoorTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";
    private static readonly string Token = Tokens.ForAgent("alice", "user");
    private RunningServer Server => shared.Server;

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    public async Task Only_POST_is_spoken(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/mcp");

        using var answer = await Server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal("POST", Assert.Single(answer.Content.Headers.Allow));
        Assert.Contains("POST", (await RawAnswer.ReadAsync(answer)).ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/MCP")]
    [InlineData("/mcp/")]
    public async Task Another_spelling_of_the_path_is_no_way_around(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Ping) };

        using var answer = await Server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.test")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1")]
    public async Task A_page_of_an_origin_that_is_not_listed_may_not_call(string origin)
    {
        var answer = await RawAnswer.ReadAsync(await Server.PostAsync(Ping, Token, ("Origin", origin)));

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Contains("origin", answer.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_a_listed_origin_may_call()
    {
        await using var open = await RunningServer.StartAsync(
            more: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["CORS_ENABLED"] = "true",
                ["CORS_ORIGINS"] = "https://app.test",
            }
        );

        using var listed = await open.PostAsync(Ping, Token, ("Origin", "https://app.test"));
        using var other = await open.PostAsync(Ping, Token, ("Origin", "https://app.test.evil.test"));

        Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
    }

    [Fact]
    public async Task A_flood_without_token_is_summed_up_in_the_trail()
    {
        await using var flooded = await RunningServer.StartAsync();
        for (var attempt = 0; attempt < 50; attempt++)
        {
            using var answer = await flooded.PostAsync(Ping, token: null);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        await flooded.StopAsync();

        var attempts = (await flooded.Audit.AllAsync())
            .Where(record => record.Code == AuditCode.Unauthenticated)
            .ToList();
        Assert.Equal(4, attempts.Count);
        Assert.Equal(50, attempts.Sum(record => record.Count));
    }
}
