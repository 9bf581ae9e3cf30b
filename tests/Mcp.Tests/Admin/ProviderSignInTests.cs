using System.Net;
using System.Net.Sockets;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Staff;
using FinancialMcp.Mcp.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Admin;

/// <summary>People who sign in at a real OpenID Provider, over the wire.</summary>
public sealed class ProviderSignInTests(AtTheProvider house) : IClassFixture<AtTheProvider>
{
    private static readonly Persona Ada = new("1001", "Ada");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_administrator_comes_by_the_logs_secret_and_the_provider_and_is_known_by_the_subject()
    {
        await using var server = await house.ServerAsync();
        using var ada = new Traveller(server);

        var answer = await ada.EnrolFirstAsync(Ada);

        Assert.Equal((HttpStatusCode.OK, "/"), (answer.Status, answer.To));
        var account = Assert.Single(await AccountsAsync(server));
        Assert.Equal(("ada", StaffStatus.Active, null), (account.Name, account.Status, account.Secrets));
        Assert.Equal(new StaffSubject(house.Provider.Issuer, "1001"), account.Subject);
        Assert.Equal("code", ada.Asked.GetProperty("response_type").GetString());
        Assert.Equal("S256", ada.Asked.GetProperty("code_challenge_method").GetString());
        Assert.Null(await server.Services.GetRequiredService<StaffEnrolment>().OfferFirstAsync(Cancel));

        using var elsewhere = new Traveller(server);
        var later = await elsewhere.SignInAsync(Ada with { Name = "called otherwise meanwhile" }, "?to=%2Fusers");
        Assert.Equal((HttpStatusCode.OK, "/users"), (later.Status, later.To));
        Assert.Equal(
            [AuditCode.StaffEnrolled, AuditCode.StaffSignedIn, AuditCode.StaffSignedIn],
            (await server.Audit.AllAsync()).Select(it => it.Code).Where(IsOfStaff)
        );
    }

    [Fact]
    public async Task Who_comes_back_to_a_browser_where_somebody_is_signed_in_ends_that_session_and_signs_in_again()
    {
        await using var server = await house.ServerAsync();
        using var browser = new Traveller(server);
        await browser.EnrolFirstAsync(Ada);
        using var copy = new AdminBrowser(server);
        foreach (Cookie cookie in browser.Cookies.GetAllCookies())
        {
            copy.Cookies.Add(cookie);
        }

        var ended = await browser.SignInAsync(Ada);

        Assert.Equal(HttpStatusCode.Conflict, ended.Status);
        Assert.Contains("is signed out now", ended.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await copy.GetAsync("/")).Status);
        Assert.Equal((HttpStatusCode.OK, "/"), await AnswerAsync());

