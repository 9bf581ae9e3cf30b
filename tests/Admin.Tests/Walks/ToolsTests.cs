using System.Diagnostics;
using FinancialMcp.Application.Stops;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Testing;
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

    /// <summary>The line is run as it stands, by a shell, with what it asks for.</summary>
    [Fact]
    public async Task A_reading_tool_is_tried_as_an_agent_with_the_line_that_its_page_shows()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "curl is not installed.");
        await using var olga = await house.SignedInAsync("olga");
        await olga.GoAsync("/tools?tool=get_account", "Tools");
        await olga.Page.GetByText("Try it").ClickAsync();
        await olga.AssertAccessibleAsync();
        await olga.PictureAsync("Tools-try");
        var line = await olga.Page.Locator("details[open] pre").InnerTextAsync();
        Assert.Contains("<account_id>", line, StringComparison.Ordinal);

        using var shell = new Process
        {
            StartInfo = new ProcessStartInfo("sh")
            {
                ArgumentList = { "-c", line.Replace("<account_id>", "1001", StringComparison.Ordinal) },
                RedirectStandardOutput = true,
                UseShellExecute = false,
                Environment = { ["MCP_URL"] = house.Server.McpUrl, ["TOKEN"] = Tokens.ForAgent("alice", "ROLE_USER") },
            },
        };
        Assert.True(shell.Start(), "the shell starts");
        var answer = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, shell.ExitCode);
        Assert.Contains("\"isError\":false", answer, StringComparison.Ordinal);
        Assert.Contains("\"account_id\":\"1001\"", answer, StringComparison.Ordinal);

        await olga.GoAsync("/tools?tool=transfer_funds", "Tools");
        await olga.Page.GetByRole(AriaRole.Region, new() { Name = "transfer_funds" }).WaitForAsync();
        Assert.Equal(0, await olga.Page.GetByText("Try it").CountAsync());
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
