using System.Security.Cryptography;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Configuration;

/// <summary>Configurations for tests, as an operator would write them.</summary>
internal static class ConfigurationText
{
    private static readonly Lazy<TemporaryFolder> Keys = new(() =>
    {
        var folder = new TemporaryFolder();
        using var made = AuditKeys.Load(new AuditOptions { Directory = folder.Path });
        return folder;
    });

    public static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));

    /// <summary>The least that development needs.</summary>
    public static Dictionary<string, string> Development(params (string Name, string? Value)[] changes) =>
        With(new(StringComparer.Ordinal) { ["ENVIRONMENT"] = "development", ["JWT_SECRET"] = NewSecret() }, changes);

    /// <summary>The least that production needs.</summary>
    public static Dictionary<string, string> Production(params (string Name, string? Value)[] changes) =>
        With(
            new(StringComparer.Ordinal)
            {
                ["PUBLIC_URL"] = "https://mcp.bank.test",
                ["JWT_SECRET"] = NewSecret(),
                ["JWT_ISSUER"] = "https://login.bank.test",
                ["BACKEND_JWT_SECRET"] = NewSecret(),
                ["ACCOUNT_SERVICE_URL"] = "http://account-service:8080",
                ["TRANSACTION_SERVICE_URL"] = "http://transaction-service:8081",
                ["BACKEND_STAFF_SUBJECT"] = "mcp-staff",
                ["DB_HOST"] = "db.bank.test",
                ["DB_USER"] = "mcp",
                ["DB_PASSWORD"] = NewSecret(),
                ["REDIS_URL"] = $"redis://:{NewSecret().Replace('/', '-')}@redis.bank.test:6379/0",
                ["AUDIT_MAC_KEY_FILE"] = Path.Combine(Keys.Value.Path, "audit-mac.key"),
                ["AUDIT_SIGNING_KEY_FILE"] = Path.Combine(Keys.Value.Path, "audit-signing.pem"),
            },
            changes
        );

    public static ConfigurationReport Read(IReadOnlyDictionary<string, string> environment, string? file = null) =>
        ConfigurationReading.Read(ConfigurationSources.Of(environment, file), isOwner: true);

    /// <summary>The names of the settings that are refused, in order, each once.</summary>
    public static string[] Refused(IReadOnlyDictionary<string, string> environment) =>
        [
            .. Read(environment)
                .Errors.Select(error => error.Setting)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    private static Dictionary<string, string> With(
        Dictionary<string, string> values,
        (string Name, string? Value)[] changes
    )
    {
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                values.Remove(name);
            }
            else
            {
                values[name] = value;
            }
        }

        return values;
    }
}
