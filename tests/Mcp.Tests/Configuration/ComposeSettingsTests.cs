using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Configuration;

/// <summary>What an environment file says reaches the server in its container: nothing is dropped without a word.</summary>
public sealed class ComposeSettingsTests
{
    /// <summary>What the container itself decides, what has no meaning outside development, and what is for a command that people run.</summary>
    private static readonly string[] Decided =
    [
        "DEBUG",
        "DEV_ALLOW_REMOTE",
        "MCP_ENABLED",
        "HEALTH_CHECK_ENABLED",
        "TLS_CERT_PATH",
        "TLS_KEY_PATH",
        "DATA_DIR",
        "LOG_FILE",
        "DB_RETENTION_PASSWORD",
    ];

    [Theory]
    [InlineData("docker-compose.staging.yml")]
    [InlineData("docker-compose.prod.yml")]
    public void Every_setting_is_passed_or_decided_there(string file)
    {
        var text = File.ReadAllText(Path.Combine(BuildOutput.Root, "docker", file));

        Assert.DoesNotContain(
            SettingsCatalogue.All.Select(setting => setting.Name).Except(Decided, StringComparer.Ordinal),
            name =>
                !text.Contains($" {name}: ", StringComparison.Ordinal)
                && !text.Contains($" {name}_FILE: ", StringComparison.Ordinal)
        );
    }
}
