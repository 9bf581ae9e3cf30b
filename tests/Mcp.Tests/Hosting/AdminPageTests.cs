using System.Net;
using System.Net.WebSockets;
using System.Text.RegularExpressions;

namespace FinancialMcp.Mcp.Tests.Hosting;

public sealed partial class AdminPageTests
{
    [Fact]
    public async Task A_page_may_run_our_files_only_and_asks_no_other_host()
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.AskAsync(HttpMethod.Get, server.AdminUrl + "/");
        var page = await server.TextOfAsync(server.AdminUrl + "/");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();

        Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        // A URL of another host, with or without a scheme; the page's protected state is base64, which may hold "//".
        Assert.DoesNotMatch("(href|src|action)=\"([a-z]+:)?//", page);
        Assert.DoesNotMatch("https?://", page);
        Assert.All(
            page.Split("<script").Skip(1),
            script => Assert.Matches("^ src=\"[^\":]+\"( autostart=\"false\")?></script>", script)
        );
        Assert.Equal(3, page.Split("<script").Length - 1);
    }

    [Fact]
    public async Task Every_file_that_the_page_names_is_served()
    {
        await using var server = await RunningServer.StartAsync();
        var page = await server.TextOfAsync(server.AdminUrl + "/");
        var files = OwnFile().Matches(page).Select(match => match.Groups["file"].Value).ToList();

        Assert.Equal(6, files.Count);
        foreach (var file in files)
        {
            Assert.Equal(HttpStatusCode.OK, await server.StatusOfAsync(HttpMethod.Get, $"{server.AdminUrl}/{file}"));
        }
    }

    [Fact]
    public async Task The_live_connection_opens_for_a_page_of_the_same_origin_only()
    {
        await using var server = await RunningServer.StartAsync();

        using (var ours = await ConnectAsync(server, server.AdminUrl))
        {
            Assert.Equal(WebSocketState.Open, ours.State);
        }

        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(server, "http://evil.test"));
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(server, null));
        Assert.Equal(
            HttpStatusCode.Forbidden,
            await server.StatusOfAsync(HttpMethod.Post, server.AdminUrl + "/_blazor/negotiate?negotiateVersion=1")
        );
    }

    [GeneratedRegex("(src|href)=\"(?<file>_[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OwnFile();

    private static async Task<ClientWebSocket> ConnectAsync(RunningServer server, string? origin)
    {
        var socket = new ClientWebSocket();
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        try
        {
            var url = server.AdminUrl.Replace("http://", "ws://", StringComparison.Ordinal) + "/_blazor";
            await socket.ConnectAsync(new Uri(url), CancellationToken.None);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