        async Task<(HttpStatusCode, string?)> AnswerAsync()
        {
            var answer = await browser.SignInAsync(Ada);
            return (answer.Status, answer.To);
        }
    }

    /// <summary>Each that leads nowhere is a record: nobody may fill the trail with them.</summary>
    [Fact]
    public async Task Who_sets_out_again_and_again_has_to_wait_however_the_address_is_spelled()
    {
        await using var server = await house.ServerAsync();
        using var browser = new AdminBrowser(server);
        string[] spellings = ["/sign-in/provider", "/Sign-In/Provider", "/sign-in/provider/"];
        var statuses = new List<HttpStatusCode>();
        for (var tries = 0; tries < 21; tries++)
        {
            statuses.Add((await browser.GetAsync(spellings[tries % 3] + "?trip=none")).Status);
        }

        Assert.DoesNotContain(HttpStatusCode.TooManyRequests, statuses.Take(20));
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[20]);
    }

    [Fact]
    public async Task The_page_has_one_way_in_and_takes_no_password()
    {
        await using var server = await house.ServerAsync();
        using var browser = new AdminBrowser(server);

        var page = await browser.GetAsync("/sign-in");
        var posted = await browser.SendAsync(
            "/sign-in",
            (await browser.GetAsync("/enrol")).Text.Replace("\"enrol\"", "\"sign-in\"", StringComparison.Ordinal),
            ("Form.Name", "ada"),
            ("Form.Password", AdminBrowser.Password),
            ("Form.Code", "123456")
        );

        Assert.DoesNotContain("password", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Sign in at 127.0.0.1", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, posted.Status);
        Assert.DoesNotContain("Set-Cookie: staff", posted.Response.Headers.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invitation_is_taken_by_whom_the_provider_calls_so_and_once()
    {
        await using var server = await house.ServerAsync();
        using var ada = new Traveller(server);
        await ada.EnrolFirstAsync(Ada);
        using var bea = new Traveller(server);
        await bea.EnrolAsync(await SecondAdminAsync(server), new Persona("1002", "bea"));
        var secret = await InviteAsync(server, "olga");

        using var eve = new Traveller(server);
        var other = await eve.EnrolAsync(secret, new Persona("1666", "eve"));
        Assert.Equal(HttpStatusCode.BadRequest, other.Status);
        using var twice = new Traveller(server);
        var known = await twice.EnrolAsync(secret, new Persona("1002", "olga"));
        Assert.Equal(HttpStatusCode.BadRequest, known.Status);
        Assert.Equal(StaffStatus.Invited, (await AccountsAsync(server)).Single(it => it.Name == "olga").Status);

        using var olga = new Traveller(server);
        Assert.Equal(HttpStatusCode.OK, (await olga.EnrolAsync(secret, new Persona("1003", "olga"))).Status);
        using var late = new Traveller(server);
        Assert.Contains("Is not known, was used", await TakeAgainAsync(late, secret), StringComparison.Ordinal);
        Assert.Equal(2, (await server.Audit.AllAsync()).Count(it => it.Reason == "the one-time secret was not taken"));
    }

    [Fact]
    public async Task Unknown_proposed_disabled_invited_and_pinned_to_another_are_refused_alike_and_recorded_apart()
    {
        await using var server = await house.ServerAsync();
        using var ada = new Traveller(server);
        await ada.EnrolFirstAsync(Ada);
        using var bea = new Traveller(server);
        await bea.EnrolAsync(await SecondAdminAsync(server), new Persona("1002", "bea"));
        await InviteAsync(server, "olga");
        await StaffDesk.SendAsync(server, "ada", new ProposeStaff("paul", ["approver"], "new"));
        using var dora = new Traveller(server);
        await dora.EnrolAsync(await InviteAsync(server, "dora"), new Persona("1004", "dora"));
        await StaffDesk.SendAsync(server, "ada", new DisableStaff("dora", "left"));

        List<string> texts = [];
        foreach (
            var who in new Persona[]
            {
                new("1900", "nobody"),
                new("1901", "olga"),
                new("1902", "paul"),
                new("1004", "dora"),
                new("1903", "ada"),
            }
        )
        {
            using var visitor = new Traveller(server);
            var answer = await visitor.SignInAsync(who);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
            Assert.Null(visitor.Cookies.GetCookies(new Uri(server.AdminUrl))["staff"]);
            texts.Add(AlertOf(answer.Text));
        }

        Assert.Contains(
            "nobody here is you",
            Assert.Single(texts.Distinct(StringComparer.Ordinal)),
            StringComparison.Ordinal
        );
        Assert.Equal(
            [
                (null, "no account is of this subject"),
                ("olga", "invited, and came without the one-time secret"),
                ("paul", "not active"),
                ("dora", "not active"),
                ("ada", "the account of that name is another subject's"),
            ],
            (await server.Audit.AllAsync())
                .Where(it => it.Code == AuditCode.StaffSignInRefused)
                .Select(it => (it.Subject, it.Reason))
        );
    }

    [Fact]
    public async Task Who_thinks_better_of_it_is_told_so_and_shown_nothing_of_what_the_provider_wrote()
    {
        await using var server = await house.ServerAsync();
        using var ada = new Traveller(server);

        var answer = await ada.SignInAsync(who: null, "?to=%2Fusers");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Contains("sent you back without signing you in", AlertOf(answer.Text), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>no</b>", WebUtility.HtmlDecode(answer.Text), StringComparison.Ordinal);
        Assert.Contains("/sign-in/provider?to=%2Fusers", answer.Text, StringComparison.Ordinal);
        Assert.Equal("the identity provider refused, or the person did", await LastRefusalAsync(server));
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_is_told_and_nothing_breaks()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var nobody = $"http://{listener.LocalEndpoint}";
        listener.Stop();
        await using var server = await house.ServerAsync(("ADMIN_OIDC_AUTHORITY", nobody));
        using var ada = new Traveller(server);

        var answer = await ada.SignInAsync(Ada);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Contains("does not answer as it should", AlertOf(answer.Text), StringComparison.Ordinal);
        Assert.Equal("the identity provider does not answer", await LastRefusalAsync(server));
    }

    [Fact]
    public async Task An_account_with_a_password_is_moved_to_the_provider_by_the_logs_secret()
    {
        await using var server = await house.ServerAsync();
        var store = server.Services.GetRequiredService<IStaffStore>();
        await StaffDesk.AddLocalAsync(store, "ada", "admin");
        await StaffDesk.AddLocalAsync(store, "olga", "operator");
        using var ada = new Traveller(server);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ada.SignInAsync(Ada)).Status);

        // Who does not administer is not moved by a secret that makes administrators.
        using var olga = new Traveller(server);
        var taken = await olga.EnrolFirstAsync(new Persona("1003", "olga"));
        Assert.Equal(HttpStatusCode.BadRequest, taken.Status);
        Assert.Equal(HttpStatusCode.OK, (await ada.EnrolFirstAsync(Ada)).Status);

        var accounts = await AccountsAsync(server);
        Assert.Equal(2, accounts.Count);
        var moved = accounts.Single(it => it.Name == "ada");
        Assert.Equal(("1001", null), (moved.Subject?.Subject, moved.Secrets));
        var shown = await StaffDesk.SendAsync(server, "ada", new ListStaff());
        Assert.Equal([false, true], shown.Select(it => it.IsElsewhere));
    }

    internal static string AlertOf(string page)
    {
        var from = page.IndexOf("role=\"alert\">", StringComparison.Ordinal);
        Assert.True(from > 0, page);
        return page[(from + 13)..page.IndexOf("</p>", from, StringComparison.Ordinal)];
    }

    internal static async Task<string?> LastRefusalAsync(RunningServer server) =>
        (await server.Audit.AllAsync()).Last(it => it.Code == AuditCode.StaffSignInRefused).Reason;

    private static bool IsOfStaff(AuditCode code) =>
        code is AuditCode.StaffEnrolled or AuditCode.StaffSignedIn or AuditCode.StaffSignInRefused;

    private static async Task<IReadOnlyList<StaffAccount>> AccountsAsync(RunningServer server) =>
        await server.Services.GetRequiredService<IStaffStore>().ListAsync(Cancel);

    private static Task<string> SecondAdminAsync(RunningServer server) =>
        StaffDesk.SendAsync(server, "ada", new InviteSecondAdmin());

    private static async Task<string> InviteAsync(RunningServer server, string name)
    {
        await StaffDesk.SendAsync(server, "ada", new ProposeStaff(name, ["operator"], "new"));
        return (await StaffDesk.SendAsync(server, "bea", new ApproveStaff(name, ["operator"], "agreed"))).Secret!;
    }

    private static async Task<string> TakeAgainAsync(Traveller late, string secret)
    {
        var page = await late.GetAsync("/enrol");
        return (await late.SendAsync("/enrol", page.Text, ("Form.Secret", secret))).Text;
    }
}
