using System.Net;
using FinancialMcp.Application;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Testing;
using Microsoft.Extensions.Logging;
using static FinancialMcp.Mcp.Tests.Configuration.ConfigurationText;

namespace FinancialMcp.Mcp.Tests.Configuration;

public sealed class ConfigurationReadingTests
{
    [Fact]
    public void Development_needs_one_secret_and_gets_the_guides_defaults()
    {
        var secret = NewSecret();
        var settings = Read(Development(("JWT_SECRET", secret))).Settings!;

        Assert.Equal(IPAddress.Loopback, settings.Listening.Host);
        Assert.Equal(
            (8082, 8083, 9090),
            (settings.Listening.Port, settings.Listening.AdminPort, settings.Listening.MetricsPort)
        );
        Assert.True(settings.Listening.AdminEnabled);
        Assert.Equal("http://localhost:8082/mcp", settings.Callers.Audience);
        Assert.Equal("financial-mcp-development", settings.Callers.Issuer);
        Assert.Equal(secret, settings.Backends.JwtSecret!.Reveal());
        Assert.Equal("olivia", settings.Backends.StaffSubject);
        Assert.Equal(BankContract.V1, settings.Backends.Contract);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.Backends.HttpTimeout);
        Assert.Equal((3, 5), (settings.Backends.MaxRetries, settings.Backends.BreakerFailureThreshold));
        Assert.Equal(TimeSpan.FromSeconds(30), settings.Backends.BreakerRecoveryTimeout);
        Assert.Null(settings.Database.Postgres);
        Assert.Equal(LogLevel.Information, settings.Logs.Level);
        Assert.Equal("1.0.0", settings.Version.Split('+')[0]);
    }

    [Fact]
    public void Nothing_said_is_production_and_every_missing_setting_is_named_at_once() =>
        Assert.Equal(
            [
                "ACCOUNT_SERVICE_URL",
                "AUDIT_MAC_KEY_FILE",
                "AUDIT_SIGNING_KEY_FILE",
                "BACKEND_JWT_SECRET",
                "BACKEND_STAFF_SUBJECT",
                "DB_HOST",
                "JWT_ISSUER",
                "JWT_SECRET",
                "PUBLIC_URL",
                "REDIS_URL",
                "TRANSACTION_SERVICE_URL",
            ],
            Refused(new Dictionary<string, string>(StringComparer.Ordinal))
        );

    [Fact]
    public void Problems_of_values_of_rules_and_of_sources_are_reported_in_one_run()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "env");
        File.WriteAllText(file, "LOG_LEVEL=LOUD\nthis is no assignment\n");
        var environment = Production(
            ("HTTP_TIMEOUT", "999"),
            ("DEBUG", "maybe"),
            ("ADMIN_PORT", "8082"),
            ("JWT_SECRET", "short")
        );

        var refused = Read(environment, file).Errors.Select(error => error.Setting);

        Assert.Equal(
            ["--env-file", "ADMIN_PORT", "DEBUG", "HTTP_TIMEOUT", "JWT_SECRET", "LOG_LEVEL"],
            refused.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Production_as_the_guide_sets_it_up_is_valid_without_warning()
    {
        var report = Read(Production());

        Assert.Empty(report.Errors);
        Assert.Empty(report.Warnings);
        Assert.False(report.Settings!.Listening.AdminEnabled);
        Assert.Equal(DatabaseEncryption.VerifyFull, report.Settings.Database.Postgres!.Encryption);
        Assert.Equal("mcp", report.Settings.Database.Postgres.MigrationUser);
    }

    [Theory]
    [InlineData("HTTP_TIMEOUT", 1000, 60_000)]
    [InlineData("MAX_RETRIES", 1, 10)]
    [InlineData("RETRY_DELAY", 10, 10_000)]
    [InlineData("CIRCUIT_BREAKER_FAILURE_THRESHOLD", 2, 20)]
    [InlineData("CIRCUIT_BREAKER_RECOVERY_TIMEOUT", 5, 300)]
    [InlineData("MAX_CONNECTIONS", 1, 100_000)]
    [InlineData("KEEPALIVE_TIMEOUT", 1, 3600)]
    [InlineData("DB_PORT", 1, 65_535)]
    [InlineData("METRICS_PORT", 1, 65_535)]
    [InlineData("CHANGE_DEADLINE", 1000, 60_000)]
    [InlineData("QUIESCE_WINDOW", 30, 3600)]
    [InlineData("RATE_LIMIT_REQUESTS", 1, 10_000)]
    [InlineData("RATE_LIMIT_WINDOW", 1, 3600)]
    public void A_number_is_taken_at_both_edges_of_its_range_and_refused_beyond(string name, int least, int most)
    {
        Assert.Empty(Refused(Production((name, $"{least}"))));
        Assert.Empty(Refused(Production((name, $"{most}"))));
        Assert.Equal([name], Refused(Production((name, $"{least - 1}"))));
        Assert.Equal([name], Refused(Production((name, $"{most + 1}"))));
        Assert.Equal([name], Refused(Production((name, "1e3"))));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("YES", true)]
    [InlineData("1", true)]
    [InlineData("On", true)]
    [InlineData("false", false)]
    [InlineData("no", false)]
    [InlineData("0", false)]
    [InlineData("OFF", false)]
    public void Booleans_are_spelled_as_scripts_spell_them(string text, bool expected) =>
        Assert.Equal(expected, Read(Production(("MCP_ENABLED", text))).Settings!.Listening.McpEnabled);

    [Theory]
    [InlineData("ACCOUNT_SERVICE_URL", "account-service:8080")]
    [InlineData("ACCOUNT_SERVICE_URL", "ftp://account-service")]
    [InlineData("ACCOUNT_SERVICE_URL", "http://user:pw@account-service")]
    [InlineData("PUBLIC_URL", "https://mcp.bank.test?x=1")]
    [InlineData("PUBLIC_URL", "http://mcp.bank.test")]
    [InlineData("CORS_ORIGINS", "https://app.test/")]
    [InlineData("CORS_ORIGINS", "*")]
    [InlineData("ALLOWED_HOSTS", "mcp.bank.test:443")]
    [InlineData("ALLOWED_HOSTS", "*")]
    [InlineData("BACKEND_TIME_ZONE", "Mars/Olympus")]
    [InlineData("BACKEND_CONTRACT", "v3")]
    [InlineData("HOST", "mcp.bank.test")]
    [InlineData("DEBUG", "true")]
    [InlineData("ADMIN_ENABLED", "true", "ADMIN_URL")]
    [InlineData("PORT", "0")]
    [InlineData("DB_SSL_MODE", "prefer")]
    [InlineData("AGENT_DEFAULT_GRANT", "role")]
    [InlineData("AGENT_DEFAULT_GRANT", "everything")]
    [InlineData("POLICY_FILE", "/no/such/file")]
    [InlineData("DB_USER", null)]
    [InlineData("DB_PASSWORD", null)]
    [InlineData("DB_PASSWORD", "secure-password")]
    [InlineData("CORS_ENABLED", "true", "CORS_ORIGINS")]
    [InlineData("DB_MIGRATION_USER", "owner", "DB_MIGRATION_PASSWORD")]
    [InlineData("DB_SEALER_USER", "sealer", "DB_SEALER_PASSWORD")]
    [InlineData("AUDIT_MAC_KEY_FILE", null)]
    [InlineData("AUDIT_SIGNING_KEY_FILE", null)]
    [InlineData("AUDIT_MAC_KEY_FILE", "/no/such/key")]
    [InlineData("AUDIT_SIGNING_KEY_FILE", "/no/such/key")]
    [InlineData("AUDIT_ANCHOR_SYSLOG", "logs.bank.test")]
    [InlineData("AUDIT_ANCHOR_SYSLOG", "logs.bank.test:0")]
    [InlineData("AUDIT_ANCHOR_SYSLOG", "logs.bank.test:65536")]
    [InlineData("AUDIT_ANCHOR_WEBHOOK", "ftp://logs.bank.test")]
    [InlineData("AUDIT_SEALING", "perhaps")]
    [InlineData("REDIS_URL", null)]
    [InlineData("REDIS_URL", "redis.bank.test:6379")]
    [InlineData("REDIS_URL", "http://redis.bank.test")]
    [InlineData("REDIS_URL", "redis://redis.bank.test/first")]
    [InlineData("REDIS_URL", "redis://redis.bank.test/0?ssl=true")]
    [InlineData("RATE_LIMIT_ENABLED", "perhaps")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    public void Production_refuses(string name, string? value, string? refused = null) =>
        Assert.Equal([refused ?? name], Refused(Production((name, value))));

    [Theory]
    [InlineData("redis://redis.bank.test", "redis.bank.test", 6379, null, null, 0, false)]
    [InlineData("redis://redis.bank.test:7000/3", "redis.bank.test", 7000, null, null, 3, false)]
    [InlineData("rediss://:p%40ss@redis.bank.test/1", "redis.bank.test", 6379, null, "p@ss", 1, true)]
    [InlineData("redis://mcp:pass@[::1]:6380", "::1", 6380, "mcp", "pass", 0, false)]
    [InlineData("redis://pass@redis.bank.test", "redis.bank.test", 6379, null, "pass", 0, false)]
    public void A_redis_url_is_read_as_its_scheme_has_it(
        string url,
        string host,
        int port,
        string? user,
        string? password,
        int database,
        bool tls
    )
    {
        var redis = Read(Production(("REDIS_URL", url))).Settings!.Redis!;

        Assert.Equal((host, port, user), (redis.Host, redis.Port, redis.User));
        Assert.Equal((password, database, tls), (redis.Password?.Reveal(), redis.Database, redis.Tls));
        Assert.DoesNotContain(password ?? "p@ss", $"{redis}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_that_is_off_limits_nobody_and_production_is_warned()
    {
        var report = Read(Production(("RATE_LIMIT_ENABLED", "off")));

        Assert.Null(report.Settings!.RateLimit);
        Assert.Equal("RATE_LIMIT_ENABLED", Assert.Single(report.Warnings).Setting);
        Assert.Equal(600, Read(Production()).Settings!.RateLimit!.Requests);
    }

    [Theory]
    [InlineData("HOST", "0.0.0.0")]
    [InlineData("PUBLIC_URL", "https://mcp.bank.test")]
    [InlineData("DB_USER", "mcp", "DB_HOST")]
    public void Development_refuses(string name, string value, string? refused = null) =>
        Assert.Equal([refused ?? name], Refused(Development((name, value))));

    [Fact]
    public void A_development_instance_may_listen_further_when_told_so_but_its_admin_pages_may_not()
    {
        var remote = Development(("HOST", "0.0.0.0"), ("DEV_ALLOW_REMOTE", "true"));
        Assert.False(Read(remote).Settings!.Listening.AdminEnabled);

        remote["ADMIN_ENABLED"] = "true";
        Assert.Equal(["ADMIN_ENABLED"], Refused(remote));
    }

    [Fact]
    public void Two_listeners_on_one_port_are_refused_except_for_free_ones()
    {
        Assert.Equal(["METRICS_PORT"], Refused(Development(("METRICS_PORT", "8082"))));
        Assert.Empty(Refused(Development(("PORT", "0"), ("ADMIN_PORT", "0"), ("METRICS_PORT", "0"))));
    }

    [Fact]
    public void Production_warns_of_what_works_but_blinds_operators() =>
        Assert.Equal(
            ["HEALTH_CHECK_ENABLED", "LOG_LEVEL", "METRICS_ENABLED"],
            Read(Production(("METRICS_ENABLED", "false"), ("HEALTH_CHECK_ENABLED", "no"), ("LOG_LEVEL", "DEBUG")))
                .Warnings.Select(warning => warning.Setting)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void A_check_for_one_environment_refuses_a_configuration_for_another()
    {
        var sources = ConfigurationSources.Of(Production(("ENVIRONMENT", "staging")));
        var report = ConfigurationReading.Read(sources, DeploymentEnvironment.Production);

        Assert.Equal("ENVIRONMENT", Assert.Single(report.Errors).Setting);
        Assert.Equal(DeploymentEnvironment.Production, report.Environment);
    }

    [Fact]
    public void Debug_lowers_the_log_level_unless_one_is_given()
    {
        Assert.Equal(LogLevel.Debug, Read(Development(("DEBUG", "true"))).Settings!.Logs.Level);
        Assert.Equal(LogLevel.Error, Read(Development(("DEBUG", "true"), ("LOG_LEVEL", "error"))).Settings!.Logs.Level);
    }

    [Fact]
    public void Every_problem_says_what_to_do_and_none_shows_a_secret()
    {
        var secret = "password-" + string.Concat(Enumerable.Repeat("ab", 20));
        var report = Read(
            Production(("JWT_SECRET", secret), ("BACKEND_JWT_SECRET", secret), ("DB_PASSWORD", "changeme"))
        );

        Assert.NotEmpty(report.Errors);
        Assert.All(
            report.Errors,
            error => Assert.EndsWith(".", error.Remedy.Replace("-base64 48", ".", StringComparison.Ordinal))
        );
        Assert.All(report.Errors, error => Assert.DoesNotContain(secret, error.ToString(), StringComparison.Ordinal));
        Assert.All(
            report.Errors,
            error => Assert.DoesNotContain("changeme", error.ToString(), StringComparison.Ordinal)
        );
    }
}
