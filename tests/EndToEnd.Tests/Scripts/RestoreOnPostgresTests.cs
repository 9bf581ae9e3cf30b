using System.Globalization;
using FinancialMcp.Application;
using FinancialMcp.Application.Stops;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Testing;
using Npgsql;

namespace FinancialMcp.EndToEnd.Tests.Scripts;

/// <summary>
/// A backup is taken while agents pay, they pay on, the server and its database are lost, and the backup is restored into
/// another cluster: nothing from before is lost, what is lost is told, no money moves until two people say so, and what was
/// paid after the backup is not paid again.
/// </summary>
[Collection<FleetAlone>]
public sealed class RestoreOnPostgresTests : IDisposable
{
    private const string Roles =
        "create role fm_owner login; create role fm_serving login; create role fm_sealing login";
    private const string NoPassword = "unused-on-a-trusted-loopback";
    private const string Earlier = "restore-earlier-0001";
    private const string Later = "restore-later-0001";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> settings;

    public RestoreOnPostgresTests() =>
        settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DB_USER"] = "fm_serving",
            ["DB_MIGRATION_USER"] = "fm_owner",
            ["DB_MIGRATION_PASSWORD"] = NoPassword,
            ["DB_SEALER_USER"] = "fm_sealing",
            ["DB_SEALER_PASSWORD"] = NoPassword,
            ["AUDIT_ANCHOR_FILE"] = Path.Combine(folder.Path, "anchors", "anchors.jsonl"),
        };

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_came_before_the_backup_is_there_and_what_came_after_is_told_and_not_paid_again()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        Script.Require("pg_dump", "pg_restore", "psql");
        var plan = new FleetPlan
        {
            Replicas = 1,
            BankOptions = ["--limits", "none", "--seed", "demo"],
            Settings = settings,
            Prepare = PrepareAsync,
        };
        await using var fleet = await Fleet.StartAsync(plan);
        var accounts = await PayingAgents.OpenAccountsAsync(fleet.Bank, count: 3);
        var (backup, before) = await BackUpUnderLoadAsync(fleet, accounts);
        await LoseServerAsync(fleet);
        var lost = await StoredOperation.ReadAllAsync(fleet);
        var journal = await BankJournal.ReadAsync(fleet.Bank.DataFolder);

        await using var other = await PostgresServer.StartAsync();
        var restored = await RestoreAsync(fleet, other, backup);
        Assert.Empty(before.Except(restored, StringComparer.Ordinal));
        var later = lost.Where(it =>
            it.State == OperationState.Succeeded && !restored.Contains(it.Id, StringComparer.Ordinal)
        );
        Assert.NotEmpty(later);

        using var home = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(fleet.Settings(home.Path));
        await using var payer = await ConnectAsync(server.McpUrl, accounts);
        await StoppedAsync(payer);
        await ReleaseByTwoAsync(fleet, payer);

        // Known from the backup; known to the bank alone; new.
        Assert.Equal(("succeeded", true), StatusOf(await PaidAsync(payer, Earlier)));
        Assert.Equal(("succeeded", false), StatusOf(await PaidAsync(payer, Later)));
        Assert.Equal(Ordered(journal), Ordered(await BankJournal.ReadAsync(fleet.Bank.DataFolder)));
        Assert.Single(journal, row => row.IsPosted && row.IdempotencyKey == payer.BackendKeyOf(Later));
        Assert.Equal(("succeeded", false), StatusOf(await PaidAsync(payer, "restore-new-0001")));
    }

    private static IEnumerable<JournalRow> Ordered(IEnumerable<JournalRow> rows) =>
        rows.OrderBy(row => row.TransactionId, StringComparer.Ordinal);

    private static (string, bool) StatusOf(Answer answer) => (answer.Status, answer.IsReplay);

    private static Task<Payer> ConnectAsync(string url, IReadOnlyList<string> accounts) =>
        Payer.ConnectAsync(url, PayingAgents.Name(2), accounts[2], accounts[0]);

    private static async Task PrepareAsync(PostgresServer server, string database)
    {
        await server.ExecuteAsync("postgres", Roles);
        await server.ExecuteAsync("postgres", $"alter database {database} owner to fm_owner");
    }

    /// <summary>The backup's folder, and the operations that had succeeded when it was asked for.</summary>
    private async Task<(string Backup, IReadOnlyList<string> Before)> BackUpUnderLoadAsync(
        Fleet fleet,
        IReadOnlyList<string> accounts
    )
    {
        var file = await Script.WriteSettingsAsync(folder.Path, fleet.Settings(folder.Path));
        var url = fleet.Replicas[0].Server.McpUrl;
        await using var payer = await ConnectAsync(url, accounts);
        using var agents = PayingAgents.Start(() => url, [accounts[0], accounts[1]]);
        Assert.True((await payer.PayAsync(Earlier)).IsSuccess);
        await agents.WaitForMoreAsync(payments: 30);
        var before = await StoredOperation.ReadAllAsync(fleet);
        // A migration is not taken back under servers that go on writing.
        await Script.RefusesAsync(
            "others are connected",
            "rollback-database.sh",
            "--env-file",
            file,
            "--to",
            folder.Path + "/none",
            "--everything",
            "--yes"
        );
        Assert.False(Directory.Exists(folder.Path + "/none"));
        var output = await Script.SucceedsAsync("backup.sh", "--env-file", file, "--to", folder.Path + "/backups");
        Assert.True((await payer.PayAsync(Later)).IsSuccess);
        await agents.WaitForMoreAsync(payments: 30);
        await agents.FinishAsync(Patience);
        var backup = output.Split('\n').First(line => line.StartsWith(folder.Path, StringComparison.Ordinal));
        return (backup, [.. before.Where(it => it.State == OperationState.Succeeded).Select(it => it.Id)]);
    }

    /// <summary>SIGKILL, once the anchors know everything: what nobody outside was told of, nobody can tell.</summary>
    private static async Task LoseServerAsync(Fleet fleet)
    {
        const string Untold = """
            select (select count(*) from audit_event) - (select sum(count) from audit_seal)
                + (select max(number) from audit_seal) - (select min(number) from audit_anchor)
            """;
        await Eventually.TrueAsync(
            async () => await fleet.CountAsync(Untold) == 0,
            Patience,
            "everything is sealed and anchored"
        );
        await fleet.Replicas[0].KillAsync();
    }

    /// <summary>The operations that are there afterwards. From then on the fleet's settings name the restored database.</summary>
    private async Task<IReadOnlyList<string>> RestoreAsync(Fleet fleet, PostgresServer other, string backup)
    {
        var database = await other.CreateDatabaseAsync();
        settings["DB_PORT"] = other.Port.ToString(CultureInfo.InvariantCulture);
        settings["DB_NAME"] = database;
        var file = await Script.WriteSettingsAsync(folder.Path, fleet.Settings(folder.Path));
        var report = Path.Combine(folder.Path, "report.json");
        var notes = await File.ReadAllTextAsync(settings["AUDIT_ANCHOR_FILE"], TestContext.Current.CancellationToken);
        string[] arguments = ["--from", backup, "--env-file", file, "--report", report, "--yes"];

        await other.ExecuteAsync("postgres", "create role fm_owner login");
        await other.ExecuteAsync("postgres", $"alter database {database} owner to fm_owner");
        await Script.RefusesAsync("these roles are not on this server: fm_sealing fm_serving", "restore.sh", arguments);
        await other.ExecuteAsync("postgres", "create role fm_serving login; create role fm_sealing login");
        var output = await Script.SucceedsAsync("restore.sh", arguments);
        Assert.Contains("Two people release the stop", output, StringComparison.Ordinal);
        await Script.RefusesAsync("is not empty", "restore.sh", arguments);

        // The notes that are newer than the backup are still there, and they tell what it lacks: all of it, from the first.
        Assert.Equal(
            notes,
            await File.ReadAllTextAsync(settings["AUDIT_ANCHOR_FILE"], TestContext.Current.CancellationToken)
        );
        var sealedTo = (await ReadAsync(other, database, "select max(number)::text from audit_seal"))[0];
        var missing = Assert.Single(
            (await Script.ReadJsonAsync(report)).GetProperty("findings").EnumerateArray(),
            finding => finding.GetProperty("class").GetString() == "missing"
        );
        Assert.Equal(
            await fleet.CountAsync($"select sum(greatest(count, 1)) from audit_seal where number > {sealedTo}"),
            missing.GetProperty("count").GetInt64()
        );
        Assert.Equal(
            await fleet.CountAsync($"select number from audit_seal where number > {sealedTo} order by number limit 1"),
            missing.GetProperty("first").GetProperty("seal").GetInt64()
        );
        return await ReadAsync(other, database, "select id::text from operation where state = 10");
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(PostgresServer server, string database, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString(database));
        await connection.OpenAsync();
#pragma warning disable CA2100 // The statement is this class's own text.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private static Task StoppedAsync(Payer payer) =>
        Eventually.TrueAsync(
            async () => (await payer.PayAsync(Later)).Status == "EMERGENCY_STOP",
            Patience,
            "the first sealer has stopped everything"
        );

    private static async Task ReleaseByTwoAsync(Fleet fleet, Payer payer)
    {
        await using var desk = AdminDesk.Beside(fleet);
        var stop = Assert.Single(await desk.AskAsync("anna", "operator", new ListStops()));
        Assert.Contains("restored", stop.Reason, StringComparison.Ordinal);
        await desk.AskAsync("anna", "operator", new ProposeRelease(stop.Id, "compared with the bank"));
        var alone = await Assert.ThrowsAsync<AppException>(() => ConfirmAsync("anna"));
        Assert.Equal(ErrorCodes.AuthorizationError, alone.Code);
        Assert.Equal("EMERGENCY_STOP", (await payer.PayAsync(Later)).Status);
        await ConfirmAsync("bert");

        Task<IReadOnlyList<StopView>> ConfirmAsync(string person) =>
            desk.AskAsync(person, "approver", new ConfirmRelease(stop.Id, "compared with the bank"));
    }

    /// <summary>The first answer that is not the stop's, which a server may obey for a moment longer.</summary>
    private static async Task<Answer> PaidAsync(Payer payer, string key)
    {
        var answer = new Answer("none", null, IsReplay: false);
        await Eventually.TrueAsync(
            async () => (answer = await payer.PayAsync(key)).Status != "EMERGENCY_STOP",
            Patience,
            "the stop is released"
        );
        return answer;
    }
}
