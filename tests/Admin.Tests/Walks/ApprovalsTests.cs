using FinancialMcp.Application.Approvals;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Testing;
using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>Votes on held payments: by whom they may be, with a fresh code, one at a time.</summary>
[Collection(nameof(AtTheDesks))]
public sealed class ApprovalsTests(House house)
{
    /// <summary>How long a finger is on a button, in milliseconds: what leaving a field changes must not move the button away from it.</summary>
    private const float APress = 300;

    [Fact]
    public async Task A_held_payment_is_approved_with_a_fresh_code_and_seen_carried_out()
    {
        await using var paul = await house.NewlySignedInAsync("paul");
        await house.NameAsync("paul");
        await house.HoldAsync("approved-agent", "41.07", "<img src=x onerror=alert(1)>");
        await paul.GoAsync("/approvals", "Approvals");
        var row = paul.Row("41.07 USD");
        await Assertions.Expect(row).ToContainTextAsync("1001 (of alice)");
        await Assertions.Expect(row).ToContainTextAsync("1006 (of olivia)");
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(paul.Page.Locator(".case")).ToContainTextAsync("<img src=x onerror=alert(1)>");
        await Assertions.Expect(paul.Page.Locator(".case")).ToContainTextAsync("Rule that askedheld");
        await paul.AssertAccessibleAsync();
        await paul.PictureAsync("Approvals-opened");
        await paul.Button("Approve…").ClickAsync();
        await paul.AssertAccessibleAsync();
        await paul.PictureAsync("Approvals-voting");

        var code = paul.Page.GetByLabel("Code of your device");
        await code.FillAsync("000000");
        await paul.Button("Approve 41.07 USD").ClickAsync();
        await Assertions.Expect(paul.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("code: Is not right");
        await Assertions.Expect(paul.Page.GetByRole(AriaRole.Form)).ToContainTextAsync("code: Is not right");
        await Assertions.Expect(code).ToHaveValueAsync("");
        await paul.PictureAsync("Approvals-wrong code");
        await house.ConfirmAsync(paul, "paul");
        await paul.Button("Approve 41.07 USD").ClickAsync();

        await Assertions.Expect(paul.Page.GetByText("You approved 41.07 USD")).ToBeVisibleAsync();
        await paul.Page.GetByRole(AriaRole.Link, new() { Name = "Decided", Exact = true }).ClickAsync();
        await Assertions.Expect(paul.Row("41.07 USD")).ToContainTextAsync("paul for");
        await Assertions.Expect(paul.Row("41.07 USD")).ToContainTextAsync("succeeded", new() { Timeout = 30_000 });
        await paul.PictureAsync("Approvals-decided");
        paul.AssertQuiet();
    }

    /// <summary>By the pages alone, as on a new server: without recorded names there is no vote.</summary>
    [Fact]
    public async Task Two_administrators_record_as_whom_an_approver_asks_for_payments()
    {
        await house.AskAsync("ada", new ProposeStaff("nina", [StaffPermissions.Approver], "for a walk"));
        await using var bea = await house.NewlySignedInAsync("bea");
        await bea.GoAsync("/users", "Users");
        await bea.Button("Approve nina").ClickAsync();
        await bea.Page.GetByRole(AriaRole.Form).GetByLabel("Reason").FillAsync("<b>agreed</b>");
        await bea.Page.GetByLabel("Code of your device").FillAsync("000000");
        await bea.Button("Approve").ClickAsync(new() { Delay = APress });
        await Assertions.Expect(bea.Page.GetByRole(AriaRole.Form)).ToContainTextAsync("code: Is not right");
        await bea.AssertAccessibleAsync();
        await bea.PictureAsync("Users-approving");
        await house.ConfirmAsync(bea, "bea");
        await bea.Button("Approve").ClickAsync(new() { Delay = APress });
        await house.EnrolAsync(await bea.Page.Locator("#secret").InnerTextAsync(), name: null);
        await using var ada = await house.SignedInAsync("ada");
        await ada.GoAsync("/users", "Users");
        var names = ada.Page.GetByRole(AriaRole.Table).Nth(1).GetByRole(AriaRole.Row);
        await names
            .Filter(new() { HasText = "nina" })
            .Filter(new() { HasText = "not recorded: no vote yet" })
            .WaitForAsync();
        await ada.Button("Names of nina").ClickAsync();
        await ada.Page.GetByLabel("Issuer and subject").FillAsync("an-issuer-alone");
        await ada.Page.GetByRole(AriaRole.Form).GetByLabel("Reason").FillAsync("<b>votes</b>");
        await ada.Button("Propose the names").ClickAsync();
        await ada.Page.GetByText("\"an-issuer-alone\" has no subject").First.WaitForAsync();
        await ada.Page.GetByLabel("Issuer and subject").FillAsync($"{Tokens.Issuer} nina at the bank");
        await ada.AssertAccessibleAsync();
        await ada.PictureAsync("Users-naming");
        await ada.Button("Propose the names").ClickAsync();
        await ada.Page.GetByText("Another administrator confirms the names of nina").WaitForAsync();
        await Assertions.Expect(ada.Button("Confirm the names of nina")).ToBeDisabledAsync();

        await bea.GoAsync("/users", "Users");
        await bea.Button("Confirm the names of nina").ClickAsync();
        await bea.Page.GetByText("You have confirmed that it is you").WaitForAsync();
        await bea.Button("Confirm").ClickAsync();
        await Assertions.Expect(bea.Button("Confirm the names of nina")).ToHaveCountAsync(0);
        await bea
            .Page.GetByRole(AriaRole.Table)
            .Nth(1)
            .GetByRole(AriaRole.Row)
            .Filter(new() { HasText = $"nina at the bank of {Tokens.Issuer}" })
            .WaitForAsync();
        var recorded = (await house.AskAsync("ada", new ListApprovers())).Single(it => it.Person == "nina");
        Assert.Equal([new ApproverSubject(Tokens.Issuer, "nina at the bank")], recorded.Subjects);
        Assert.Null(recorded.Proposed);

        await bea.Button("Disable nina").ClickAsync();
        await bea.Page.GetByRole(AriaRole.Form).GetByLabel("Reason").FillAsync("the walk is over");
        await bea.Button("Disable").ClickAsync();
        await bea.Page.GetByText("You disabled nina").WaitForAsync();
        ada.AssertQuiet();
        bea.AssertQuiet();
    }

    [Fact]
    public async Task A_rejection_takes_a_reason_and_one_code_holds_for_five_minutes_on_every_replica()
    {
        await using var petra = await house.NewlySignedInAsync("petra");
        await house.NameAsync("petra");
        await house.HoldAsync("rejected-agent", "42.11");
        await house.HoldAsync("rejected-agent", "42.12");
        await petra.GoAsync("/approvals", "Approvals");
        await petra.Row("42.11 USD").GetByRole(AriaRole.Button).ClickAsync();
        await petra.Button("Reject…").ClickAsync();
        await petra.Page.GetByLabel("Reason").FillAsync("Nobody knows the payee.");
        await house.ConfirmAsync(petra, "petra");
        await petra.Button("Reject 42.11 USD").ClickAsync();
        await Assertions.Expect(petra.Page.GetByText("You rejected 42.11 USD")).ToBeVisibleAsync();

        await using var other = await house.ReplicaAsync();
        await petra.GoAsync(other.AdminUrl + "/approvals", "Approvals");
        await petra.Row("42.12 USD").GetByRole(AriaRole.Button).ClickAsync();
        await petra.Button("Reject…").ClickAsync();
        await Assertions.Expect(petra.Page.GetByText("You have confirmed that it is you")).ToBeVisibleAsync();
        await Assertions.Expect(petra.Page.GetByLabel("Code of your device")).ToHaveCountAsync(0);
        await petra.Page.GetByLabel("Reason").FillAsync("This one neither.");
        await petra.Button("Reject 42.12 USD").ClickAsync();
        await Assertions.Expect(petra.Page.GetByText("You rejected 42.12 USD")).ToBeVisibleAsync();

        await petra.GoAsync("/approvals?tab=decided", "Approvals");
        await Assertions.Expect(petra.Row("42.11 USD")).ToContainTextAsync("petra against: Nobody knows the payee.");
        petra.AssertQuiet();
    }

    [Fact]
    public async Task Who_asked_for_it_or_is_no_approver_has_no_vote_and_is_told_why()
    {
        await using var petra = await house.SignedInAsync("petra");
        await using var olga = await house.SignedInAsync("olga");
        await house.NameAsync("petra");
        await house.HoldAsync(Paying.AgentOf("petra"), "43.21");

        await petra.GoAsync("/approvals", "Approvals");
        await Assertions.Expect(petra.Row("43.21 USD")).ToContainTextAsync("You asked for this payment yourself.");
        await petra.Row("43.21 USD").GetByRole(AriaRole.Button).ClickAsync();
        await petra.Page.Locator(".case").WaitForAsync();
        await petra.PictureAsync("Approvals-own");
        await Assertions.Expect(petra.Button("Approve…")).ToHaveCountAsync(0);
        await olga.GoAsync("/approvals", "Approvals");
        await olga.Row("43.21 USD").GetByRole(AriaRole.Button).ClickAsync();
        await olga.Page.Locator(".case").WaitForAsync();
        await Assertions.Expect(olga.Button("Approve…")).ToHaveCountAsync(0);
        await using var narrow = await house.SignedInAsync("olga", ColorScheme.Dark, width: 400);
        await narrow.GoAsync(new Uri(olga.Page.Url).PathAndQuery, "Approvals");
        await narrow.AssertAccessibleAsync();
        await narrow.PictureAsync("Approvals-opened-400");
        Assert.Equal(400, await narrow.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }
}
