using FinancialMcp.Application;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Persistence.Rows;
using FinancialMcp.Infrastructure.Persistence.Writing;
using FinancialMcp.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>What the migrations make of a database, there and back.</summary>
public abstract class SchemaConformance : IAsyncLifetime
{
    private protected StoreHost Host { get; private set; } = null!;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected abstract string Approved { get; }

    public async ValueTask InitializeAsync() => Host = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_schema_is_the_approved_one() =>
        ApprovedFile.Check($"tests/Infrastructure.Tests/approved/{Approved}", await SchemaText.OfAsync(Host));

    [Fact]
    public async Task Every_migration_goes_back_to_nothing_and_forward_again()
    {
        var full = await SchemaText.OfAsync(Host);
        await Host.StopAsync();
        Assert.Empty(await DatabaseMigrations.PendingAsync(Host.Options, Cancel));

        var pending = 0;
        while (await DatabaseMigrations.PreviousAsync(Host.Options, Cancel) is { } previous)
        {
            await DatabaseMigrations.MigrateAsync(Host.Options, previous, _ => { }, Cancel);
            Assert.Equal(++pending, (await DatabaseMigrations.PendingAsync(Host.Options, Cancel)).Count);
        }

        Assert.NotEqual(0, pending);
        Assert.DoesNotContain("audit_event", await SchemaText.OfAsync(Host), StringComparison.Ordinal);

        await DatabaseMigrations.MigrateAsync(Host.Options, null, _ => { }, Cancel);
        Assert.Equal(full, await SchemaText.OfAsync(Host));
    }

    /// <summary>It would take back its own newest, below one that it knows nothing of.</summary>
    [Fact]
    public async Task An_older_program_does_not_take_back_what_a_later_one_applied()
    {
        await Host.ExecuteAsync(
            "insert into schema_migration (migration_id, product_version) values ('99990101000000_Later', '1')"
        );
        await Host.StopAsync();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            DatabaseMigrations.PreviousAsync(Host.Options, Cancel)
        );
        Assert.StartsWith(
            "99990101000000_Later was applied by a later program",
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_migration_that_does_not_exist_is_refused()
    {
        await Host.StopAsync();

        await Assert.ThrowsAnyAsync<InvalidOperationException>(() =>
            DatabaseMigrations.MigrateAsync(Host.Options, "NoSuchMigration", _ => { }, Cancel)
        );
    }

    [Fact]
    public void The_hot_path_writes_every_column_that_the_database_does_not_fill()
    {
        using var db = Model();
        Holds<AuditEventRow>(db, [.. Columns.AuditEvent.Select(c => c.Name), "seq", "recorded_at", "xid"]);
        Holds<AttemptRow>(db, [.. Columns.Attempt.Select(c => c.Name)]);
        Holds<OperationRow>(
            db,
            [.. Columns.OperationIdentity.Concat(Columns.OperationState).Select(c => c.Name), "lease_until"]
        );
        Holds<VoteRow>(db, [.. Columns.Vote.Select(c => c.Name)]);
        Holds<HoldRow>(db, [.. Columns.Hold.Select(c => c.Name)]);
        Holds<WindowRow>(db, [.. Columns.Window.Select(c => c.Name)]);

        static void Holds<TRow>(DbContext db, HashSet<string> written)
        {
            var columns = db.Model.FindEntityType(typeof(TRow))!.GetProperties().Select(p => p.GetColumnName());
            Assert.Empty(columns.Except(written));
        }
    }

    private protected abstract Task<StoreHost> CreateAsync();

    private protected abstract FinancialMcpDb Model();
}

public sealed class SchemaOnPostgresTests : SchemaConformance
{
    private protected override string Approved => "schema.postgres.sql";

