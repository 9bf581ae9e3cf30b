using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>What all pages have: who may see them, and that every one of them can be seen by everybody who may.</summary>
[Collection(nameof(InTheHouse))]
public sealed class FrameTests(House house)
{
    public static TheoryData<string, string, string> Rooms { get; } =
        new()
        {
            { "ada", "/", "Overview" },
            { "olga", "/checks", "Health" },
            { "ada", "/users", "Users" },
            { "paul", "/approvals", "Approvals" },
            { "paul", "/approvals?tab=decided", "Approvals" },
            { "olga", "/doubts", "In doubt" },
            { "olga", "/stop", "Stop" },
            { "ada", "/agents", "Agents" },
            { "ada", "/sessions", "Sessions" },
            { "olga", "/keys", "Passkeys" },
            { "rita", "/calls", "Tool calls" },
            { "rita", "/retention", "Retention" },
            { "rita", "/verify", "Verify" },
        };

    [Theory]
    [MemberData(nameof(Rooms))]
    public async Task A_page_is_accessible_light_and_dark_and_fits_a_narrow_screen(
        string who,
        string path,
        string heading
    )
    {
        await using var person = await house.SignedInAsync(who);
        await person.GoAsync(path, heading);
        await person.LookRoundAsync(heading);
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
}
