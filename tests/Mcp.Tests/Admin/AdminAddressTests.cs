using System.Net;
using System.Net.WebSockets;
using FinancialMcp.Application.Staff;
using FinancialMcp.Mcp.Tests.Hosting;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Admin;

/// <summary>The admin side of a server that is not in development: one https address, by its own TLS or by a proxy's.</summary>
public sealed class AdminAddressTests : IDisposable
{
    private const string Host = "admin.bank.test";
    private const string Url = "https://" + Host;
    private readonly TestCertificate certificate = new(Host);

    public static TheoryData<string> ForeignHosts =>
        ["evil.test", "localhost", "127.0.0.1", Host + ":8443", Host + ":x"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_signs_in_over_TLS_and_gets_a_cookie_for_this_host_alone()
    {
        await using var server = await ServingTlsAsync();
        using var browser = BrowserAt(server, server.AdminUrl);
        await browser.EnrolAsync();

        var answer = await browser.SignInAsync();

        Assert.StartsWith("https://127.0.0.1:", server.AdminUrl, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Redirect, "/"), (answer.Status, answer.To));
        var cookies = answer.Response.Headers.GetValues("Set-Cookie");
        var cookie = Assert.Single(cookies, it => it.StartsWith("__Host-staff=", StringComparison.Ordinal));
        Assert.Contains("; path=/; secure; samesite=lax; httponly", cookie, StringComparison.Ordinal);
        var page = await browser.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("max-age=31536000", page.Response.Headers.GetValues("Strict-Transport-Security").Single());
        Assert.Equal("127.0.0.1", await AddressOfSessionAsync(server));
        using var socket = await OpenSocketAsync(server.AdminUrl, browser, Url);
        Assert.Equal(WebSocketState.Open, socket.State);
        await Assert.ThrowsAsync<WebSocketException>(() => OpenSocketAsync(server.AdminUrl, browser, "http://" + Host));
    }

    [Fact]
    public async Task Where_TLS_is_served_nothing_is_answered_without_it()
    {
        await using var server = await ServingTlsAsync();
        var plain = server.AdminUrl.Replace("https:", "http:", StringComparison.Ordinal);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => server.AskAsync(HttpMethod.Get, plain, Host));
    }

    [Theory]
    [MemberData(nameof(ForeignHosts))]
    public async Task Another_host_is_told_nothing(string host)
    {
        await using var server = await ProxiedAsync("127.0.0.1");

        using var answer = await AskAsync(server, host);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain("<form", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        foreach (var own in new[] { Host, Host.ToUpperInvariant(), Host + ":443" })
        {
            using var right = await AskAsync(server, own);
            Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        }
    }

    [Fact]
    public async Task Behind_a_listed_proxy_the_scheme_and_the_address_are_the_persons()
    {
        await using var server = await ProxiedAsync("127.0.0.0/8");
        await using var proxy = await TlsProxy.StartAsync(server.AdminUrl, certificate);
        using var browser = BrowserAt(server, proxy.Url);
        await browser.EnrolAsync();

        var answer = await browser.SignInAsync(header: ("X-Forwarded-For", "203.0.113.1"));

        Assert.Equal((HttpStatusCode.Redirect, "/"), (answer.Status, answer.To));
        Assert.StartsWith(
            "__Host-staff=",
            Assert.Single(answer.Response.Headers.GetValues("Set-Cookie")),
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/")).Status);
        Assert.Equal("198.51.100.9", await AddressOfSessionAsync(server));
        using var socket = await OpenSocketAsync(server.AdminUrl, browser, Url, "https");
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Fact]
    public async Task Behind_a_proxy_one_persons_attempts_do_not_keep_another_out()
    {
        await using var server = await ProxiedAsync("127.0.0.1");
        await using var proxy = await TlsProxy.StartAsync(server.AdminUrl, certificate);
        using var browser = BrowserAt(server, proxy.Url);
        var page = await browser.GetAsync("/sign-in");
        PageAnswer answer;
        var tries = 0;
        do
        {
            // What the browser claims, another each time, is not what is counted by.
            answer = await browser.SendAsync(
                "/sign-in",
                page.Text,
                [("Form.Name", "nobody"), ("Form.Password", "x"), ("Form.Code", "1")],
                ("X-Forwarded-For", $"203.0.113.{tries}")
            );
            tries++;
        } while (answer.Status == HttpStatusCode.Unauthorized);

        Assert.Equal((21, HttpStatusCode.TooManyRequests), (tries, answer.Status));
        proxy.Person = "198.51.100.10";
        var other = await browser.SendAsync("/sign-in", page.Text, ("Form.Name", "nobody"), ("Form.Code", "1"));
        Assert.Equal(HttpStatusCode.Unauthorized, other.Status);
    }

    [Fact]
    public async Task What_a_peer_forwards_that_is_not_listed_is_not_believed()
    {
        await using var proxied = await ProxiedAsync("10.0.0.0/8");
        using var answer = await AskAsync(proxied, Host);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("FORWARDED_PROXIES", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        await using var direct = await ServingTlsAsync();
        using var browser = BrowserAt(direct, direct.AdminUrl);
        await browser.EnrolAsync();
        await browser.SignInAsync(header: ("X-Forwarded-For", "203.0.113.1"));
        Assert.Equal("127.0.0.1", await AddressOfSessionAsync(direct));
    }

    public void Dispose() => certificate.Dispose();

    private static Task<RunningServer> ProxiedAsync(string proxies) =>
        RunningServer.StartStagingAsync(("ADMIN_URL", Url), ("FORWARDED_PROXIES", proxies));

    /// <summary>Without TLS, as a proxy does that says there was some.</summary>
    private static Task<HttpResponseMessage> AskAsync(RunningServer server, string host)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, server.AdminUrl + "/sign-in");
        request.Headers.TryAddWithoutValidation("Host", host);
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", "10.0.0.7");
        return server.Http.SendAsync(request, Cancel);
    }

    private Task<RunningServer> ServingTlsAsync() =>
        RunningServer.StartStagingAsync(
            ("ADMIN_URL", Url),
            ("TLS_CERT_PATH", certificate.CertificateFile),
            ("TLS_KEY_PATH", certificate.KeyFile)
        );

    private AdminBrowser BrowserAt(RunningServer server, string reached)
    {
        var cookies = new CookieContainer();
        return new AdminBrowser(server, cookies, certificate.HandlerTo(reached, cookies), Url);
    }

    private static async Task<string?> AddressOfSessionAsync(RunningServer server)
    {
        var store = server.Services.GetRequiredService<IStaffStore>();
        return Assert.Single(await store.SessionsAsync(null, DateTimeOffset.MinValue, 10, Cancel)).SourceAddress;
    }

    private async Task<ClientWebSocket> OpenSocketAsync(
        string reached,
        AdminBrowser browser,
        string origin,
        string? forwarded = null
    )
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", origin);
        socket.Options.SetRequestHeader("Cookie", browser.Cookies.GetCookieHeader(new Uri(Url)));
        if (forwarded is not null)
        {
            socket.Options.SetRequestHeader("X-Forwarded-Proto", forwarded);
        }

        try
        {
            using var invoker = new HttpMessageInvoker(certificate.HandlerTo(reached, new CookieContainer()));
            var scheme = reached.StartsWith("https:", StringComparison.Ordinal) ? "wss" : "ws";
            await socket.ConnectAsync(new Uri($"{scheme}://{Host}/_blazor"), invoker, Cancel);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
