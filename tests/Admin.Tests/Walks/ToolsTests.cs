using FinancialMcp.Application.Stops;
using FinancialMcp.Domain.Agents;
using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>The tools: everybody sees them, who may stop is led to the stop.</summary>
[Collection(nameof(InTheHouse))]
public sealed class ToolsTests(House house)
{
    [Fact]
    public async Task A_tool_tells_what_agents_are_told_and_leads_to_where_it_is_switched_off()
    {
        await using var olga = await house.SignedInAsync("olga");
        await olga.GoAsync("/tools", "Tools");
        await olga.Page.GetByRole(AriaRole.Link, new() { Name = "get_account", Exact = true }).ClickAsync();
        var details = olga.Page.GetByRole(AriaRole.Region, new() { Name = "get_account" });
        await details.GetByText("Arguments: JSON Schema").ClickAsync();
        await details.GetByText("\"additionalProperties\": false").WaitForAsync();
        Assert.EndsWith("/tools?tool=get_account", olga.Page.Url, StringComparison.Ordinal);
        Assert.Equal(
            "/stop?scope=tool&value=get_account",
            await details.GetByRole(AriaRole.Link, new() { Name = "Switch it off" }).GetAttributeAsync("href")
        );

        await details.GetByRole(AriaRole.Link, new() { Name = "Switch it off" }).ClickAsync();
        await olga.Heading("Stop").WaitForAsync();
        Assert.Equal("get_account", await olga.Page.Locator("#stop-tool").InputValueAsync());

        await using var rita = await house.SignedInAsync("rita");
        await rita.GoAsync("/tools?tool=get_account", "Tools");
        Assert.Equal(0, await rita.Page.GetByText("Switch it off").CountAsync());
    }

    [Fact]
    public async Task A_tool_that_is_switched_off_says_by_whom_and_why()
    {
        var stop = await house.AskAsync("olga", new SetStop(StopScope.Tool, "search_transactions", "<b>too slow</b>"));
        try
        {
            await using var rita = await house.SignedInAsync("rita");
            await rita.GoAsync("/tools?tool=search_transactions", "Tools");
            await rita.Page.GetByText("<b>too slow</b>").WaitForAsync();
            await rita.PictureAsync("Tools-off");
            Assert.Equal(
                "off",
                (
                    await rita
                        .Page.Locator("td[data-label=State]")
                        .Filter(new() { HasText = "off" })
                        .First.InnerTextAsync()
                ).Trim()
            );
        }
        finally
        {
            await house.AskAsync("olga", new ProposeRelease(stop.Id, "enough"));
            await house.AskAsync("paul", new ConfirmRelease(stop.Id, "enough"));
        }
    }
}
