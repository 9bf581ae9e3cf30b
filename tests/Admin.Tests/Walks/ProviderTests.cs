using System.Text.RegularExpressions;
using FinancialMcp.Application.Approvals;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Testing;
using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>Signing in and proving to be there at an identity provider, in a real browser.</summary>
public sealed partial class ProviderTests(ProviderHouse house) : IClassFixture<ProviderHouse>
{
    [Fact]
    public async Task The_first_administrator_comes_by_the_logs_secret_and_the_provider()
    {
        Assert.SkipWhen(ProviderHouse.Missing is not null, ProviderHouse.Missing ?? "");
        using var folder = new TemporaryFolder();
        var settings = ServerProcess.Settings(
            house.Bank,
            new Dictionary<string, string>(house.Provider.Settings, StringComparer.Ordinal)
            {
                ["DATA_DIR"] = folder.Path,
            }
        );
        await using var server = await ServerProcess.StartAsync(settings);
        await using var ada = await house.VisitorAsync(server.AdminUrl);
        var page = ada.Page;
        await page.GotoAsync("/");
        await ada.Heading("Sign in").WaitForAsync();
        await ada.AssertAccessibleAsync();
        await ada.PictureAsync("Provider-sign-in");

        await page.GotoAsync("/enrol");
        await page.GetByLabel("One-time secret").FillAsync(Secret().Match(server.Process.Output).Value);
        await ada.Button("Go on").ClickAsync();
        var go = page.GetByRole(AriaRole.Link, new() { Name = "Go on at 127.0.0.1" });
        await go.WaitForAsync();
        await ada.AssertAccessibleAsync();
        await ada.PictureAsync("Provider-enrol");
        await go.ClickAsync();
        await EnterAsync(ada, "1001", "ada");
        await ada.Heading("Overview").WaitForAsync();

        await ada.GoAsync("/users", "Users");
        await ada.Button("Make the second administrator's secret…").ClickAsync();
        await ada.Button("Confirm at 127.0.0.1").ClickAsync();
        await EnterAsync(ada, "1001", "ada");
        await ada.Button("Make the second administrator's secret…").ClickAsync();
        await Assertions.Expect(page.GetByText("You have confirmed that it is you")).ToBeVisibleAsync();
        await ada.Button("Make it").ClickAsync();
        Assert.Matches(Secret(), await page.Locator("#secret").InnerTextAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await ada.Heading("Sign in").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in at 127.0.0.1" }).ClickAsync();
        await ada.Heading("Overview").WaitForAsync();
        ada.AssertQuiet();
    }

    [Fact]
    public async Task A_vote_takes_a_fresh_sign_in_of_the_same_person_and_comes_back_to_the_page()
    {
        await using var paul = await house.VisitorAsync();
        var page = paul.Page;
        await HoldAsync("51.07");
        await page.GotoAsync("/approvals");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in at 127.0.0.1" }).ClickAsync();
        await EnterAsync(paul, "sub-paul", "paul");
        await paul.Heading("Approvals").WaitForAsync();
        await paul.Row("51.07 USD").GetByRole(AriaRole.Button).ClickAsync();
        await paul.Button("Approve…").ClickAsync();
        await paul.AssertAccessibleAsync();
        await paul.PictureAsync("Provider-vote");
        await paul.Button("Approve 51.07 USD").ClickAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Alert).First)
            .ToContainTextAsync("Confirm first that it is you");
        var where = new Uri(page.Url).PathAndQuery;

        await ConfirmAsync(paul, "sub-ada");
        await IsRefusedAsync(paul, "no fresh sign-in of the person who is signed in here", where);
        await paul.PictureAsync("Provider-refused");
        await page.GetByRole(AriaRole.Link, new() { Name = "back to where you were" }).ClickAsync();
        await ConfirmAsync(paul, "sub-paul", """{"claims":{"auth_time":1600000000}}""");
        await IsRefusedAsync(paul, "no fresh sign-in of the person who is signed in here", where);
        await page.GetByRole(AriaRole.Link, new() { Name = "back to where you were" }).ClickAsync();
        await ConfirmAsync(paul, "sub-paul", methods: "pwd");
        await IsRefusedAsync(paul, "more than a password", where);
        await page.GetByRole(AriaRole.Link, new() { Name = "back to where you were" }).ClickAsync();
        await ConfirmAsync(paul, "sub-paul");

        await paul.Heading("Approvals").WaitForAsync();
        Assert.Equal(where, new Uri(page.Url).PathAndQuery);
        await paul.Button("Approve…").ClickAsync();
        await Assertions.Expect(page.GetByText("You have confirmed that it is you")).ToBeVisibleAsync();
        await paul.Button("Approve 51.07 USD").ClickAsync();
        await Assertions.Expect(page.GetByText("You approved 51.07 USD")).ToBeVisibleAsync();
    }

    /// <summary>Begins at the held payment that the page shows, and fills the provider's form in, which asks although it knows who it is.</summary>
    private static async Task ConfirmAsync(Person person, string subject, string twist = "", string methods = "pwd mfa")
    {
        var confirm = person.Button("Confirm at 127.0.0.1");
        await person.Heading("Approvals").WaitForAsync();
        if (!await confirm.IsVisibleAsync())
        {
            await person.Button("Approve…").ClickAsync();
        }

        var asked = await person.Page.RunAndWaitForRequestAsync(
            () => confirm.ClickAsync(),
            request => request.Url.Contains("/auth?", StringComparison.Ordinal)
        );
        Assert.Contains("&prompt=login&max_age=0&", asked.Url, StringComparison.Ordinal);
        await EnterAsync(person, subject, subject[4..], twist, methods);
    }

    private static async Task EnterAsync(
        Person person,
        string subject,
        string name,
        string twist = "",
        string methods = "pwd mfa"
    )
    {
        await person.Heading("Provider").WaitForAsync();
        await person.Page.GetByLabel("Subject").FillAsync(subject);
        await person.Page.GetByLabel("Name").FillAsync(name);
        await person.Page.GetByLabel("Methods").FillAsync(methods);
        await person.Page.GetByLabel("Twist").FillAsync(twist);
        await person.Button("Enter").ClickAsync();
    }

    private static async Task IsRefusedAsync(Person person, string words, string where)
    {
        await person.Heading("Sign in").WaitForAsync();
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(words);
        var back = person.Page.GetByRole(AriaRole.Link, new() { Name = "back to where you were" });
        Assert.Equal(where, await back.GetAttributeAsync("href"));
    }

    private async Task HoldAsync(string amount)
    {
        ApproverSubject[] names = [new(Tokens.Issuer, Paying.AgentOf("paul"))];
        await house.AskAsync("ada", new ProposeApprover("paul", names, "votes"));
        await house.AskAsync("bea", new ConfirmApprover("paul", names));
        var status = await Paying.PayAsync(house.Server, "held-agent", amount, TestPolicy.HeldCounterparty);
        Assert.Equal("pending_approval", status);
    }

    [GeneratedRegex("([0-9a-f]{4}-){7}[0-9a-f]{4}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Secret();
}
