using System.Net;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Staff.Passkeys;
using FinancialMcp.Mcp.Tests.Hosting;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Admin;

/// <summary>Signing in with a passkey over the wire: what a browser sends, and what somebody else would.</summary>
public sealed class PasskeyTests : IAsyncLifetime
{
    private RunningServer server = null!;
    private AdminBrowser browser = null!;
    private SoftKey key = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Named => server.AdminUrl.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        browser = new AdminBrowser(server, Named);
        await browser.EnrolAsync();
        key = new SoftKey(Named);
        await AddAsync();
    }

    public async ValueTask DisposeAsync()
    {
        key.Dispose();
        browser.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_challenge_stays_with_its_browser_and_the_answer_signs_in_there_alone()
    {
        var (page, offer) = await BeginAsync(browser);
        var cookie = Assert.Single(
            offer.Response.Headers.GetValues("Set-Cookie"),
            it => it.StartsWith("passkey=", StringComparison.Ordinal)
        );
        Assert.Contains("max-age=300; path=/; samesite=strict; httponly", cookie, StringComparison.Ordinal);
        Assert.Equal("no-store", offer.Response.Headers.CacheControl?.ToString());
        Assert.DoesNotContain(
            System.Text.Json.JsonDocument.Parse(offer.Text).RootElement.GetProperty("challenge").GetString()!,
            cookie,
            StringComparison.Ordinal
        );
        var answer = key.Use(offer.Text);
        using var other = new AdminBrowser(server, Named);
        var (othersPage, _) = await BeginAsync(other);

        Assert.Equal(HttpStatusCode.Unauthorized, (await FinishAsync(other, othersPage, answer)).Status);
        var signedIn = await FinishAsync(browser, page, answer);

        Assert.Equal((HttpStatusCode.Redirect, "/"), (signedIn.Status, signedIn.To));
        Assert.NotNull(browser.Session);
        Assert.Null(other.Session);
    }

    [Fact]
    public async Task An_answer_of_another_origin_is_refused_also_of_the_same_host()
    {
        foreach (var origin in new[] { server.AdminUrl, "http://localhost", Named + "/", "https://evil.test" })
        {
            key.Origin = origin;
            var (page, offer) = await BeginAsync(browser);

            var refused = await FinishAsync(browser, page, key.Use(offer.Text));

            Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
            Assert.Contains("This passkey does not sign in here", refused.Text, StringComparison.Ordinal);
            Assert.Null(browser.Session);
        }
    }

    [Fact]
    public async Task Another_sites_page_neither_begins_nor_ends_a_ceremony()
    {
        var (page, offer) = await BeginAsync(browser);

        var begun = await browser.SendAsync(Step, "");
        var ended = await browser.SendAsync(
            "/sign-in",
            "",
            ("_handler", "passkey"),
            ("Key.Response", key.Use(offer.Text))
        );

        Assert.Equal(HttpStatusCode.BadRequest, begun.Status);
        Assert.Equal(HttpStatusCode.BadRequest, ended.Status);
        Assert.Null(browser.Session);
        Assert.NotEmpty(page);
    }

    [Fact]
    public async Task A_form_without_an_answer_is_told_how_to_sign_in()
    {
        var (page, _) = await BeginAsync(browser);

        var refused = await FinishAsync(browser, page, "");

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("Sign in with name, password and code.", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_an_ip_address_there_is_no_form_and_the_way_to_one()
    {
        using var visitor = new AdminBrowser(server);

        var page = (await visitor.GetAsync("/sign-in")).Text;

        Assert.DoesNotContain("data-passkey", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Named}/sign-in\"", page, StringComparison.Ordinal);
    }

    private const string Step = "/sign-in/passkey";

    /// <summary>The form's own hidden fields, and what the browser is told.</summary>
    private static async Task<(string Form, PageAnswer Offer)> BeginAsync(AdminBrowser browser)
    {
        var page = (await browser.GetAsync("/sign-in")).Text;
        var from = page.IndexOf("data-passkey", StringComparison.Ordinal);
        var form = page[from..page.IndexOf("name=\"Key.Response\"", StringComparison.Ordinal)];
        return (form, await browser.SendAsync(Step, form));
    }

    private static Task<PageAnswer> FinishAsync(AdminBrowser browser, string form, string answer) =>
        browser.SendAsync("/sign-in", form, ("Key.Response", answer));

    private async Task AddAsync()
    {
        var store = server.Services.GetRequiredService<IStaffStore>();
        var ceremonies = server.Services.GetRequiredService<IPasskeyCeremonies>();
        var account = (await store.FindAsync(AdminBrowser.Name, Cancel))!;
        var challenge = new string('A', 43);
        var found = await ceremonies.LookAtNewAsync(
            challenge,
            account,
            key.Create(ceremonies.OptionsToAdd(challenge, account, []))
        );
        Assert.Null(found.Problem);
        var kept = new Passkey
        {
            Id = Guid.CreateVersion7(),
            Account = account.Id,
            CredentialId = found.Value!.CredentialId,
            PublicKey = found.Value.PublicKey,
            Name = "a phone",
            SignCount = found.Value.SignCount,
            Model = found.Value.Model,
            Transports = found.Value.Transports,
            MayBeCopied = found.Value.MayBeCopied,
            IsCopied = found.Value.IsCopied,
            CreatedAt = TimeProvider.System.GetUtcNow(),
        };
        var record = new AuditEvent
        {
            Id = Guid.CreateVersion7(),
            Code = AuditCode.StaffPasskeyAdded,
            RequestId = "past every use case",
            Tool = "test",
            Decision = "none",
        };
        Assert.True(await store.ChangeAsync(await store.VersionAsync(Cancel), [new KeepPasskey(kept)], record));
    }
}
