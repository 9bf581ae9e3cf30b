using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Testing;
using static FinancialMcp.Mcp.Tests.Configuration.ConfigurationText;

namespace FinancialMcp.Mcp.Tests.Configuration;

/// <summary>Who judges callers' tokens, what is shown to the bank, and which secrets the server leaves alone.</summary>
public sealed class TokenSettingsTests
{
    private const string Issuer = "https://login.bank.test/realms/agents";

    [Fact]
    public void An_issuer_takes_the_place_of_secret_and_name()
    {
        var report = Read(WithIssuer());

        Assert.Empty(report.Errors);
        var callers = report.Settings!.Callers;
        Assert.Equal((Issuer, Issuer, null), (callers.Authority, callers.Issuer, callers.JwtSecret));
    }

    [Theory]
    [InlineData("JWT_SECRET")]
    [InlineData("JWT_SECRET_PREVIOUS")]
    [InlineData("JWT_ISSUER")]
    public void Beside_an_issuer_nothing_else_judges_tokens(string name) =>
        Assert.Equal([name], Refused(WithIssuer((name, NewSecret()))));

    [Theory]
    [InlineData("http://login.bank.test")]
    [InlineData("login.bank.test")]
    [InlineData("https://login.bank.test?tenant=1")]
    public void What_is_no_issuer_is_refused(string issuer) =>
        Assert.Equal(["AUTH_AUTHORITY"], Refused(WithIssuer(("AUTH_AUTHORITY", issuer))));

    [Fact]
    public void In_development_an_issuer_may_be_without_TLS_and_the_key_of_the_bank_is_to_be_given()
    {
        var given = Development(("JWT_SECRET", null), ("AUTH_AUTHORITY", "http://127.0.0.1:9000"));

        Assert.Equal(["BACKEND_JWT_SECRET"], Refused(given));
        given["BACKEND_JWT_SECRET"] = NewSecret();
        Assert.Empty(Refused(given));
    }

    [Fact]
    public void The_bank_is_shown_its_own_token_or_ours_and_not_both()
    {
        Assert.Equal(["BACKEND_SERVICE_TOKEN"], Refused(Production(("BACKEND_SERVICE_TOKEN", NewSecret()))));
        var report = Read(Production(("BACKEND_SERVICE_TOKEN", NewSecret()), ("BACKEND_JWT_SECRET", null)));
        Assert.Empty(report.Errors);
        Assert.NotNull(report.Settings!.Backends.ServiceToken);
        Assert.Equal(["BACKEND_JWT_SECRET"], Refused(Production(("BACKEND_JWT_SECRET", null))));
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("a,b")]
    [InlineData("a\"")]
    [InlineData("=a")]
    public void What_is_no_bearer_token_is_refused(string part)
    {
        var token = part + NewSecret();

        Assert.Equal(
            ["BACKEND_SERVICE_TOKEN"],
            Refused(Production(("BACKEND_SERVICE_TOKEN", token), ("BACKEND_JWT_SECRET", null)))
        );
    }

    [Theory]
    [InlineData("DB_MIGRATION")]
    [InlineData("DB_RETENTION")]
    public void The_server_does_not_look_at_what_the_database_owner_alone_needs(string role)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "nobody-may-read-this");
        var given = Production(($"{role}_USER", "somebody"), ($"{role}_PASSWORD_FILE", file));
        var sources = ConfigurationSources.Of(given);

        Assert.Empty(ConfigurationReading.Read(sources).Errors);
        Assert.Equal([$"{role}_PASSWORD"], Refused(given));
        File.WriteAllText(file, NewSecret());
        var serving = ConfigurationReading.Read(sources).Settings!.Database.Postgres!;
        Assert.Null(serving.RetentionPassword);
        Assert.Equal(serving.Password, serving.MigrationPassword);
        var owning = Read(given).Settings!.Database.Postgres!;
        var read = role == "DB_RETENTION" ? owning.RetentionPassword : owning.MigrationPassword;
        Assert.Equal(File.ReadAllText(file), read!.Reveal());
    }

    private static Dictionary<string, string> WithIssuer(params (string Name, string? Value)[] changes) =>
        Production([("AUTH_AUTHORITY", Issuer), ("JWT_SECRET", null), ("JWT_ISSUER", null), .. changes]);
}
