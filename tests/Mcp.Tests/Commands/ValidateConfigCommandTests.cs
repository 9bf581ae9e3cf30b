using System.Text.Json;
using FinancialMcp.Mcp.Tests.Configuration;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Commands;

public sealed class ValidateConfigCommandTests
{
    [Fact]
    public async Task A_valid_configuration_exits_with_0()
    {
        var (exit, output, errors) = await CommandLine.RunAsync(
            ConfigurationText.Production(),
            "validate-config",
            "--env",
            "production"
        );

        Assert.Equal((0, ""), (exit, errors));
        Assert.Equal("production: valid", output.Trim());
    }

    [Fact]
    public async Task A_configuration_with_problems_exits_with_1_and_names_them_all()
    {
        var (exit, output, _) = await CommandLine.RunAsync(
            ConfigurationText.Production(
                ("JWT_SECRET", "your-jwt-secret-here"),
                ("MAX_RETRIES", "11"),
                ("PUBLIC_URL", null)
            ),
            "validate-config"
        );

        Assert.Equal(1, exit);
        Assert.Equal(3, output.Split('\n').Count(line => line.StartsWith("error: ", StringComparison.Ordinal)));
        Assert.Contains("error: PUBLIC_URL: is missing.", output, StringComparison.Ordinal);
        Assert.Contains("error: MAX_RETRIES: is \"11\". Allowed: 1 to 10.", output, StringComparison.Ordinal);
        Assert.EndsWith("production: not valid\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("your-jwt", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Machines_get_json_of_a_fixed_shape()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "staging.env");
        await File.WriteAllTextAsync(
            file,
            "ENVIRONMENT=staging\nDB_HOST=\nJWT_SECRET=${OUTER_SECRET}\nHTTP_TIMEOUT=1\nTYPO=1\n",
            TestContext.Current.CancellationToken
        );
        var environment = ConfigurationText.Production(
            ("JWT_SECRET", null),
            ("DB_HOST", null),
            ("DB_USER", null),
            ("DB_PASSWORD", null),
            ("OUTER_SECRET", ConfigurationText.NewSecret())
        );
        var (exit, output, _) = await CommandLine.RunAsync(
            environment,
            "validate-config",
            "--env",
            "staging",
            "--env-file",
            file,
            "--output-format",
            "json"
        );
        var report = JsonSerializer.Deserialize<JsonElement>(output);

        Assert.Equal(1, exit);
        Assert.Equal(
            ["environment", "valid", "errors", "warnings"],
            report.EnumerateObject().Select(member => member.Name)
        );
        Assert.Equal("staging", report.GetProperty("environment").GetString());
        Assert.False(report.GetProperty("valid").GetBoolean());
        Assert.StartsWith(
            "HTTP_TIMEOUT: ",
            report.GetProperty("errors").EnumerateArray().Single().GetString(),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "TYPO: ",
            report.GetProperty("warnings").EnumerateArray().Single().GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_word_that_is_no_environment_is_refused()
    {
        var (exit, _, errors) = await CommandLine.RunAsync(
            ConfigurationText.Production(),
            "validate-config",
            "--env",
            "prod"
        );

        Assert.Equal(1, exit);
        Assert.Contains("production", errors, StringComparison.Ordinal);
    }
}
