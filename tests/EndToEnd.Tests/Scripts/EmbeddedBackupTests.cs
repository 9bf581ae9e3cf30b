using FinancialMcp.EndToEnd.Tests.Monitoring;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Scripts;

/// <summary>build/backup.sh and build/restore.sh on the embedded database: what a backup holds, and what both refuse.</summary>
public sealed class EmbeddedBackupTests : IDisposable
{
    private const string Backup = "backup.sh";
    private const string Restore = "restore.sh";
    private const string Rollback = "rollback-database.sh";

    private static readonly string[] Held =
    [
        "anchors.jsonl",
        "configuration/policy.json",
        "configuration/settings.env",
        "financial-mcp.db",
        "manifest.json",
        "public-key.pem",
    ];

    private readonly TemporaryFolder folder = new();

    private string Backups => Path.Combine(folder.Path, "backups");

    public EmbeddedBackupTests() => Script.Require("sqlite3", "sha256sum", "flock");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_served_database_is_copied_whole_without_secrets_and_put_back_into_an_empty_folder()
    {
        await using var world = await World.StartAsync("v1", "sqlite");
        var file = await WriteSettingsAsync(world.Bank, world.Folder);
        await using (var alice = await Payer.ConnectAsync(world.Server.McpUrl, "alice", "1001", "1003"))
        {
            Assert.True((await alice.PayAsync("embedded-backup-0001")).IsSuccess);
        }

        var first = await BackUpAsync(file);
        Assert.Equal(Held, FilesIn(first));
        Assert.All(
            Directory.EnumerateFileSystemEntries(first).Append(first),
            it => Assert.True(Script.IsPrivate(it), it)
        );
        var settings = await ReadAsync(Path.Combine(first, "configuration", "settings.env"));
        Assert.DoesNotContain(Tokens.AgentSecret, settings, StringComparison.Ordinal);
        Assert.DoesNotContain(Tokens.BankSecret, settings, StringComparison.Ordinal);
        Assert.Contains("JWT_ISSUER=" + Tokens.Issuer, settings, StringComparison.Ordinal);

        // Only the newest is kept, and what nobody made here stays.
        var others = Directory.CreateDirectory(Path.Combine(Backups, "20200101T000000Z")).FullName;
        var second = await BackUpAsync(file, "--keep", "1");
        Assert.Equal([others, second], Directory.EnumerateDirectories(Backups).Order(StringComparer.Ordinal));

        await Script.RefusesAsync("a server uses", Restore, "--from", second, "--env-file", file, "--yes");
        await world.Server.Process.KillAsync();
        await Script.RefusesAsync("is there already", Restore, "--from", second, "--env-file", file, "--yes");

        // The anchors are where they were; the database is a new one.
        var restored = Path.Combine(folder.Path, "restored");
        var moved = await Script.WriteSettingsAsync(
            folder.Path,
            Settings(world.Bank, restored, Path.Combine(world.Folder, "audit", "anchors.jsonl"))
        );
        CopyKeys(world.Folder, restored);
        var owner = await OwnAsync(restored);
        var output = await Script.SucceedsAsync(Restore, "--from", second, "--env-file", moved, "--yes");
        Assert.Equal(owner, await OwnerAsync(Path.Combine(restored, "financial-mcp.db")));
        Assert.Contains("kept the anchors", output, StringComparison.Ordinal);
        Assert.Contains("1 operations", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_is_taken_back_after_a_backup_from_which_everything_comes_back()
    {
        await using var world = await World.StartAsync("v1", "sqlite");
        var file = await WriteSettingsAsync(world.Bank, world.Folder);
        await using (var alice = await Payer.ConnectAsync(world.Server.McpUrl, "alice", "1001", "1003"))
        {
            Assert.True((await alice.PayAsync("rolled-back-0001")).IsSuccess);
        }

        string[] arguments = ["--env-file", file, "--to", Backups];
        Assert.Equal(2, (await Script.RunAsync(Rollback, "--to", Backups)).ExitCode);
        await Script.RefusesAsync("give --everything", Rollback, [.. arguments, "--yes"]);
        arguments = [.. arguments, "--everything"];
        await Script.RefusesAsync("it was not confirmed", Rollback, arguments);
        Assert.False(Directory.Exists(Backups));
        await Script.RefusesAsync("was not taken back", Rollback, [.. arguments, "--yes"]);
        Assert.Equal(1, await world.CountAsync("select count(*) from operation"));
        await world.Server.Process.KillAsync();

        var output = await Script.SucceedsAsync(Rollback, [.. arguments, "--yes"]);
        Assert.Equal(0, await world.CountAsync("select count(*) from sqlite_master where name = 'operation'"));
        await Script.RefusesAsync("nothing was changed: there is no backup", Rollback, [.. arguments, "--yes"]);

        var backup = output.Split('\n').First(line => line.StartsWith("backed up to ", StringComparison.Ordinal))[13..];
        await Script.SucceedsAsync(Restore, "--from", backup, "--env-file", file, "--set-aside", "--yes");
        Assert.Equal(1, await world.CountAsync("select count(*) from operation"));
    }

    [Fact]
    public async Task A_backup_that_cannot_be_made_leaves_nothing_and_one_that_was_changed_is_refused()
    {
        var empty = new Dictionary<string, string>(StringComparer.Ordinal) { ["DATA_DIR"] = folder.Path };
        var file = await Script.WriteSettingsAsync(folder.Path, empty);
        await Script.RefusesAsync("there is no database", Backup, "--env-file", file, "--to", Backups);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Backups));
        Assert.Equal(2, (await Script.RunAsync(Backup, "--to", Backups)).ExitCode);
        Assert.Equal(2, (await Script.RunAsync(Backup, "--env-file", file, "--to", Backups, "--keep", "0")).ExitCode);
        Assert.Equal(2, (await Script.RunAsync(Restore, "--from", Backups)).ExitCode);
        await Script.RefusesAsync("no manifest.json", Restore, "--from", Backups, "--env-file", file, "--yes");

        await ManagedProcess.RunAsync(BuildOutput.Server, ["migrate"], Settings(null, folder.Path, null));
        var backup = await BackUpAsync(file);
        await Script.RefusesAsync(
            "nobody is there to ask",
            Restore,
            "--from",
            backup,
            "--env-file",
            await ElsewhereAsync()
        );
        await File.AppendAllTextAsync(
            Path.Combine(backup, "financial-mcp.db"),
            "x",
            TestContext.Current.CancellationToken
        );
        await Script.RefusesAsync("is not what was written", Restore, "--from", backup, "--env-file", file, "--yes");
    }

