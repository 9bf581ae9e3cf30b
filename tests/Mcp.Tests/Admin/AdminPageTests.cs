using System.Net;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using FinancialMcp.Mcp.Tests.Hosting;

namespace FinancialMcp.Mcp.Tests.Admin;

public sealed partial class AdminPageTests
{
    [Fact]
    public async Task A_page_may_run_our_files_only_and_asks_no_other_host()
    {
        await using var server = await RunningServer.StartAsync();
        using var browser = await AdminBrowser.SignedInAsync(server);
        var answer = await browser.GetAsync("/");
        var page = answer.Text;
        var policy = answer.Response.Headers.GetValues("Content-Security-Policy").Single();

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
        Assert.Equal(4, page.Split("<script").Length - 1);
    }

    [Fact]
    public async Task Every_file_that_the_page_names_is_served()
    {
        await using var server = await RunningServer.StartAsync();
        using var browser = await AdminBrowser.SignedInAsync(server);
        var page = (await browser.GetAsync("/")).Text;
        var files = OwnFile().Matches(page).Select(match => match.Groups["file"].Value).ToList();

        Assert.Equal(7, files.Count);
        foreach (var file in files)
        {
            Assert.Equal(HttpStatusCode.OK, await server.StatusOfAsync(HttpMethod.Get, $"{server.AdminUrl}/{file}"));
        }
    }

    [Fact]
    public async Task The_live_connection_opens_for_a_page_of_the_same_origin_only()
    {
        await using var server = await RunningServer.StartAsync();
        using var browser = await AdminBrowser.SignedInAsync(server);

        using (var ours = await AdminSocket.OpenAsync(server, server.AdminUrl, browser.Cookies))
        {
            Assert.Equal(WebSocketState.Open, ours.State);
        }

        await Assert.ThrowsAsync<WebSocketException>(() =>
            AdminSocket.OpenAsync(server, "http://evil.test", browser.Cookies)
        );
        await Assert.ThrowsAsync<WebSocketException>(() => AdminSocket.OpenAsync(server, null, browser.Cookies));
        foreach (var path in new[] { "/_blazor/negotiate", "/_Blazor/Negotiate", "/_BLAZOR/negotiate/" })
        {
            Assert.Equal(
                HttpStatusCode.Forbidden,
                await server.StatusOfAsync(HttpMethod.Post, $"{server.AdminUrl}{path}?negotiateVersion=1")
            );
        }
    }

    [GeneratedRegex("(src|href)=\"(?<file>_[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OwnFile();
}
