using System.Globalization;
using System.Text.RegularExpressions;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Stops;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Testing;
using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>How everything stands, and that the figures are those that are scraped.</summary>
[Collection(nameof(InTheHouse))]
public sealed partial class OverviewTests(House house)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task With_one_replica_the_figures_equal_the_metrics()
    {
        for (var calls = 0; calls < 7; calls++)
        {
            await house.CallAsync("figures", "list_accounts", new Dictionary<string, object?>());
        }

        await house.CallAsync("figures", "get_account", new Dictionary<string, object?> { ["account_id"] = "none" });
        var scraped = await ScrapedAsync();
        var figures = await house.AskAsync("olga", new GetFigures(FigureSpan.Day));
        await Eventually.TrueAsync(
            async () =>
                (figures = await house.AskAsync("olga", new GetFigures(FigureSpan.Day))).Total.Calls
                == scraped.Values.Sum(),
            Patience,
            $"as many calls are kept as are scraped ({scraped.Values.Sum()})"
        );

        Assert.Equal(scraped, figures.Tools.ToDictionary(tool => tool.Tool, tool => tool.Figures.Calls));
        Assert.True(scraped["list_accounts"] >= 7);
        Assert.Equal(figures.Total.Calls, figures.Points.Sum(point => point.Counts.Calls));

        await using var person = await house.SignedInAsync("olga");
        await person.GoAsync("/?span=24h", "Overview");
        var told = Words(figures.Total.Calls) + " in all";
        await person.Page.Locator("a.tile").Filter(new() { HasText = told }).WaitForAsync();
        foreach (var tile in new[] { "Failed or in doubt", "Refused" })
        {
            await person.GoAsync("/?span=24h", "Overview");
            await person.Page.Locator("a.tile").Filter(new() { HasText = tile }).ClickAsync();
            await person.Heading("Tool calls").WaitForAsync();
            await person.Page.GetByRole(AriaRole.Link, new() { Name = "Remove Outcome: " }).WaitForAsync();
            Assert.Equal(0, await person.Page.GetByText("must be one of those").CountAsync());
        }
    }

    [Fact]
    public async Task A_stop_is_told_at_once_and_can_be_put_aside_until_it_changes()
    {
        await using var person = await house.SignedInAsync("petra");
        await person.GoAsync("/", "Overview");
        var stop = await house.AskAsync("olga", new SetStop(StopScope.Tool, "deposit_funds", "a <b>drill</b>"));

        Assert.Null(
            await person.Page.Locator("a.tile").Filter(new() { HasText = "Refused" }).GetAttributeAsync("href")
        );
        await person
            .Page.Locator(".verdict")
            .Filter(new() { HasText = "Degraded: one tool, agent or account is stopped" })
            .WaitForAsync();
        var item = person.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "a <b>drill</b>" });
        await item.WaitForAsync();
        await item.GetByRole(AriaRole.Button).ClickAsync();
        await item.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await person.Page.GetByText("1 put aside").WaitForAsync();

        await house.AskAsync("olga", new ProposeRelease(stop.Id, "the drill is over"));
        await item.WaitForAsync();
        await house.AskAsync("paul", new ConfirmRelease(stop.Id, "the drill is over"));
        await person.Page.Locator(".verdict").Filter(new() { HasText = "Healthy" }).WaitForAsync();
        person.AssertQuiet();
    }

    [Fact]
    public async Task What_waits_is_told_to_who_may_see_its_page_and_to_nobody_else()
    {
        await house.AskAsync("ada", new ProposeStaff("walter", [StaffPermissions.Operator], "new here"));
        await using var bea = await house.SignedInAsync("bea");
        await bea.GoAsync("/", "Overview");
        await bea.Page.GetByText("An account waits for a second administrator: walter.").WaitForAsync();

        await using var paul = await house.SignedInAsync("paul");
        await paul.GoAsync("/", "Overview");
        Assert.Equal(0, await paul.Page.GetByText("walter").CountAsync());
    }

    private static string Words(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private async Task<Dictionary<string, long>> ScrapedAsync()
    {
        using var http = new HttpClient();
        var text = await http.GetStringAsync(
            new Uri(house.Server.MetricsUrl + "/metrics"),
            TestContext.Current.CancellationToken
        );
        return Requests()
            .Matches(text)
            .GroupBy(match => match.Groups["tool"].Value, StringComparer.Ordinal)
            .ToDictionary(
                tool => tool.Key,
                tool => tool.Sum(match => long.Parse(match.Groups["calls"].Value, CultureInfo.InvariantCulture)),
                StringComparer.Ordinal
            );
    }

    [GeneratedRegex(
        "^mcp_requests_total\\{[^}]*tool=\"(?<tool>[^\"]+)\"[^}]*\\} (?<calls>\\d+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Requests();
}