    [Fact]
    public async Task Pending_migrations_refuse_all_work_until_they_are_run_and_need_no_restart()
    {
        await DatabaseMigrations.MigrateAsync(Host.Options, DatabaseMigrations.None, _ => { }, Cancel);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Host.Audit.AppendAsync(Samples.Event()));
        await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            Host.Operations.FindAsync(Samples.Operation().Id, Cancel)
        );
        var health = await Host.Services.GetRequiredService<IDependencyHealth>().CheckAsync(Cancel);
        Assert.All(health, check => Assert.Equal(HealthState.Unhealthy, check.State));
        Assert.All(health, check => Assert.Equal("migrations are pending", check.Detail));

        await DatabaseMigrations.MigrateAsync(Host.Options, null, _ => { }, Cancel);

        await Host.Audit.AppendAsync(Samples.Event());
        Assert.Null(await Host.Operations.FindAsync(Samples.Operation().Id, Cancel));
    }

    [Fact]
    public async Task Many_migrators_at_once_migrate_once()
    {
        await DatabaseMigrations.MigrateAsync(Host.Options, DatabaseMigrations.None, _ => { }, Cancel);
        var lines = new System.Collections.Concurrent.ConcurrentBag<string>();

        await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => DatabaseMigrations.MigrateAsync(Host.Options, null, lines.Add, Cancel))
        );

        Assert.Equal(
            SchemaVersion.Known<PostgresDb>().Count,
            lines.Count(line => line.StartsWith("Applied", StringComparison.Ordinal))
        );
        await Host.Audit.AppendAsync(Samples.Event());
    }

    /// <summary>What the serving role must not be able to do.</summary>
    private static readonly string[] Rewriting =
    [
        "update audit_event set tool = 'other'",
        "delete from audit_event",
        "truncate audit_event",
        "insert into audit_event (xid) values ('1')",
        "insert into audit_event (recorded_at) values (now())",
        "update operation set backend_body = 'other'",
        "delete from operation",
        "alter table audit_event disable trigger all",
        "drop table audit_event",
        "delete from limit_hold",
        "delete from limit_window",
        "update limit_window set subject = 'other'",
        "update approval_vote set approves = true",
        "delete from approval_vote",
        "update policy set rules = '[]'",
        "delete from policy",
        "update stop set reason = 'other'",
        "delete from stop",
        "delete from agent",
    ];

    [Fact]
    public async Task The_serving_role_can_serve_and_cannot_rewrite()
    {
        await DatabaseMigrations.MigrateAsync(Host.Options, DatabaseMigrations.None, _ => { }, Cancel);
        var database = Host.Options.Postgres!.Database;
        var (owner, server) = ($"owner_{database}", $"odd \" name of {database}");
        var quoted = $"\"{server.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        await Host.ExecuteAsync(
            $"""
            create role {owner} login; grant all on schema public to {owner};
            create role {quoted} login;
            alter table schema_migration owner to {owner};
            """
        );
        var options = Host.Options with
        {
            Postgres = Host.Options.Postgres with { User = server, MigrationUser = owner },
        };
        await DatabaseMigrations.MigrateAsync(options, null, _ => { }, Cancel);

        await using var host = ((PostgresStoreHost)Host).With(options);
        var operation = Samples.Operation();
        var claim = await host.Operations.ClaimAsync(operation, Samples.EventOf(operation), Samples.Lease);
        var settled = Samples.Succeeded(claim.Operation);
        Assert.True(
            await host.Operations.SettleAsync(
                claim.Operation,
                settled,
                Samples.Attempt(operation),
                Samples.EventOf(settled)
            )
        );
        await host.Writer.CommitAsync(new ProbeWrite());

        foreach (var statement in Rewriting)
        {
            var refusal = await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
                Host.ExecuteAsync($"set session authorization {quoted}; {statement}")
            );
            Assert.Equal(Npgsql.PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        }
    }

    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();

    private protected override FinancialMcpDb Model() => new PostgresDbFactory().CreateDbContext([]);
}

public sealed class SchemaOnSqliteTests : SchemaConformance
{
    private protected override string Approved => "schema.sqlite.sql";

    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();

    private protected override FinancialMcpDb Model() => new SqliteDbFactory().CreateDbContext([]);
}
