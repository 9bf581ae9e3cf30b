using System.Text.Json;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Tests.Hosting;
using FinancialMcp.Testing;
using Mediator;
using Microsoft.Extensions.DependencyInjection;
using static FinancialMcp.Mcp.Tests.Configuration.ConfigurationText;

namespace FinancialMcp.Mcp.Tests.Configuration;

/// <summary>What people are shown of the settings: every name, where each value came from, and no secret.</summary>
public sealed class EffectiveSettingsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_setting_of_the_catalogue_is_shown_with_a_value_or_without()
    {
        foreach (var given in new[] { Development(), Production() })
        {
            var shown = Of(given);

            Assert.Equal(
                SettingsCatalogue.All.Select(setting => (setting.Name, setting.Group, setting.Text)),
                shown.Select(setting => (setting.Name, setting.Group, setting.Meaning))
            );
            Assert.All(shown, setting => Assert.NotEmpty(setting.Allowed));
        }
    }

    /// <summary>Whichever setting is a secret, and wherever it comes from.</summary>
    [Theory]
    [InlineData("BACKEND_JWT_SECRET")]
    [InlineData("BACKEND_SERVICE_TOKEN")]
    public void No_secret_is_shown_only_whether_it_is_set(string absent)
    {
        var secrets = SettingsCatalogue
            .All.Where(setting => setting.Secrecy != SecretKind.None && setting.Name != absent)
            .ToList();
        Assert.True(secrets.Count >= 6);
        var planted = new List<string>();
        var given = Production(("DB_RETENTION_USER", "drop"), ("DB_SEALER_USER", "seal"), ("DB_MIGRATION_USER", "own"));
        given.Remove(absent);
        foreach (var (at, setting) in secrets.Index())
        {
            var isRedis = setting == SettingsCatalogue.RedisUrl;
            planted.Add(isRedis ? $"redis://:{NewSecret().Replace('/', '-')}@redis" : NewSecret());
            if (at % 2 == 0)
            {
                given[setting.Name] = planted[^1];
            }
            else
            {
                given.Remove(setting.Name);
                given[setting.FileName] = Path.Combine(folder.Path, setting.Name);
                File.WriteAllText(given[setting.FileName], planted[^1]);
            }
        }

        var shown = Of(given);
        var text = JsonSerializer.Serialize(shown);

        Assert.All(planted, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.All(
            shown.Where(setting => setting.IsSecret && setting.Name != absent).Index(),
            it =>
                Assert.Equal(
                    (null, it.Index % 2 == 0 ? SettingOrigin.Environment : SettingOrigin.SecretFile),
                    (it.Item.Value, it.Item.Origin)
                )
        );
        Assert.Equal(secrets.Count + 1, shown.Count(setting => setting.IsSecret));
        Assert.Equal(SettingOrigin.NotSet, shown.Single(setting => setting.Name == absent).Origin);
    }

    /// <summary>Who knows the path may post to it, and a seal of their own invention with it.</summary>
    [Fact]
    public void The_path_of_a_webhook_is_not_shown()
    {
        var shown = Of(Development(("AUDIT_ANCHOR_WEBHOOK", "https://hooks.bank.test:8443/services/T0/canary")));

        Assert.Equal("https://hooks.bank.test:8443/…", One(shown, "AUDIT_ANCHOR_WEBHOOK").Value);
        Assert.DoesNotContain("canary", JsonSerializer.Serialize(shown), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_a_value_came_from_is_told()
    {
        var file = Path.Combine(folder.Path, "settings.env");
        File.WriteAllText(file, "HTTP_TIMEOUT=6000\nMAX_RETRIES=4\n");
        var report = Read(Development(("MAX_RETRIES", "5"), ("RETRY_DELAY", "")), file);

        var shown = report.Settings!.Effective.Settings;

        Assert.Equal(("6000", SettingOrigin.EnvironmentFile), ValueOf(shown, "HTTP_TIMEOUT"));
        Assert.Equal(("5", SettingOrigin.Environment), ValueOf(shown, "MAX_RETRIES"));
        Assert.Equal(("200", SettingOrigin.Default), ValueOf(shown, "RETRY_DELAY"));
        Assert.Equal((null, SettingOrigin.NotSet), ValueOf(shown, "DB_HOST"));
    }

    [Fact]
    public void What_follows_from_other_settings_is_worked_out()
    {
        var development = Of(Development(("DEBUG", "true"), ("PORT", "9000")));
        var production = Of(Production());

        Assert.Equal(("http://localhost:9000", SettingOrigin.Default), ValueOf(development, "PUBLIC_URL"));
        Assert.Equal(("true", SettingOrigin.Default), ValueOf(development, "ADMIN_ENABLED"));
        Assert.Equal(("DEBUG", SettingOrigin.Default), ValueOf(development, "LOG_LEVEL"));
        Assert.Equal((null, SettingOrigin.Default), ValueOf(development, "BACKEND_JWT_SECRET"));
        Assert.Equal((null, SettingOrigin.NotSet), ValueOf(development, "DB_SEALER_USER"));
        Assert.Equal(("mcp", SettingOrigin.Default), ValueOf(production, "DB_SEALER_USER"));
        Assert.Equal(("false", SettingOrigin.Default), ValueOf(production, "ADMIN_ENABLED"));
        Assert.Contains("mcp.bank.test", One(production, "ALLOWED_HOSTS").Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_server_tells_its_own_without_its_secret_and_that_nothing_is_pending()
    {
        var secret = NewSecret();
        await using var server = await RunningServer.StartAsync(("JWT_SECRET", secret), ("VERSION", "canary-7"));
        await using var scope = server.Services.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CallContext>()
            .Begin(
                new Call
                {
                    Caller = new Caller
                    {
                        Principal = new Principal("admin", "olga", null),
                        Roles = new HashSet<string> { StaffPermissions.Operator },
                        BackendSubject = "olga",
                        IsPerson = true,
                    },
                    RequestId = "r",
                    Tool = "get_settings",
                    Arguments = "{}",
                }
            );

        var settings = await scope
            .ServiceProvider.GetRequiredService<ISender>()
            .Send(new GetSettings(), TestContext.Current.CancellationToken);

        Assert.Equal(SettingsCatalogue.All.Count, settings.Settings.Count);
        Assert.DoesNotContain(secret, JsonSerializer.Serialize(settings), StringComparison.Ordinal);
        Assert.Equal(
            ("canary-7", "development", "SQLite"),
            (settings.Version, settings.Environment, settings.Database)
        );
        Assert.NotEmpty(settings.Migrations.Applied);
        Assert.Empty(settings.Migrations.Pending);
    }

    private static IReadOnlyList<EffectiveSetting> Of(IReadOnlyDictionary<string, string> given)
    {
        var report = Read(given);
        Assert.Empty(report.Errors);
        return report.Settings!.Effective.Settings;
    }

    private static (string?, SettingOrigin) ValueOf(IReadOnlyList<EffectiveSetting> shown, string name) =>
        (One(shown, name).Value, One(shown, name).Origin);

    private static EffectiveSetting One(IReadOnlyList<EffectiveSetting> shown, string name) =>
        shown.Single(setting => setting.Name == name);
}
