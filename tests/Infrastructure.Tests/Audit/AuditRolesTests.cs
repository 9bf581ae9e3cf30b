using FinancialMcp.Application;
using FinancialMcp.Infrastructure.Audit.Verification;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Tests.Persistence;
using FinancialMcp.Testing;
using Npgsql;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>A database with a role for each kind of work.</summary>
public sealed class AuditRoles : IAsyncLifetime
{
    internal StoreHost Host { get; private set; } = null!;

    internal DatabaseOptions Options { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "No PostgreSQL server is installed.");
        Host = await PostgresStoreHost.CreateAsync();
        await DatabaseMigrations.MigrateAsync(Host.Options, DatabaseMigrations.None, _ => { }, Cancel);
        var database = Host.Options.Postgres!.Database;
        await Host.ExecuteAsync(
            $"""
            create role own_{database} login; grant all on schema public to own_{database};
            create role app_{database} login; create role seal_{database} login;
            create role read_{database} login; create role drop_{database} login;
            alter table schema_migration owner to own_{database};
            """
        );
        Options = Host.Options with
        {
            Postgres = Host.Options.Postgres with
            {
                User = $"app_{database}",
                MigrationUser = $"own_{database}",
                SealerUser = $"seal_{database}",
                ReaderUser = $"read_{database}",
                RetentionUser = $"drop_{database}",
                RefusesOwner = true,
            },
        };
        await DatabaseMigrations.MigrateAsync(Options, null, _ => { }, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }
    }
}

/// <summary>Who may do what to the trail, tried as each role.</summary>
public sealed class AuditRolesTests(AuditRoles roles) : IClassFixture<AuditRoles>
{
    private const string Row =
        "(id, schema_version, retention, code, request_id, decision, build, record, mac_key_id, mac";

    private const string Values =
        "(gen_random_uuid(), 1, 2, 100, 'r', 'none', 'b', '{}', 'm', decode(repeat('00', 32), 'hex')";

    private StoreHost Host => roles.Host;

    private DatabaseOptions Options => roles.Options;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_server_records_and_the_sealer_seals_each_as_its_own_role()
    {
        await using var trail = new TrailHost(((PostgresStoreHost)Host).With(Options));
        await trail.Host.Audit.AppendAsync(Samples.Event());

        await trail.SealAllAsync();

        Assert.Distinct(await trail.SealedNumbersAsync());
        await trail.Ledger.AnchoredAsync("file", 1, TimeProvider.System.GetUtcNow());
        await trail.Ledger.AnchoredAsync("file", 2, TimeProvider.System.GetUtcNow());
        Assert.Equal(2, await trail.Ledger.AnchoredAsync("file"));
    }

    [Theory]
    [InlineData("app")]
    [InlineData("read")]
    public async Task The_trail_is_verified_by_who_may_only_read_it(string role)
    {
        await using var trail = new TrailHost(((PostgresStoreHost)Host).With(Options));
        await trail.Host.Audit.AppendAsync(Samples.Event());
        await trail.SealAllAsync();
        var postgres = Options.Postgres!;

        var report = await AuditVerification.OfDatabaseAsync(
            Options with
            {
                Postgres = postgres with { User = $"{role}_{postgres.Database}" },
            },
            trail.Options,
            new VerificationFiles(),
            TimeProvider.System,
            Cancel
        );

        Assert.Empty(report.Findings);
        Assert.True(report.Records > 0);
    }

    [Theory]
    [InlineData("app", "update audit_event set tool = 'x'")]
    [InlineData("app", "delete from audit_event")]
    [InlineData("app", "truncate audit_event")]
    [InlineData("app", "truncate audit_event_money")]
    [InlineData("app", $"insert into audit_event {Row}, xid) values {Values}, '1')")]
    [InlineData("app", $"insert into audit_event {Row}, recorded_at) values {Values}, now())")]
    [InlineData("app", $"insert into audit_event {Row}, seq) overriding system value values {Values}, 1)")]
    [InlineData("app", "insert into audit_event_money select * from audit_event")]
    [InlineData("app", "select setval('audit_event_seq_seq', 1)")]
    [InlineData("app", "insert into audit_seal select * from audit_seal")]
    [InlineData("app", "insert into audit_epoch select * from audit_epoch")]
    [InlineData("app", "insert into audit_key select * from audit_key")]
    [InlineData("app", "update audit_anchor set number = 0")]
    [InlineData("app", "update audit_verification set findings = 0")]
    [InlineData("app", "delete from audit_verification")]
    [InlineData("app", "delete from audit_hold")]
    [InlineData("app", "update audit_hold set reason = 'x'")]
    [InlineData("app", "update audit_drop set dropped_at = now()")]
    [InlineData("app", "alter table audit_event disable trigger all")]
    [InlineData("app", "drop table audit_event")]
    [InlineData("app", "select audit_ensure_partitions(1)")]
    [InlineData("app", "select audit_drop_month(gen_random_uuid(), '', '', 0)")]
    [InlineData("seal", $"insert into audit_event {Row}) values {Values})")]
    [InlineData("seal", "update audit_event set tool = 'x'")]
    [InlineData("seal", "delete from audit_event")]
    [InlineData("seal", "update audit_seal set count = 0")]
    [InlineData("seal", "delete from audit_seal")]
    [InlineData("seal", "delete from audit_anchor")]
    [InlineData("seal", "select * from operation")]
    [InlineData("seal", "select audit_drop_month(gen_random_uuid(), '', '', 0)")]
    [InlineData("read", $"insert into audit_event {Row}) values {Values})")]
    [InlineData("read", "delete from audit_event")]
    [InlineData("read", "insert into audit_seal select * from audit_seal")]
    [InlineData("read", "update operation set state = 10")]
    [InlineData("drop", "delete from audit_event")]
    [InlineData("drop", "drop table audit_event_other")]
    [InlineData("drop", "insert into audit_drop select * from audit_drop")]
    [InlineData("drop", "update audit_drop set confirmed_by = 'x'")]
    public async Task A_role_cannot_do_what_is_another_ones(string role, string statement)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => AsAsync(role, statement));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Theory]
    [InlineData("read", "select count(*) from audit_event, audit_seal, operation")]
    [InlineData("drop", "select count(*) from audit_event, audit_seal, audit_hold")]
    public Task A_role_can_do_its_own_work(string role, string statement) => AsAsync(role, statement);

    [Fact]
    public async Task A_server_does_not_serve_as_the_owner_or_as_a_superuser()
    {
        var unwritten = Samples.Event();
        foreach (var user in new[] { Options.Postgres!.MigrationUser!, PostgresServer.User })
        {
            var owner = Options with { Postgres = Options.Postgres with { User = user } };
            var start = await Assert.ThrowsAsync<OwnerServesException>(() =>
                new ServingRole(owner).StartingAsync(Cancel)
            );
            Assert.Contains("DB_MIGRATION_USER", start.Message, StringComparison.Ordinal);
            await using var server = ((PostgresStoreHost)Host).With(owner);
            await Assert.ThrowsAsync<StoreUnavailableException>(() => server.Audit.AppendAsync(unwritten));
        }

        await new ServingRole(Options).StartingAsync(Cancel);
        Assert.Equal(0, await Host.CountAsync($"audit_event where request_id = '{unwritten.RequestId}'"));
    }

    private Task AsAsync(string role, string statement) =>
        Host.ExecuteAsync($"set session authorization {role}_{Host.Options.Postgres!.Database}; {statement}");
}
