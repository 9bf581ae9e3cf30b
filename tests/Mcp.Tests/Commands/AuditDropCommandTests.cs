using System.Globalization;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Keeping;
using FinancialMcp.Mcp.Commands;
using FinancialMcp.Mcp.Tests.Configuration;
using FinancialMcp.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Commands;

/// <summary>A month of records is removed as an operator types it, from the trail of a real server.</summary>
public sealed class AuditDropCommandTests : IDisposable
{
    private static readonly DateTimeOffset Old = RetentionPeriods.MonthOf(TimeProvider.System.GetUtcNow().AddYears(-3));

    private readonly TemporaryFolder data = new();

    private IDictionary<string, string> Settings =>
        ServerProcess.Settings(
            "v1",
            "http://127.0.0.1:9",
            "http://127.0.0.1:9",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["DATA_DIR"] = data.Path }
        );

    private string Archive => Path.Combine(data.Path, "archive");

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task What_two_people_agreed_on_is_archived_and_gone()
    {
        await ServeAsync();
        InsertOldRecord();
        await ServeAsync();
        var id = await AgreeAsync();

        var (exit, output, errors) = await RunAsync("drop", "--request", id.ToString(), "--archive", Archive);

        Assert.Equal((0, ""), (exit, errors));
        Assert.StartsWith("Removed 1 records at ", output, StringComparison.Ordinal);
        var file = Assert.Single(Directory.GetFiles(Archive));
        Assert.Contains($"Archive: {Path.GetFileName(file)}, sha256 ", output, StringComparison.Ordinal);
        Assert.Equal(0, Count("audit_event where request_id = 'old'"));

        var (again, same, _) = await RunAsync("drop", "--request", id.ToString(), "--archive", Archive);
        Assert.Equal((0, output), (again, same));
    }

    [Fact]
    public async Task What_nobody_asked_for_is_not_removed()
    {
        await ServeAsync();

        var (exit, output, errors) = await RunAsync(
            "drop",
            "--request",
            Guid.CreateVersion7().ToString(),
            "--archive",
            Archive
        );

        Assert.Equal((1, ""), (exit, output));
        Assert.Equal(
            "error: Nothing was removed. Nobody asked for such a removal: give the id of the request.\n",
            errors
        );
    }

    private async Task ServeAsync()
    {
        await using var server = await ServerProcess.StartAsync(Settings);
        Assert.Equal(0, await server.Process.StopAsync());
    }

    private Task<(int Exit, string Output, string Errors)> RunAsync(params string[] words) =>
        CommandLine.RunAsync(new Dictionary<string, string>(Settings, StringComparer.Ordinal), ["audit", .. words]);

    /// <summary>As two of the staff ask for and confirm it, with the records of that.</summary>
    private async Task<Guid> AgreeAsync()
    {
        var settings = ConfigurationText
            .Read(new Dictionary<string, string>(Settings, StringComparer.Ordinal))
            .Settings!;
        await using var services = CommandServices.Of(settings);
        var store = services.GetRequiredService<IRetentionStore>();
        var now = TimeProvider.System.GetUtcNow();
        var drop = new MonthDrop(Guid.CreateVersion7(), Retention.Other, Old, "old", "ada", now, null, null, null);
        Assert.True(await store.RequestAsync(drop, RecordOf(AuditCode.DropRequested)));
        Assert.True(await store.ConfirmAsync(drop.Id, "bea", now, RecordOf(AuditCode.DropConfirmed)));
        return drop.Id;
    }

    private static AuditEvent RecordOf(AuditCode code) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Code = code,
            RequestId = "request",
            Decision = AuditRecords.Allowed,
        };

    private void InsertOldRecord()
    {
        var time = (Old.AddDays(1).ToUnixTimeMilliseconds() * 1000).ToString(CultureInfo.InvariantCulture);
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            insert into audit_event
                (id, schema_version, retention, code, request_id, decision, build, record, mac_key_id, mac, recorded_at)
            values ('{Guid.CreateVersion7()}', 1, 2, 100, 'old', 'none', 'test', x'7b7d', 'm-test', zeroblob(32), {time})
            """;
        command.ExecuteNonQuery();
    }

    private long Count(string what)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = $"select count(*) from {what}";
        return (long)command.ExecuteScalar()!;
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(
            $"Data Source={Path.Combine(data.Path, "financial-mcp.db")};Pooling=False"
        );
        connection.Open();
        return connection;
    }
}
