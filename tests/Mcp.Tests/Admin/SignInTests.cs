using System.Net;
using System.Net.WebSockets;
using FinancialMcp.Application.Staff;
using FinancialMcp.Mcp.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Admin;

/// <summary>Signing in over the wire: what a browser sends, and what somebody else would.</summary>
public sealed class SignInTests
{
    private static readonly string[] Pages = ["/", "/users", "/sessions", "/keys", "/not-found", "/no-such-page"];

    [Fact]
    public async Task Nobody_sees_a_page_before_signing_in()
    {
        await using var server = await RunningServer.StartAsync();
        using var browser = new AdminBrowser(server);

        foreach (var page in Pages[..4])
        {
            var answer = await browser.GetAsync(page);
            Assert.Equal(HttpStatusCode.Redirect, answer.Status);
            Assert.Equal($"/sign-in?to={Uri.EscapeDataString(page)}", answer.To);
            Assert.Empty(answer.Text);
        }

        await Assert.ThrowsAsync<WebSocketException>(() =>
            AdminSocket.OpenAsync(server, server.AdminUrl, cookies: null)
        );
    }

    [Fact]
    public async Task The_first_administrator_enrols_signs_in_and_sees_every_page()
    {
        await using var server = await RunningServer.StartAsync();
        using var browser = await AdminBrowser.SignedInAsync(server);

        var cookie = browser.Session!;
        Assert.True(cookie.HttpOnly);
        Assert.Equal("/", cookie.Path);
        foreach (var page in Pages[..4])
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(page)).Status);
        }

        using var socket = await AdminSocket.OpenAsync(server, server.AdminUrl, browser.Cookies);
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Fact]
    public async Task A_wrong_password_or_code_is_answered_the_same_and_nobody_is_signed_in()
    {
        await using var server = await RunningServer.StartAsync();
        using var browser = new AdminBrowser(server);
        await browser.EnrolAsync();

        var password = await browser.SignInAsync(password: "wrong horse battery");
        var code = await browser.SignInAsync(code: "000000x");

        Assert.Equal(HttpStatusCode.Unauthorized, password.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, code.Status);
        Assert.Contains("The name, the password or the code is not right.", password.Text, StringComparison.Ordinal);
        Assert.Contains("The name, the password or the code is not right.", code.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong horse", password.Text, StringComparison.Ordinal);
        Assert.Null(browser.Session);
    }

    [Theory]
    [InlineData("?to=%2Fusers", "/users")]
    [InlineData("?to=%2F%2Fevil.test", "/")]
    [InlineData("?to=%2F%5Cevil.test", "/")]
    [InlineData("?to=https%3A%2F%2Fevil.test", "/")]
    [InlineData("?to=", "/")]
    public async Task After_signing_in_one_is_where_one_was_and_never_elsewhere(string to, string where)
    {
        await using var server = await RunningServer.StartAsync();
        using var browser = new AdminBrowser(server);
        await browser.EnrolAsync();

        Assert.Equal(where, (await browser.SignInAsync(to: to)).To);
    }

    [Fact]
    public async Task A_form_of_another_site_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        using var browser = await AdminBrowser.SignedInAsync(server);

        var signIn = await browser.SendAsync("/sign-in", "", ("_handler", "sign-in"), ("Form.Name", "ada"));
        var signOut = await browser.SendAsync("/sign-out", "");

        Assert.Equal(HttpStatusCode.BadRequest, signIn.Status);
        Assert.Equal(HttpStatusCode.BadRequest, signOut.Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/")).Status);
    }

    [Fact]
    public async Task A_cookie_is_nothing_any_more_after_signing_out()
    {
        await using var server = await RunningServer.StartAsync();
        using var browser = await AdminBrowser.SignedInAsync(server);
        var kept = browser.Session!;
        var page = await browser.GetAsync("/sign-in");

        var answer = await browser.SendAsync("/sign-out", page.Text);

        Assert.Equal((HttpStatusCode.Redirect, "/sign-in"), (answer.Status, answer.To));
        Assert.Null(browser.Session);
        browser.Cookies.Add(new Uri(server.AdminUrl), new Cookie("staff", kept.Value));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/")).Status);
    }

    [Fact]
    public async Task Each_sign_in_makes_a_session_of_its_own_whatever_the_browser_brought()
    {
        await using var server = await RunningServer.StartAsync();
        using var browser = await AdminBrowser.SignedInAsync(server);
        var first = browser.Session!.Value;
        var code = browser.NextCode();

        var ended = await browser.SignInAsync(code: code);
        Assert.Equal("/sign-in?again=true", ended.To);
        Assert.Null(browser.Session);
        await browser.SignInAsync(code: code);

        Assert.NotEqual(first, browser.Session!.Value);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/")).Status);
    }

    [Fact]
    public async Task A_person_who_is_disabled_is_out_with_the_next_request()
    {
        await using var server = await RunningServer.StartAsync();
        using var browser = await AdminBrowser.SignedInAsync(server);
        var store = server.Services.GetRequiredService<IStaffStore>();
        var session = Assert.Single(
            await store.SessionsAsync(null, DateTimeOffset.MinValue, 10, TestContext.Current.CancellationToken)
        );

        await store.EndSessionAsync(session.Id, "bea", TimeProvider.System.GetUtcNow(), EndedBy("bea"));

        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/")).Status);
    }

    [Fact]
    public async Task Somebody_who_tries_and_tries_has_to_wait()
    {
        await using var server = await RunningServer.StartAsync();
        using var browser = new AdminBrowser(server);
        var page = await browser.GetAsync("/sign-in");
        PageAnswer answer;
        var tries = 0;
        do
        {
            // However the address is spelled, as the same page answers.
            var path = (tries % 3) switch
            {
                0 => "/sign-in",
                1 => "/Sign-In",
                _ => "/sign-in/",
            };
            answer = await browser.SendAsync(path, page.Text, ("Form.Name", "nobody"), ("Form.Code", "1"));
            tries++;
        } while (answer.Status == HttpStatusCode.Unauthorized);

        Assert.Equal(21, tries);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Equal("60", answer.Response.Headers.RetryAfter!.ToString());
        Assert.Contains("Wait a minute", answer.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/sign-in")).Status);
    }

    private static Application.Audit.AuditEvent EndedBy(string name) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Code = Application.Audit.AuditCode.StaffSessionEnded,
            RequestId = "request",
            Decision = Application.Audit.AuditRecords.Allowed,
            Reason = name,
        };
}
