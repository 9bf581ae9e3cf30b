using static FinancialMcp.Mcp.Tests.Configuration.ConfigurationText;

namespace FinancialMcp.Mcp.Tests.Configuration;

public sealed class ProviderSettingsTests
{
    private const string Issuer = "https://login.bank.test/realms/staff/";

    [Fact]
    public void A_provider_is_taken_as_it_was_written_and_its_secret_is_shown_nowhere()
    {
        var secret = NewSecret();
        var report = Read(Given(("ADMIN_OIDC_CLIENT_SECRET", secret), ("ADMIN_OIDC_ACR", "gold")));

        Assert.Empty(report.Errors);
        var provider = report.Settings!.Provider!;
        Assert.Equal(
            (Issuer, "mcp", secret, "preferred_username", "gold"),
            (provider.Issuer, provider.ClientId, provider.ClientSecret.Reveal(), provider.NameClaim, provider.Acr)
        );
        Assert.DoesNotContain(secret, report.Settings.ToString(), StringComparison.Ordinal);
        var shown = report.Settings.Effective.Settings.Single(it => it.Name == "ADMIN_OIDC_CLIENT_SECRET");
        Assert.True(shown.IsSecret);
        Assert.Null(shown.Value);
    }

    [Theory]
    [InlineData("ADMIN_OIDC_AUTHORITY", "http://login.bank.test")]
    [InlineData("ADMIN_OIDC_AUTHORITY", "login.bank.test")]
    [InlineData("ADMIN_OIDC_AUTHORITY", "https://login.bank.test/?tenant=1")]
    [InlineData("ADMIN_OIDC_CLIENT_ID", null)]
    [InlineData("ADMIN_OIDC_CLIENT_SECRET", null)]
    [InlineData("ADMIN_OIDC_CLIENT_SECRET", "client-secret-password")]
    public void What_makes_no_provider_is_refused(string name, string? value) =>
        Assert.Equal([name], Refused(Given((name, value))));

    [Fact]
    public void In_development_the_provider_may_be_without_TLS() =>
        Assert.Empty(
            Refused(
                Development(
                    ("ADMIN_OIDC_AUTHORITY", "http://127.0.0.1:9000"),
                    ("ADMIN_OIDC_CLIENT_ID", "mcp"),
                    ("ADMIN_OIDC_CLIENT_SECRET", "x")
                )
            )
        );

    [Fact]
    public void Without_one_people_sign_in_here_and_what_does_nothing_is_told()
    {
        var report = Read(Given(("ADMIN_OIDC_AUTHORITY", null)));

        Assert.Null(report.Settings!.Provider);
        Assert.Equal(
            ["ADMIN_OIDC_CLIENT_ID", "ADMIN_OIDC_CLIENT_SECRET"],
            report.Warnings.Select(warning => warning.Setting)
        );
    }

    private static Dictionary<string, string> Given(params (string Name, string? Value)[] changes) =>
        Production([
            ("ADMIN_OIDC_AUTHORITY", Issuer),
            ("ADMIN_OIDC_CLIENT_ID", "mcp"),
            ("ADMIN_OIDC_CLIENT_SECRET", NewSecret()),
            .. changes,
        ]);
}
