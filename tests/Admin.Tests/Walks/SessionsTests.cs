using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>An open page is worth what its session and roles are worth at this moment.</summary>
[Collection(nameof(AtTheDesks))]
public sealed class SessionsTests(House house)
{
    [Fact]
    public async Task A_page_that_was_open_when_the_role_was_taken_away_shows_and_does_nothing_more()
    {
        await InviteAsync("sam", StaffPermissions.Operator);
        await using var sam = await house.NewlySignedInAsync("sam");
        await sam.GoAsync("/", "Overview");

        await house.AskAsync("ada", new ProposeStaff("sam", [StaffPermissions.Auditor], "another desk"));
        await house.AskAsync("bea", new ApproveStaff("sam", [StaffPermissions.Auditor], "agreed"));
        await sam.Page.GotoAsync("/doubts");
        await sam.Heading("In doubt").WaitForAsync();
        await sam.Page.GotoAsync("/settings");
        await sam.Heading("Not for your role").WaitForAsync();
    }

    [Fact]
    public async Task A_session_that_somebody_ends_is_left_by_its_open_page()
    {
        await InviteAsync("tom", StaffPermissions.Approver);
        await using var tom = await house.NewlySignedInAsync("tom");
        await tom.GoAsync("/sessions", "Sessions");

        await using var ada = await house.SignedInAsync("ada");
        await ada.GoAsync("/sessions", "Sessions");
        await ada.Row("tom").GetByRole(AriaRole.Button).ClickAsync();
        await ada.Row("tom").GetByText("ended").WaitForAsync();

        await tom.Heading("Sign in").WaitForAsync();
    }

    [Fact]
    public async Task What_a_browser_kept_is_worth_nothing_after_signing_out()
    {
        await InviteAsync("una", StaffPermissions.Approver);
        await using var una = await house.NewlySignedInAsync("una");
        var kept = await una.Context.CookiesAsync();
        await una.Button("Sign out").ClickAsync();
        await una.Heading("Sign in").WaitForAsync();

        await using var thief = await house.VisitorAsync();
        await thief.Context.AddCookiesAsync(
            kept.Select(cookie => new Cookie
            {
                Name = cookie.Name,
                Value = cookie.Value,
                Domain = cookie.Domain,
                Path = cookie.Path,
            })
        );
        await thief.Page.GotoAsync("/approvals");
        await thief.Heading("Sign in").WaitForAsync();
        await thief.Page.GetByText("Your session has ended: it does after 15 minutes").WaitForAsync();
        await thief.AssertAccessibleAsync();
        await thief.PictureAsync("Sign in-ended");
    }

    private async Task InviteAsync(string name, string role)
    {
        await house.AskAsync("ada", new ProposeStaff(name, [role], "for a walk"));
        await house.EnrolAsync((await house.AskAsync("bea", new ApproveStaff(name, [role], "agreed"))).Secret!, null);
    }
}
