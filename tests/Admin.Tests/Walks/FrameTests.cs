using System.Net;
using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>What all pages have: who may see them, and that every one of them can be seen by everybody who may.</summary>
[Collection(nameof(InTheHouse))]
public sealed class FrameTests(House house)
{
    /// <summary>Every page: who of those who may look at it does, its address and its heading.</summary>
    internal static IReadOnlyList<(string Who, string Path, string Heading)> Rooms { get; } =
    [
        ("ada", "/", "Overview"),
        ("ada", "/users", "Users"),
        ("ada", "/agents", "Agents"),
        ("ada", "/sessions", "Sessions"),
        ("ada", "/settings", "Settings"),
        ("olga", "/checks", "Health"),
        ("olga", "/keys", "Passkeys"),
        ("olga", "/doubts", "In doubt"),
        ("olga", "/stop", "Stop"),
        ("olga", "/policy", "Policy"),
        ("olga", "/policy/draft", "Policy draft"),
        ("olga", "/policy/simulate", "Simulate a call"),
        ("olga", "/policy/replay?from=2026-01-01T00:00", "Replay and coverage"),
        ("olga", "/policy/versions?version=1", "Policy versions"),
        ("paul", "/approvals", "Approvals"),
        ("paul", "/approvals?tab=decided", "Approvals"),
        ("rita", "/calls", "Tool calls"),
        ("rita", "/retention", "Retention"),
        ("rita", "/tools?tool=transfer_funds", "Tools"),
        ("rita", "/verify", "Verify"),
    ];

    /// <summary>At a server for people alone: all other walks are at one that serves agents too.</summary>
    [Fact]
    public async Task Every_page_is_accessible_light_and_dark_and_fits_a_narrow_screen_at_a_server_without_agents()
    {
        await using var server = await house.ReplicaAsync(("MCP_ENABLED", "false"));
        using var http = new HttpClient();
        using var call = new StringContent("{}");
        var answer = await http.PostAsync(new Uri(server.McpUrl + "/mcp"), call, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);

        var found = new List<string>();
        foreach (var rooms in Rooms.GroupBy(room => room.Who, StringComparer.Ordinal))
        {
            await using var person = await house.SignedInAsync(rooms.Key, url: server.AdminUrl);
            foreach (var (_, path, heading) in rooms)
            {
                await person.GoAsync(path, heading);
                found.AddRange(await person.LookRoundAsync(NameOf(path, heading)));
            }

            person.AssertQuiet();
        }

        Assert.Empty(found);
    }

    [Theory]
    [InlineData("/users", "olga")]
    [InlineData("/users", "paul")]
    [InlineData("/users", "rita")]
    [InlineData("/calls", "paul")]
    [InlineData("/verify", "olga")]
    [InlineData("/verify", "ada")]
    [InlineData("/retention", "olga")]
    [InlineData("/retention", "paul")]
    public async Task Who_has_not_the_right_gets_nothing_by_the_menu_nor_by_the_address(string path, string who)
    {
        await using var person = await house.SignedInAsync(who);
        await person.GoAsync("/", "Overview");
        Assert.Equal(0, await person.Page.Locator($"nav a[href='{path}']").CountAsync());

        await person.Page.GotoAsync(path);
        await person.Heading("Not for your role").WaitForAsync();
        Assert.Equal(1, await person.Page.GetByRole(AriaRole.Heading).CountAsync());
    }

    [Fact]
    public async Task Without_signing_in_there_is_no_page()
    {
        await using var visitor = await house.VisitorAsync();
        await visitor.Page.GotoAsync("/users");
        await visitor.Heading("Sign in").WaitForAsync();
        Assert.Equal("/sign-in?to=%2Fusers", new Uri(visitor.Page.Url).PathAndQuery);
    }

    [Fact]
    public async Task Who_asks_for_less_motion_sees_none()
    {
        await using var person = await house.SignedInAsync("olga");
        await person.GoAsync("/", "Overview");
        Assert.InRange(await SlowestAsync(), 0, 0.001);

        await person.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.NoPreference });
        Assert.InRange(await SlowestAsync(), 0.1, 1);

        Task<double> SlowestAsync() =>
            person.Page.EvaluateAsync<double>(
                "Math.max(...[...document.querySelectorAll('*')].map(it => parseFloat(getComputedStyle(it).transitionDuration)))"
            );
    }

    internal static string NameOf(string path, string heading) =>
        path.Contains("tab=decided", StringComparison.Ordinal) ? heading + " decided" : heading;
}
