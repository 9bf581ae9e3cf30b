using System.Text.RegularExpressions;
using FinancialMcp.Testing;
using Microsoft.Playwright;
using OtpNet;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>A new server, its log, a browser and an authenticator: nothing else makes the first administrator.</summary>
[Collection(nameof(AtTheDesks))]
public sealed partial class FirstAdminTests(House house)
{
    private const string Odd = "<img src=x onerror=alert(1)>";

    [Fact]
    public async Task The_first_administrator_enrols_with_the_logs_secret_signs_in_and_invites_the_second()
    {
        using var folder = new TemporaryFolder();
        Assert.SkipWhen(House.Missing is not null, House.Missing ?? "");
        var settings = ServerProcess.Settings(
            house.Bank,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["DATA_DIR"] = folder.Path }
        );
        await using var server = await ServerProcess.StartAsync(settings);
        await using var visitor = await house.VisitorAsync(url: server.AdminUrl);
        await visitor.Page.GotoAsync("/");
        await visitor.Heading("Sign in").WaitForAsync();

        var key = await EnrolAsync(visitor, Secret().Match(server.Process.Output).Value);
        var code = new Totp(Base32Encoding.ToBytes(key)).ComputeTotp();
        await visitor.SignInAsync("ada", House.Password, code);
        await visitor.GoAsync("/users", "Users");
        await visitor.Button("Make the second administrator's secret…").ClickAsync();
        await visitor.AssertAccessibleAsync();
        await visitor.PictureAsync("Users-inviting");
        var next = TimeProvider.System.GetUtcNow().AddSeconds(30);
        await visitor
            .Page.GetByLabel("Code of your device")
            .FillAsync(new Totp(Base32Encoding.ToBytes(key)).ComputeTotp(next.UtcDateTime));
        await visitor.Button("Make it").ClickAsync();
        Assert.Matches(Secret(), await visitor.Page.Locator("#secret").InnerTextAsync());

        await visitor.Page.GetByLabel("Name").FillAsync("eve");
        await visitor.Page.GetByLabel("Reason").FillAsync(Odd);
        await visitor.Page.GetByLabel("auditor").CheckAsync();
        await visitor.Button("Propose").ClickAsync();
        await visitor.Row("eve").GetByText(Odd).WaitForAsync();
        await visitor.PictureAsync("Users-proposed");
        visitor.AssertQuiet();
    }

    private static async Task<string> EnrolAsync(Person visitor, string secret)
    {
        var page = visitor.Page;
        await page.GotoAsync("/enrol");
        await page.GetByLabel("One-time secret").FillAsync(secret);
        await visitor.Button("Go on").ClickAsync();
        var hidden = page.Locator("input[name='Form.Key']");
        await hidden.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        var key = await hidden.GetAttributeAsync("value");
        await visitor.AssertAccessibleAsync();
        await visitor.PictureAsync("Enrol");
        await page.Locator("input[name='Form.Name']").FillAsync("ada");
        await page.Locator("input[name='Form.Password']").FillAsync(House.Password);
        await page.Locator("input[name='Form.Again']").FillAsync(House.Password);
        var totp = new Totp(Base32Encoding.ToBytes(key));
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-30);
        await page.Locator("input[name='Form.Code']").FillAsync(totp.ComputeTotp(before.UtcDateTime));
        await page.Locator("button[type=submit]").ClickAsync();
        await visitor.Heading("Sign in").WaitForAsync();
        await page.GetByText("You are enrolled.").WaitForAsync();
        return key!;
    }

    [GeneratedRegex("([0-9a-f]{4}-){7}[0-9a-f]{4}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Secret();
}
