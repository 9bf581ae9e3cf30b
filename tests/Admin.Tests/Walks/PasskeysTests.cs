using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>Passkeys in a real browser, with a device of its developer tools, at the name that they belong to.</summary>
[Collection(nameof(AtTheDesks))]
public sealed class PasskeysTests(House house)
{
    private const string NotTaken = "This passkey does not sign in here";

    private string Named => house.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    [Fact]
    public async Task A_key_is_added_signs_in_approves_a_payment_and_is_worth_nothing_once_removed()
    {
        await InviteAsync("vera");
        await house.NameAsync("vera");
        await house.HoldAsync("passkey-agent", "44.07");
        await using var vera = await house.VisitorAsync(url: Named);
        var device = await Authenticator.GiveAsync(vera);
        await SignInAsync(vera, "vera");
        await AddAsync(vera, "vera", "a phone");
        await Assertions.Expect(vera.Row("a phone")).ToContainTextAsync("never");

        await vera.Button("Sign out").ClickAsync();
        await vera.Button("Sign in with a passkey").ClickAsync();
        await vera.Heading("Overview").WaitForAsync();
        await vera.GoAsync("/approvals", "Approvals");
        await vera.Row("44.07 USD").GetByRole(AriaRole.Button).ClickAsync();
        await vera.Button("Approve…").ClickAsync();
        await vera.AssertAccessibleAsync();
        await vera.PictureAsync("Passkeys-voting");
        await vera.Button("Use a passkey").ClickAsync();
        await Assertions.Expect(vera.Page.GetByText("You have confirmed that it is you")).ToBeVisibleAsync();
        await vera.Button("Approve 44.07 USD").ClickAsync();
        await Assertions.Expect(vera.Page.GetByText("You approved 44.07 USD")).ToBeVisibleAsync();
        Assert.Equal(1L, await RecordsAsync("vera", 614, "with the passkey a phone"));

        await vera.GoAsync("/keys", "Passkeys");
        await vera.Button("Remove a phone").ClickAsync();
        await vera.PictureAsync("Passkeys-removing");
        await vera.Button("Remove it").ClickAsync();
        await Assertions.Expect(vera.Page.GetByText("a phone is removed")).ToBeVisibleAsync();
        await vera.Button("Sign out").ClickAsync();
        vera.AssertQuiet();
        Assert.Equal(1, await device.KeysAsync());
        await vera.Button("Sign in with a passkey").ClickAsync();
        await Assertions.Expect(vera.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(NotTaken);
        await vera.AssertAccessibleAsync();
        await vera.PictureAsync("Passkeys-refused");
    }

    [Fact]
    public async Task Who_is_not_verified_does_not_get_in_and_is_told_what_to_do()
    {
        await InviteAsync("wim");
        await using var wim = await house.VisitorAsync(url: Named);
        var device = await Authenticator.GiveAsync(wim);
        await SignInAsync(wim, "wim");
        await device.VerifyAsync(isRight: false);
        await wim.GoAsync("/keys", "Passkeys");
        await FillAsync(wim, "wim", "a phone");
        await Assertions
            .Expect(wim.Page.GetByRole(AriaRole.Alert).First)
            .ToContainTextAsync("Begin again, or use another device.");
        await wim.PictureAsync("Passkeys-not added");
        await device.VerifyAsync(isRight: true);
        await wim.Button("Add it").ClickAsync();
        await wim.Row("a phone").WaitForAsync();

        await wim.Button("Sign out").ClickAsync();
        await device.VerifyAsync(isRight: false);
        await wim.Button("Sign in with a passkey").ClickAsync();
        var alert = wim.Page.GetByRole(AriaRole.Alert);
        await Assertions.Expect(alert).ToContainTextAsync("No passkey was used");
        await Assertions.Expect(alert).ToContainTextAsync("or sign in with name, password and code");
        await wim.PictureAsync("Passkeys-not verified");

        await device.VerifyAsync(isRight: true);
        await wim.Button("Sign in with a passkey").ClickAsync();
        await wim.Heading("Overview").WaitForAsync();
        wim.AssertQuiet();
    }

    /// <summary>What went over the wire, sent once more with the very same cookies.</summary>
    [Fact]
    public async Task An_answer_that_somebody_overheard_signs_nobody_in()
    {
        await InviteAsync("xena");
        await using var xena = await house.VisitorAsync(url: Named);
        await Authenticator.GiveAsync(xena);
        await SignInAsync(xena, "xena");
        await AddAsync(xena, "xena", "a phone");
        await xena.Button("Sign out").ClickAsync();
        var sent = await xena.Page.RunAndWaitForRequestAsync(
            () => xena.Button("Sign in with a passkey").ClickAsync(),
            request => request.Method == "POST" && request.Url.EndsWith("/sign-in", StringComparison.Ordinal)
        );
        await xena.Heading("Overview").WaitForAsync();

        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        using var again = new HttpRequestMessage(HttpMethod.Post, sent.Url)
        {
            Content = new StringContent(
                sent.PostData!,
                new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-www-form-urlencoded")
            ),
        };
        again.Headers.Add("Cookie", (await sent.AllHeadersAsync())["cookie"]);
        using var answer = await http.SendAsync(again, TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains(NotTaken, page, StringComparison.Ordinal);
        Assert.Equal(1L, await RecordsAsync("xena", 611, "passkey a phone: its challenge is over, was used before"));
        Assert.Equal(1L, await RecordsAsync("xena", 610, "with the passkey a phone"));
    }

    [Fact]
    public async Task A_key_of_a_closed_account_is_refused_like_any_other()
    {
        await InviteAsync("yuri");
        await using var yuri = await house.VisitorAsync(url: Named);
        await Authenticator.GiveAsync(yuri);
        await SignInAsync(yuri, "yuri");
        await AddAsync(yuri, "yuri", "a phone");
        await house.AskAsync("ada", new DisableStaff("yuri", "left"));
        await yuri.Heading("Sign in").WaitForAsync();

        await yuri.Button("Sign in with a passkey").ClickAsync();

        await Assertions.Expect(yuri.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(NotTaken);
        Assert.Equal(1L, await RecordsAsync("yuri", 611, "not active"));
    }

    [Fact]
    public async Task Where_no_key_can_be_used_the_pages_say_so_and_lead_to_where_it_can()
    {
        await using var zoe = await house.VisitorAsync();
        await zoe.Page.GotoAsync("/sign-in");
        await Assertions.Expect(zoe.Button("Sign in with a passkey")).ToHaveCountAsync(0);
        await zoe.Page.GetByText($"sign in with one at {Named}").ClickAsync();
        await zoe.Button("Sign in with a passkey").WaitForAsync();
        Assert.Equal($"{Named}/sign-in", zoe.Page.Url);
        await using var olga = await house.SignedInAsync("olga");
        await olga.GoAsync("/keys", "Passkeys");
        await Assertions.Expect(olga.Page.GetByText("To add one, sign in at")).ToContainTextAsync(Named);
        await Assertions.Expect(olga.Button("Add a passkey…")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_pages_of_passkeys_are_accessible_light_and_dark_and_fit_a_narrow_screen()
    {
        await InviteAsync("zara");
        await using var zara = await house.VisitorAsync(url: Named);
        await Authenticator.GiveAsync(zara);
        await SignInAsync(zara, "zara");
        await AddAsync(zara, "zara", "a phone");
        await zara.Button("Add a passkey…").ClickAsync();
        await zara.LookRoundAsync("Passkeys");

        foreach (
            var (scheme, width) in new[]
            {
                (ColorScheme.Light, 1280),
                (ColorScheme.Dark, 1280),
                (ColorScheme.Light, 400),
            }
        )
        {
            await using var visitor = await house.VisitorAsync(scheme, width, Named);
            await visitor.Page.GotoAsync("/sign-in");
            await visitor.Button("Sign in with a passkey").WaitForAsync();
            await visitor.AssertAccessibleAsync();
            await visitor.PictureAsync($"Sign in-{scheme}-{width}");
            Assert.Equal(width, await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            visitor.AssertQuiet();
        }
    }

    private async Task SignInAsync(Person person, string name) =>
        await person.SignInAsync(name, House.Password, await house.CodeAsync(name));

    private async Task AddAsync(Person person, string name, string key)
    {
        await person.GoAsync("/keys", "Passkeys");
        await FillAsync(person, name, key);
        await person.Page.GetByText($"{key} is added").WaitForAsync();
    }

    private async Task FillAsync(Person person, string name, string key)
    {
        await person.Button("Add a passkey…").ClickAsync();
        await person.Page.GetByLabel("Name").FillAsync(key);
        await house.ConfirmAsync(person, name);
        await person.Button("Add it").ClickAsync();
    }

    private async Task InviteAsync(string name)
    {
        string[] roles = [StaffPermissions.Approver];
        await house.AskAsync("ada", new ProposeStaff(name, roles, "for a walk"));
        await house.EnrolAsync((await house.AskAsync("bea", new ApproveStaff(name, roles, "agreed"))).Secret!, null);
    }

    /// <summary>How many records of a code there are about the person whose reason begins like this.</summary>
    private async Task<long> RecordsAsync(string person, int code, string reason)
    {
        await using var connection = await house.Database.ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"select count(*) from audit_event where subject = '{person}' and code = {code} "
            + $"and convert_from(record, 'UTF8') like '%\"reason\":\"{reason}%'";
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
