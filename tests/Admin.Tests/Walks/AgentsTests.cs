using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>Agents: one person narrows, two widen, and what is for good is asked twice.</summary>
[Collection(nameof(AtTheDesks))]
public sealed class AgentsTests(House house)
{
    [Fact]
    public async Task An_agent_is_found_seen_suspended_by_one_and_reinstated_by_two()
    {
        await house.PayAsync("idle-agent", "2.00");
        await using var olga = await house.SignedInAsync("olga");
        await olga.GoAsync("/agents", "Agents");
        await olga.Page.GetByLabel("Search").FillAsync("idle-ag");
        await olga.Page.GetByLabel("Search").PressAsync("Enter");
        await Assertions.Expect(olga.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("1 of");
        Assert.Contains("q=idle-ag", olga.Page.Url, StringComparison.Ordinal);
        await olga.Row("idle-agent").GetByRole(AriaRole.Button).ClickAsync();
        var opened = olga.Page.Locator(".case");
        await Assertions.Expect(opened).ToContainTextAsync("Rights as effective");
        await Assertions.Expect(opened).ToContainTextAsync("transfer funds 2.00 USD: succeeded");
        await olga.AssertAccessibleAsync();
        await olga.PictureAsync("Agents-opened");
        await olga.Button("Suspend…").ClickAsync();
        await olga.Page.GetByLabel("Reason").FillAsync("Odd calls");
        await olga.Button("Suspend").ClickAsync();
        await Assertions.Expect(olga.Row("idle-agent")).ToContainTextAsync("suspended");
        await Assertions.Expect(opened).ToContainTextAsync("Odd calls");
        await olga.Button("Propose to reinstate…").ClickAsync();
        await olga.Page.GetByLabel("Reason").FillAsync("Explained");
        await olga.Button("Propose").ClickAsync();
        await Assertions.Expect(olga.Page.GetByText("It is proposed.")).ToBeVisibleAsync();
        await Assertions.Expect(olga.Button("Propose to reinstate…")).ToHaveCountAsync(0);
        await Assertions.Expect(olga.Button("Approve the reinstatement…")).ToHaveCountAsync(0);

        await using var ada = await house.SignedInAsync("ada");
        await ada.GoAsync(new Uri(olga.Page.Url).PathAndQuery, "Agents");
        await ada.Button("Approve the reinstatement…").ClickAsync();
        await ada.Page.GetByLabel("Reason").FillAsync("Agreed");
        await ada.AssertAccessibleAsync();
        await house.ConfirmAsync(ada, "ada");
        await ada.Button("Approve").ClickAsync();
        await Assertions.Expect(ada.Row("idle-agent")).ToContainTextAsync("active");
        olga.AssertQuiet();
        ada.AssertQuiet();
    }

    [Fact]
    public async Task A_narrower_grant_holds_at_once_a_wider_one_waits_and_revoking_is_for_good()
    {
        await house.PayAsync("leaked-agent", "2.00");
        await using var ada = await house.SignedInAsync("ada");
        await ada.GoAsync("/agents?q=leaked-agent", "Agents");
        await ada.Row("leaked-agent").GetByRole(AriaRole.Button).ClickAsync();
        await ada.Button("Propose a grant or owner…").ClickAsync();
        await ada.Page.GetByLabel("Read", new() { Exact = true }).CheckAsync();
        await ada.Page.GetByLabel("Reason").FillAsync("Reads only");
        await ada.Button("Propose").ClickAsync();
        await Assertions.Expect(ada.Row("leaked-agent")).ToContainTextAsync("read");
        await ada.Button("Propose a grant or owner…").ClickAsync();
        await ada.Page.GetByLabel("These rights").CheckAsync();
        await ada.Page.GetByLabel("transaction:create").CheckAsync();
        await ada.Page.GetByLabel("Owner", new() { Exact = true }).FillAsync("olga");
        await ada.Page.GetByLabel("Reason").FillAsync("Pays again");
        await ada.AssertAccessibleAsync();
        await ada.PictureAsync("Agents-proposing");
        await ada.Button("Propose").ClickAsync();
        await Assertions.Expect(ada.Row("leaked-agent")).ToContainTextAsync("transaction:create, owner olga, by ada");
        await Assertions.Expect(ada.Button("Approve the grant…")).ToBeDisabledAsync();
        await Assertions.Expect(ada.Page.GetByText("You proposed it: another administrator")).ToBeVisibleAsync();

        await ada.Button("Revoke…").ClickAsync();
        await Assertions.Expect(ada.Page.GetByText("nobody can undo this")).ToBeVisibleAsync();
        await ada.Page.GetByLabel("Reason").FillAsync("Its key was stolen");
        await ada.Button("Revoke leaked-agent for good").ClickAsync();

        await Assertions.Expect(ada.Row("leaked-agent")).ToContainTextAsync("revoked");
        await Assertions.Expect(ada.Button("Suspend…")).ToHaveCountAsync(0);
        ada.AssertQuiet();
    }
}
