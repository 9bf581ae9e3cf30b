using System.Net;
using FinancialMcp.Application.Staff;
using FinancialMcp.Mcp.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Admin;

/// <summary>What a provider, or somebody between, could say wrongly: none of it signs anybody in, and none of it breaks a page.</summary>
public sealed class ProviderTokenTests(AtTheProvider house) : IClassFixture<AtTheProvider>
{
    private const string Wrong = "the identity provider's token is not right";
    private static readonly Persona Ada = new("1001", "ada");

    public static TheoryData<string, object?, string> WrongClaims =>
        new()
        {
            { "iss", "http://127.0.0.1:1", "RS256" },
            { "aud", "somebody-else", "RS256" },
            { "aud", new[] { Testing.IdentityProvider.ClientId, "somebody-else" }, "RS256" },
            { "nonce", "another", "RS256" },
            { "nonce", null, "RS256" },
            { "exp", 1_600_000_000, "RS256" },
            { "exp", null, "RS256" },
            { "nbf", 4_000_000_000, "RS256" },
            { "sub", null, "RS256" },
            { "sub", new string('s', 256), "RS256" },
            { "any", "thing", "foreign" },
            { "any", "thing", "HS256" },
            { "any", "thing", "none" },
            { "any", "thing", "bare" },
        };

    [Theory]
    [MemberData(nameof(WrongClaims))]
    public async Task A_token_that_is_not_right_signs_nobody_in(string claim, object? value, string signed)
    {
        await using var server = await house.ServerAsync();
        using var ada = new Traveller(server);
        var claims = new Dictionary<string, object?>(StringComparer.Ordinal) { [claim] = value };

        var answer = await ada.EnrolFirstAsync(Ada with { Claims = claims, Signed = signed });

        await IsRefusedAsync(server, ada, answer, HttpStatusCode.Unauthorized, Wrong);
        Assert.Empty(await AccountsAsync(server));
        using var right = new Traveller(server);
        Assert.Equal(HttpStatusCode.OK, (await right.EnrolFirstAsync(Ada)).Status);
    }

    [Theory]
    [InlineData("pwd", "", null)]
    [InlineData("", "", null)]
    [InlineData("pwd otp", "gold", null)]
    [InlineData("pwd mfa", "", "gold")]
    [InlineData("pwd mfa", "silver", "gold")]
    public async Task One_factor_or_another_class_than_is_required_is_not_enough(
        string methods,
        string given,
        string? acr
    )
    {
        await using var server = await house.ServerAsync(("ADMIN_OIDC_ACR", acr));
        using var ada = new Traveller(server);

        var answer = await ada.EnrolFirstAsync(Ada with { Methods = methods, Class = given });

        await IsRefusedAsync(
            server,
            ada,
            answer,
            HttpStatusCode.Forbidden,
            "the identity provider names no second factor, or another class than is required"
        );
        Assert.Empty(await AccountsAsync(server));
    }

    [Fact]
    public async Task The_class_that_is_required_is_asked_for_and_is_enough()
    {
        await using var server = await house.ServerAsync(("ADMIN_OIDC_ACR", "gold"));
        using var ada = new Traveller(server);

        var answer = await ada.EnrolFirstAsync(Ada with { Methods = "hwk", Class = "gold" });

        Assert.Equal((HttpStatusCode.OK, "/"), (answer.Status, answer.To));
        Assert.Equal("gold", ada.Asked.GetProperty("acr_values").GetString());
    }

    [Fact]
    public async Task Another_claim_names_people_where_it_is_set()
    {
        await using var server = await house.ServerAsync(("ADMIN_OIDC_NAME_CLAIM", "upn"));
        using var ada = new Traveller(server);

        var none = await ada.EnrolFirstAsync(Ada);
        Assert.Equal(HttpStatusCode.BadRequest, none.Status);
        var claims = new Dictionary<string, object?>(StringComparer.Ordinal) { ["upn"] = "Ada@bank.test" };
        using var named = new Traveller(server);
        await named.EnrolFirstAsync(Ada with { Claims = claims });

        Assert.Equal("ada@bank.test", Assert.Single(await AccountsAsync(server)).Name);
    }

    [Fact]
    public async Task An_answer_is_taken_once_and_by_the_browser_that_asked()
    {
        await using var server = await house.ServerAsync();
        using var ada = new Traveller(server);
        await ada.EnrolFirstAsync(Ada);
        var used = ada.Callback!;

        var again = await ada.TravelAsync(used, Ada);
        Assert.Equal(HttpStatusCode.BadRequest, again.Status);
        using var thief = new Traveller(server);
        var stolen = await thief.TravelAsync(used, Ada);

        await IsRefusedAsync(
            server,
            thief,
            stolen,
            HttpStatusCode.BadRequest,
            "the answer belongs to no question of this browser, or was used"
        );
    }

    [Theory]
    [InlineData("/signin-oidc")]
    [InlineData("/signin-oidc?code=x&state=y")]
    [InlineData("/signin-oidc?error=server_error&state=y")]
    [InlineData("/signin-oidc?error=access_denied")]
    [InlineData("/sign-in/provider?trip=forged")]
    public async Task What_nobody_asked_for_is_told_and_recorded(string address)
    {
        await using var server = await house.ServerAsync();
        using var visitor = new Traveller(server);

        var answer = await visitor.TravelAsync(address, who: null);

        await IsRefusedAsync(
            server,
            visitor,
            answer,
            HttpStatusCode.BadRequest,
            "the answer belongs to no question of this browser, or was used"
        );
    }

    [Fact]
    public async Task A_code_whose_cookie_was_kept_is_still_good_once_only()
    {
        await using var server = await house.ServerAsync();
        using var ada = new Traveller(server);
        await ada.EnrolFirstAsync(Ada);
        var kept = await ada.KeepingCookiesAsync(Ada);

        await IsRefusedAsync(
            server,
            kept.Browser,
            kept.Answer,
            HttpStatusCode.BadRequest,
            "the answer belongs to no question of this browser, or was used"
        );
    }

    [Fact]
    public async Task Answers_that_nobody_asked_for_are_held_back_after_twenty_a_minute()
    {
        await using var server = await house.ServerAsync();
        using var visitor = new Traveller(server);
        var statuses = new List<HttpStatusCode>();
        for (var tries = 0; tries < 21; tries++)
        {
            statuses.Add((await visitor.TravelAsync("/signin-oidc", who: null)).Status);
        }

        Assert.All(statuses[..20], status => Assert.Equal(HttpStatusCode.BadRequest, status));
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[20]);
    }

    private static async Task IsRefusedAsync(
        RunningServer server,
        Traveller visitor,
        PageAnswer answer,
        HttpStatusCode status,
        string reason
    )
    {
        Assert.True(status == answer.Status, answer.Text);
        Assert.StartsWith("/sign-in?refused=", answer.To, StringComparison.Ordinal);
        Assert.NotEmpty(ProviderSignInTests.AlertOf(answer.Text));
        Assert.Null(visitor.Cookies.GetCookies(new Uri(server.AdminUrl))["staff"]);
        Assert.Equal(reason, await ProviderSignInTests.LastRefusalAsync(server));
    }

    private static async Task<IReadOnlyList<StaffAccount>> AccountsAsync(RunningServer server) =>
        await server.Services.GetRequiredService<IStaffStore>().ListAsync(TestContext.Current.CancellationToken);
}