    /// <summary>Gives a folder to another user, where that may be done; returns whose it is.</summary>
    private static async Task<string> OwnAsync(string data)
    {
        if (Environment.IsPrivilegedProcess)
        {
            var (code, output) = await Tool.RunAsync("chown", ["4242:4242", data], data);
            Assert.True(code == 0, output);
        }

        return await OwnerAsync(data);
    }

    private static async Task<string> OwnerAsync(string path) =>
        (await Tool.RunAsync("stat", ["-c", "%u:%g", path], Path.GetDirectoryName(path)!)).Output;

    private static string[] FilesIn(string backup) =>
        [
            .. Directory
                .EnumerateFiles(backup, "*", SearchOption.AllDirectories)
                .Select(it => Path.GetRelativePath(backup, it))
                .Order(StringComparer.Ordinal),
        ];

    private static Task<string> ReadAsync(string file) =>
        File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);

    /// <summary>The folder of the backup, which is the last line that is printed.</summary>
    private async Task<string> BackUpAsync(string file, params string[] more)
    {
        string[] arguments = ["--env-file", file, "--to", Backups, .. more];
        var output = await Script.SucceedsAsync(Backup, arguments);
        return output.Split('\n').First(line => line.StartsWith(Backups, StringComparison.Ordinal));
    }

    private async Task<string> ElsewhereAsync()
    {
        var home = Directory.CreateDirectory(Path.Combine(folder.Path, "elsewhere")).FullName;
        return await Script.WriteSettingsAsync(home, Settings(null, home, null));
    }

    private Task<string> WriteSettingsAsync(BankProcess bank, string data)
    {
        var settings = Settings(bank, data, null);
        settings["POLICY_FILE"] = Path.Combine(data, "policy.json");
        return Script.WriteSettingsAsync(folder.Path, settings);
    }

    private static IDictionary<string, string> Settings(BankProcess? bank, string data, string? anchors)
    {
        const string NoBank = "http://127.0.0.1:9";
        var database = new Dictionary<string, string>(StringComparer.Ordinal) { ["DATA_DIR"] = data };
        if (anchors is not null)
        {
            database["AUDIT_ANCHOR_FILE"] = anchors;
        }

        return ServerProcess.Settings("v1", bank?.AccountUrl ?? NoBank, bank?.TransactionUrl ?? NoBank, database);
    }

    private static void CopyKeys(string from, string to)
    {
        var keys = Directory.CreateDirectory(Path.Combine(to, "audit")).FullName;
        foreach (var name in (string[])["audit-mac.key", "audit-signing.pem"])
        {
            File.Copy(Path.Combine(from, "audit", name), Path.Combine(keys, name));
        }
    }
}
