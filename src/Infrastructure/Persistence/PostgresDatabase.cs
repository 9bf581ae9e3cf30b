using System.Data.Common;
using FinancialMcp.Infrastructure.Persistence.Writing;
using Npgsql;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>
/// PostgreSQL. Every new connection first sees that the schema is this program's: pending migrations refuse all work
/// until somebody runs them, and need no restart then.
/// </summary>
internal sealed class PostgresDatabase : Database
{
    /// <summary>What the cluster calls itself: a restored dump finds itself in another one.</summary>
    internal const string SystemIdText = "select system_identifier::text from pg_control_system()";

    private readonly NpgsqlDataSource readers;
    private readonly NpgsqlDataSource writers;

    /// <summary>Less than callers wait, by so much.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    public PostgresDatabase(PostgresOptions options, TimeSpan patience)
        : base(patience)
    {
        var milliseconds = (long)(patience - Margin).TotalMilliseconds;
        readers = Source(PostgresConnection.ToServe(options, patience), "");
        writers = Source(
            PostgresConnection.ToWrite(options, patience),
            // Rows are found by their keys, whatever the planner believes of a table that was empty when it last looked.
            // A waiting lock or a slow statement ends in a stated refusal before the callers give up on an unknown. A role
            // that does not wait for the log's flush would make every promise of this store untrue. A process that is
            // stopped or cut off between the two trips of a transaction loses it: it must neither keep the others from its
            // locks, nor commit much later what it judged by decisions that people have changed since.
            $"""
            set enable_seqscan = off; set lock_timeout = '400ms'; set statement_timeout = {milliseconds};
            set idle_in_transaction_session_timeout = {milliseconds};
            select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off';
            """,
            isWriter: true,
            options.RefusesOwner
        );
    }

    internal override int WriterCount => 2;

    internal override string Now => "clock_timestamp()";

    internal override string Position => "xid";

    internal override string IsUnsealed =>
        "xid >= coalesce((select to_position from audit_seal where epoch = (select max(number) from audit_epoch) "
        + "order by number desc limit 1), 0)::text::xid8 and xid < pg_snapshot_xmax(pg_current_snapshot()) "
        + "and seq >= coalesce((select first_seq from audit_epoch order by number desc limit 1), 0)";

    internal override async Task<IWriteSession> OpenWriteSessionAsync() =>
        new PostgresWriteSession(await writers.OpenConnectionAsync());

    public override async ValueTask DisposeAsync()
    {
        await writers.DisposeAsync();
        await readers.DisposeAsync();
    }

    protected override async Task<DbConnection> OpenReadConnectionAsync(CancellationToken cancellationToken) =>
        await readers.OpenConnectionAsync(cancellationToken);

    protected override DbParameter Parameter(int number, object value) => new NpgsqlParameter { Value = value };

    protected override StoredRows Rows(DbDataReader reader) => new(reader);

    /// <summary>A pooled connection may have died unseen with its server; then so have the others.</summary>
    protected override bool MayReadAgain(DbException cause)
    {
        if (cause is PostgresException { InvariantSeverity: "ERROR" })
        {
            return false;
        }

        readers.Clear();
        return true;
    }

    private static NpgsqlDataSource Source(
        string connectionString,
        string settings,
        bool isWriter = false,
        bool refusesOwner = false
    )
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.UsePhysicalConnectionInitializer(
            connection => throw new NotSupportedException("Connections are opened asynchronously."),
            async connection =>
            {
                await RequireSchemaAsync(connection);
                if (isWriter)
                {
                    await RequireServingRoleAsync(connection, refusesOwner);
                    await RequireEpochAsync(connection);
                }

                if (settings.Length > 0)
                {
                    await using var command = new NpgsqlCommand(settings, connection);
                    await command.ExecuteNonQueryAsync();
                }
            }
        );
        return builder.Build();
    }

    /// <summary>Throws <see cref="OwnerServesException"/> when the role could switch the trail's protection off.</summary>
    internal static async Task RequireServingRoleAsync(NpgsqlConnection connection, bool refusesOwner)
    {
        if (!refusesOwner)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            "select current_setting('is_superuser')::boolean or pg_has_role(relowner, 'member') "
                + "from pg_class where oid = 'audit_event'::regclass",
            connection
        );
        if (await command.ExecuteScalarAsync() is not false)
        {
            throw new OwnerServesException();
        }
    }

    /// <summary>
    /// Records written into a restored database before its new epoch would belong to the old one, whose positions are
    /// another cluster's: they wait until the sealer has begun one.
    /// </summary>
    private static async Task RequireEpochAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            $"select system_id <> ({SystemIdText}) from audit_epoch order by number desc limit 1",
            connection
        );
        if (await command.ExecuteScalarAsync() is true)
        {
            throw new RestoredDatabaseException();
        }
    }

    internal static async Task RequireSchemaAsync(NpgsqlConnection connection)
    {
        var pending = await SchemaVersion.PendingAsync<PostgresDb>(connection, CancellationToken.None);
        if (pending.Count > 0)
        {
            throw new PendingMigrationsException(pending);
        }
    }
}
