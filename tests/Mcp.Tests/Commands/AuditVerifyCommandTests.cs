using System.Text.Json;
using FinancialMcp.Mcp.Tests.Configuration;
using FinancialMcp.Testing;
using Microsoft.Data.Sqlite;

namespace FinancialMcp.Mcp.Tests.Commands;

/// <summary>What an auditor types, against the trail of a real server.</summary>
public sealed class AuditVerifyCommandTests : IDisposable
{
    private readonly TemporaryFolder data = new();

    private IDictionary<string, string> Settings =>
        new Dictionary<string, string>(
            ServerProcess.Settings(
                "v1",
                "http://127.0.0.1:9",
                "http://127.0.0.1:9",
                new Dictionary<string, string>(StringComparer.Ordinal) { ["DATA_DIR"] = data.Path }
            ),
            StringComparer.Ordinal
        );

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task A_servers_trail_is_verified_while_it_serves_and_the_run_is_recorded_when_it_does_not()
    {
        await using (var server = await ServerProcess.StartAsync(Settings))
        {
            var (exit, output, errors) = await VerifyAsync();

            Assert.Equal(0, exit);
            Assert.StartsWith("VERIFIED: nothing was found wrong.\n", output, StringComparison.Ordinal);
            Assert.Contains("The public keys came from the database itself", output, StringComparison.Ordinal);
            Assert.StartsWith(
                "warning: this verification was not recorded in the trail: ",
                errors,
                StringComparison.Ordinal
            );
            Assert.Equal(0, await server.Process.StopAsync());
        }

        var (kept, _, silence) = await VerifyAsync();
        Assert.Equal((0, ""), (kept, silence));

        var (again, json, _) = await VerifyAsync("--format", "json");
        Assert.Equal(0, again);
        using var report = JsonDocument.Parse(json);
        Assert.True(report.RootElement.GetProperty("seals").GetInt64() > 0);
        Assert.True(report.RootElement.GetProperty("notes").GetInt64() > 0);
        Assert.Equal(1, report.RootElement.GetProperty("waiting").GetInt64());
        Assert.Equal(0, report.RootElement.GetProperty("finding_count").GetInt64());
    }

    [Fact]
    public async Task What_is_found_is_named_and_the_exit_code_is_1()
    {
        await using (var server = await ServerProcess.StartAsync(Settings))
        {
            Assert.Equal(0, await server.Process.StopAsync());
        }

        Execute("drop trigger audit_event_update; update audit_event set mac = zeroblob(32) where seq = 1");

        var (exit, output, _) = await VerifyAsync();

        Assert.Equal(1, exit);
        Assert.StartsWith("NOT VERIFIED: 2 findings of 2 kinds.\n", output, StringComparison.Ordinal);
        Assert.Contains("Record 1 has a MAC that ", output, StringComparison.Ordinal);
        Assert.Contains("Record 1 is not what was sealed: it was changed.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--pack", "nothing.zip")]
    [InlineData("--public-key", "nothing.pem")]
    [InlineData("--mac-key", "nothing.key")]
    [InlineData("--anchors", "nothing.jsonl")]
    [InlineData("--format", "text")]
    public async Task What_cannot_be_verified_exits_with_2(string option, string value)
    {
        var (exit, output, errors) = await VerifyAsync(option, value);

        Assert.Equal((2, ""), (exit, output));
        Assert.StartsWith("error: it could not be verified: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pack_that_is_not_there_or_not_whole_is_told_what_to_do()
    {
        var broken = Path.Combine(data.Path, "broken.zip");
        await File.WriteAllTextAsync(broken, "PK\u0003\u0004 cut off", TestContext.Current.CancellationToken);

        var (_, _, none) = await VerifyAsync("--pack", "nothing.zip");
        var (exit, _, cut) = await VerifyAsync("--pack", broken);

        Assert.Equal(2, exit);
        Assert.EndsWith(
            "Give the evidence pack that Export on the page Tool calls gave you.\n",
            none,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            "or not the whole of one. Export it again, or ask for it once more.\n",
            cut,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_configuration_that_is_not_valid_exits_with_2()
    {
        var (exit, _, errors) = await CommandLine.RunAsync(
            ConfigurationText.Development(("JWT_SECRET", "short")),
            "audit",
            "verify"
        );

        Assert.Equal(2, exit);
        Assert.StartsWith("error: JWT_SECRET", errors, StringComparison.Ordinal);
    }

    private Task<(int Exit, string Output, string Errors)> VerifyAsync(params string[] options) =>
        CommandLine.RunAsync(
            new Dictionary<string, string>(Settings, StringComparer.Ordinal),
            ["audit", "verify", .. options]
        );

    private void Execute(string statements)
    {
        using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(data.Path, "financial-mcp.db")};Pooling=False"
        );
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }
}
