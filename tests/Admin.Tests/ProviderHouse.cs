using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Testing;
using Mediator;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests;

/// <summary>A server whose people sign in at a real OpenID Provider: ada and bea administer, paul approves.</summary>
public sealed class ProviderHouse : IAsyncLifetime
{
    private static readonly StaffSource Desk = new("prepared", "192.0.2.7", "a desk");
    private readonly Belongings belongings = new();
    private WebApplication? host;
    private IPlaywright? playwright;
    private IBrowser? browser;

    public static string? Missing => House.Missing ?? IdentityProvider.Missing;

    internal ServerProcess Server { get; private set; } = null!;

    internal BankProcess Bank { get; private set; } = null!;

    internal IdentityProvider Provider { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        var folder = belongings.Hold(new TemporaryFolder());
        Provider = belongings.Keep(await IdentityProvider.StartAsync());
        var database = await TestDatabase.CreateAsync("postgres", folder.Path);
        Bank = belongings.Keep(await BankProcess.StartAsync("v1", "--limits", "none", "--seed", "demo"));
        var settings = ServerProcess.Settings(Bank, database.Settings);
        settings["DATA_DIR"] = folder.Path;
        settings["POLICY_FILE"] = TestPolicy.WriteTo(folder.Path);
        foreach (var (name, value) in Provider.Settings)
        {
            settings[name] = value;
        }

        Server = belongings.Keep(await ServerProcess.StartAsync(settings));
        host = House.DeskOn(settings);
        await EnrolAsync((await host.Services.GetRequiredService<StaffEnrolment>().OfferFirstAsync(Cancel))!, "ada");
        await EnrolAsync(await AskAsync("ada", new InviteSecondAdmin()), "bea");
        string[] roles = [StaffPermissions.Approver];
        await AskAsync("ada", new ProposeStaff("paul", roles, "votes"));
        await EnrolAsync((await AskAsync("bea", new ApproveStaff("paul", roles, "agreed"))).Secret!, "paul");
        playwright = await Playwright.CreateAsync();
        browser = await House.LaunchAsync(playwright);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        await belongings.DisposeAsync();
    }

    /// <summary>A browser of its own, in which nobody is signed in.</summary>
    internal async Task<Person> VisitorAsync(string? url = null)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        return await Person.OpenAsync(
            await browser!.NewContextAsync(new BrowserNewContextOptions { BaseURL = url ?? Server.AdminUrl })
        );
    }

    internal Task<T> AskAsync<T>(string person, IRequest<T> request) => House.AskAsync(host!, person, request);

    private Task<StaffAccount> EnrolAsync(string secret, string name) =>
        host!
            .Services.GetRequiredService<StaffEnrolment>()
            .EnrolAsync(
                secret,
                new ProviderIdentity(new StaffSubject(Provider.Issuer, "sub-" + name), name),
                Desk,
                Cancel
            );
}
