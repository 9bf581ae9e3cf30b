using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>One person stops, everybody sees it, two release.</summary>
[Collection(nameof(AtTheDesks))]
public sealed class StopTests(House house)
{
    [Fact]
    public async Task A_stop_is_told_on_every_page_refuses_the_next_payment_and_takes_two_to_release()
    {
        await house.PayAsync("stopped-agent", "1.00");
        await using var rita = await house.SignedInAsync("rita");
        await rita.GoAsync("/sessions", "Sessions");
        await Assertions.Expect(rita.Page.Locator(".stopped")).ToHaveCountAsync(0);
        await using var olga = await house.SignedInAsync("olga");
        await olga.GoAsync("/stop", "Stop");
        await olga.Page.GetByLabel("One agent").CheckAsync();
        await olga
            .Page.GetByLabel("Agent", new() { Exact = true })
            .SelectOptionAsync(new SelectOptionValue { Label = "stopped-agent (https://issuer.test)" });
        await olga.Button("Stop…").ClickAsync();
        await Assertions.Expect(olga.Page.GetByText("This agent changes nothing any more")).ToBeVisibleAsync();
        await olga.Page.GetByLabel("Reason").FillAsync("<b>Odd</b> payments");
        await olga.AssertAccessibleAsync();
        await olga.PictureAsync("Stop-asking");
        await olga.Button("Stop the agent stopped-agent now").ClickAsync();
        await Assertions.Expect(olga.Page.GetByText("Stopped: the agent stopped-agent.").First).ToBeVisibleAsync();
        await Assertions.Expect(olga.Row("stopped-agent")).ToContainTextAsync("<b>Odd</b> payments");

        await Assertions.Expect(rita.Page.Locator(".stopped")).ToContainTextAsync("the agent stopped-agent");
        await rita.AssertAccessibleAsync();
        await rita.PictureAsync("Stop-banner");
        Assert.Contains("EMERGENCY_STOP", await house.PayAsync("stopped-agent", "1.00"), StringComparison.Ordinal);

        await olga.Row("stopped-agent").GetByRole(AriaRole.Button).ClickAsync();
        await olga.Page.GetByLabel("Reason").FillAsync("Explained");
        await olga.Button("Propose release").ClickAsync();
        await Assertions.Expect(olga.Page.GetByText("The release is proposed.")).ToBeVisibleAsync();
        await Assertions.Expect(olga.Page.Locator(".stopped")).ToHaveCountAsync(1);
        await ReleaseAsync();

        await Assertions.Expect(rita.Page.Locator(".stopped")).ToHaveCountAsync(0);
        Assert.Equal("succeeded", await house.PayAsync("stopped-agent", "1.00"));
        olga.AssertQuiet();
        rita.AssertQuiet();
    }

    private async Task ReleaseAsync()
    {
        await using var paul = await house.NewlySignedInAsync("paul");
        await paul.GoAsync("/stop", "Stop");
        await Assertions
            .Expect(paul.Page.GetByRole(AriaRole.Heading, new() { Name = "Stop something" }))
            .ToHaveCountAsync(0);
        await paul.Row("stopped-agent").GetByRole(AriaRole.Button).ClickAsync();
        await paul.Page.GetByLabel("Reason").FillAsync("Agreed");
        await house.ConfirmAsync(paul, "paul");
        await paul.AssertAccessibleAsync();
        await paul.PictureAsync("Stop-releasing");
        await paul.Button("Release").ClickAsync();
        await Assertions.Expect(paul.Page.GetByText("Released: the agent stopped-agent.")).ToBeVisibleAsync();
        paul.AssertQuiet();
    }
}
