using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Stops;
using FinancialMcp.Testing;
using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>
/// What another site tries with somebody who is signed in here. The site is of the same machine, so that the browser sends
/// our cookies along: what refuses it is the server.
/// </summary>
[Collection(nameof(AtTheDesks))]
public sealed class AttacksTests(House house)
{
    [Fact]
    public async Task Another_site_cannot_show_a_page_of_ours_within_its_own()
    {
        await using var evil = SiteWith(
            $"<h1>Win</h1><iframe src='{house.Url}/stop' width='900' height='900'></iframe>"
        );
        await using var olga = await house.SignedInAsync("olga");
        await olga.Page.GotoAsync(evil.Url.ToString());
        await olga.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.Contains(olga.Complaints, it => it.Contains("frame-ancestors", StringComparison.Ordinal));
        Assert.DoesNotContain(
            olga.Page.Frames.Where(frame => frame != olga.Page.MainFrame),
            frame => frame.Url.StartsWith(house.Url, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("/sign-out", "")]
    [InlineData("/audit/export", "<input name='format' value='Csv'><input name='search' value=''>")]
    [InlineData("/sign-in", "<input name='_handler' value='sign-in'><input name='Form.Name' value='mallory'>")]
    public async Task Another_site_cannot_send_a_form_of_ours(string path, string fields)
    {
        await using var evil = SiteWith(
            $"<form method='post' action='{house.Url}{path}'>{fields}<button>Win</button></form>"
        );
        await using var rita = await house.SignedInAsync("rita");
        await rita.Page.GotoAsync(evil.Url.ToString());
        var answer = await rita.Page.RunAndWaitForResponseAsync(
            () => rita.Button("Win").ClickAsync(),
            response => response.Url == house.Url + path
        );

        Assert.NotEmpty(await answer.Request.HeaderValueAsync("cookie") ?? "");
        Assert.Equal(400, answer.Status);
        await rita.GoAsync("/", "Overview");
    }

    [Theory]
    [InlineData("/_blazor")]
    [InlineData("/_Blazor/")]
    public async Task Another_site_cannot_open_the_live_connection_of_a_page(string path)
    {
        var socket = house.Url.Replace("http:", "ws:", StringComparison.Ordinal) + path;
        await using var evil = SiteWith("<h1>Win</h1>");
        await using var olga = await house.SignedInAsync("olga");
        const string Try =
            "url => new Promise(done => { const it = new WebSocket(url);"
            + " it.onopen = () => done('open'); it.onerror = () => done('refused'); })";

        await olga.Page.GotoAsync(evil.Url.ToString());
        Assert.Equal("refused", await olga.Page.EvaluateAsync<string>(Try, socket));
        await olga.GoAsync("/", "Overview");
        Assert.Equal("open", await olga.Page.EvaluateAsync<string>(Try, socket));
    }

    [Fact]
    public async Task A_session_that_was_planted_in_a_browser_is_nobodys_after_signing_in()
    {
        var planted = new Cookie
        {
            Name = "staff",
            Value = "planted-planted-planted-planted-planted",
            Url = house.Url,
        };
        await using var visitor = await house.VisitorAsync();
        await visitor.Context.AddCookiesAsync([planted]);
        await visitor.SignInAsync("petra", House.Password, await house.CodeAsync("petra"));
        Assert.DoesNotContain(await visitor.Context.CookiesAsync(), cookie => cookie.Value == planted.Value);

        await using var thief = await house.VisitorAsync();
        await thief.Context.AddCookiesAsync([planted]);
        await thief.Page.GotoAsync("/approvals");
        await thief.Heading("Sign in").WaitForAsync();
    }

    [Fact]
    public async Task Who_signs_in_where_somebody_is_signed_in_ends_that_session_and_is_nobody_else()
    {
        await using var left = await house.NewlySignedInAsync("petra");
        var kept = await left.Context.StorageStateAsync();
        await left.Page.GotoAsync("/sign-in");
        await left.Page.GetByLabel("Name").FillAsync("olga");
        await left.Page.GetByLabel("Password").FillAsync(House.Password);
        await left.Page.GetByLabel("Code", new() { Exact = false }).FillAsync("000000");
        await left.Button("Sign in").ClickAsync();
        await left.Page.GetByText("Somebody was signed in at this browser").WaitForAsync();

        await left.SignInAsync("olga", House.Password, await house.CodeAsync("olga"));

        await left.Page.Locator("header").GetByText("olga").First.WaitForAsync();
        await using var thief = await house.OpenAsync(ColorScheme.Light, 1280, kept, url: null);
        await thief.Page.GotoAsync("/approvals");
        await thief.Heading("Sign in").WaitForAsync();
    }

    [Fact]
    public async Task What_was_about_to_be_done_when_the_role_was_taken_away_is_refused()
    {
        await house.AskAsync("ada", new ProposeStaff("wanda", [StaffPermissions.Operator], "for a walk"));
        var invited = await house.AskAsync("bea", new ApproveStaff("wanda", [StaffPermissions.Operator], "agreed"));
        await house.EnrolAsync(invited.Secret!, name: null);
        await using var wanda = await house.NewlySignedInAsync("wanda");
        await wanda.GoAsync("/stop", "Stop");
        await wanda.Page.GetByLabel("One tool").CheckAsync();
        await wanda.Page.GetByLabel("Tool", new() { Exact = true }).SelectOptionAsync("withdraw_funds");
        await wanda.Button("Stop…").ClickAsync();
        await wanda.Page.GetByLabel("Reason").FillAsync("I may not any more");

        await house.AskAsync("ada", new ProposeStaff("wanda", [StaffPermissions.Approver], "another desk"));
        await house.AskAsync("bea", new ApproveStaff("wanda", [StaffPermissions.Approver], "agreed"));
        await wanda.Button("Stop the tool withdraw_funds now").ClickAsync();

        await wanda.Page.GetByRole(AriaRole.Alert).First.WaitForAsync();
        Assert.DoesNotContain(
            await house.AskAsync("olga", new ListStops()),
            stop => stop.Reason == "I may not any more"
        );
    }

    private static RawHttpServer SiteWith(string body) =>
        new(RawReply.Typed(200, "text/html", $"<!doctype html><title>Win</title>{body}"));
}
