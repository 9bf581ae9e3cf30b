using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Testing;
using Microsoft.Data.Sqlite;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>The embedded database's file: whose it is, what it is set to, what survives its process.</summary>
public sealed class EmbeddedDatabaseTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_new_directory_is_the_owners_alone()
    {
        await using var host = await SqliteStoreHost.OpenAsync(Path.Combine(folder.Path, "new"));

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(Path.Combine(folder.Path, "new"))
            );
        }
    }

    [Fact]
    public async Task A_second_holder_of_the_file_is_refused_and_told_where_and_what_to_do()
    {
        await using var host = await SqliteStoreHost.OpenAsync(folder.Path);

        var refusal = await Assert.ThrowsAsync<DatabaseInUseException>(() => SqliteStoreHost.OpenAsync(folder.Path));

        Assert.Contains(folder.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("DATA_DIR", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DatabaseInUseException>(() =>
            DatabaseMigrations.MigrateAsync(host.Options, null, _ => { }, Cancel)
        );
    }

    [Fact]
    public async Task The_writer_waits_for_the_disk_and_keeps_the_rules()
    {
        await using var host = await SqliteStoreHost.OpenAsync(folder.Path);
        await using var connection = await SqliteConnections.OpenWriterAsync(EmbeddedFile.PathIn(folder.Path));

        Assert.Equal("wal", await PragmaAsync(connection, "journal_mode"));
        Assert.Equal(2L, await PragmaAsync(connection, "synchronous"));
        Assert.Equal(1L, await PragmaAsync(connection, "foreign_keys"));
        Assert.Equal(1L, await PragmaAsync(connection, "recursive_triggers"));
    }

    [Fact]
    public async Task A_migration_killed_half_way_does_not_block_the_next_start()
    {
        await using (var host = await SqliteStoreHost.OpenAsync(folder.Path))
        {
            // Those that refer to others first.
            foreach (
                var table in (string[])
                    [
                        "schema_migration",
                        "call_minute",
                        "replica",
                        "check_span",
                        "staff_session",
                        "staff_passkey",
                        "staff_challenge",
                        "staff_secret",
                        "staff_account",
                        "protection_key",
                        "operation_attempt",
                        "approval_vote",
                        "limit_hold",
                        "limit_window",
                        "operation",
                        "audit_seal",
                        "audit_epoch",
                        "audit_anchor",
                        "audit_key",
                        "audit_verification",
                        "audit_view",
                        "audit_hold",
                        "audit_drop",
                        "audit_event",
                        "oversight",
                        "policy",
                        "agent",
                        "stop",
                        "approver",
                    ]
            )
            {
                await host.ExecuteAsync($"drop table {table}");
            }

            // What the migrator leaves behind when its process dies.
            await host.ExecuteAsync(
                """
                create table if not exists "__EFMigrationsLock" ("Id" integer primary key, "Timestamp" text not null);
                insert or replace into "__EFMigrationsLock" values (1, '2026-01-01 00:00:00');
                """
            );
        }

        await using var again = await SqliteStoreHost
            .OpenAsync(folder.Path)
            .WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        await again.Audit.AppendAsync(Samples.Event());
    }

    [Fact]
    public async Task What_was_answered_survives_the_process()
    {
        const int kills = 3;
        for (var kill = 1; kill <= kills; kill++)
        {
            var (writer, _) = await ManagedProcess.StartAsync(
                typeof(Program).Assembly.Location,
                [Program.AppendForever, folder.Path],
                [],
                EmbeddedWriter.Ready
            );
            await using (writer)
            {
                var wanted = 200 * kill;
                await Eventually.TrueAsync(
                    () => Answered().Count >= wanted,
                    TimeSpan.FromSeconds(30),
                    $"{wanted} records are answered"
                );
                await writer.KillAsync();
            }
        }

        await using var host = await SqliteStoreHost.OpenAsync(folder.Path);
        var kept = await IdsAsync(host);
        Assert.Empty(Answered().Except(kept));
        Assert.Equal("ok", (await host.SingleAsync("pragma integrity_check")).Values.Single());
    }

    private static async Task<object?> PragmaAsync(SqliteConnection connection, string name)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"pragma {name}";
        return await command.ExecuteScalarAsync(Cancel);
    }

    private static async Task<HashSet<Guid>> IdsAsync(StoreHost host)
    {
        await using var connection = await host.ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select id from audit_event";
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var ids = new HashSet<Guid>();
        while (await reader.ReadAsync(Cancel))
        {
            ids.Add(Guid.ParseExact(reader.GetString(0), "D"));
        }

        return ids;
    }

    /// <summary>The ids in the notes; the last line may be cut by the kill.</summary>
    private List<Guid> Answered()
    {
        var notes = Path.Combine(folder.Path, EmbeddedWriter.Notes);
        return File.Exists(notes)
            ? [.. ReadShared(notes).Split('\n').Where(line => Guid.TryParseExact(line, "D", out _)).Select(Guid.Parse)]
            : [];
    }

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
