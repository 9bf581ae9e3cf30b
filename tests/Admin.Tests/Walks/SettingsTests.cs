using FinancialMcp.Testing;
using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>The settings: found by a part of their name, never with a secret.</summary>
[Collection(nameof(InTheHouse))]
public sealed class SettingsTests(House house)
{
    [Fact]
    public async Task A_secret_is_only_said_to_be_set_and_a_search_is_kept_in_the_address()
    {
        await using var olga = await house.SignedInAsync("olga");
        await olga.GoAsync("/settings", "Settings");
        var text = await olga.Page.ContentAsync();
        Assert.DoesNotContain(Tokens.AgentSecret, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Tokens.BankSecret, text, StringComparison.Ordinal);

        await olga.Page.GetByLabel("Search").FillAsync("jwt_secret");
        await olga.Page.GetByText("4 of ").WaitForAsync();
        await olga.Row("BACKEND_JWT_SECRET")
            .GetByText("set", new LocatorGetByTextOptions { Exact = true })
            .WaitForAsync();
        await olga.Page.ReloadAsync();
        await olga.Page.GetByText("4 of ").WaitForAsync();
        Assert.EndsWith("/settings?q=jwt_secret", olga.Page.Url, StringComparison.Ordinal);
        olga.AssertQuiet();
    }

    [Theory]
    [InlineData("paul")]
    [InlineData("rita")]
    public async Task Approvers_and_auditors_get_nothing(string who)
    {
        await using var person = await house.SignedInAsync(who);
        await person.Page.GotoAsync("/settings");
        await person.Heading("Not for your role").WaitForAsync();
    }
}
