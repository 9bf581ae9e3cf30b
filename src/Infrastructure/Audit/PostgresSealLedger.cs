using System.Data.Common;
using FinancialMcp.Application;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Persistence;
using Npgsql;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>
/// The trail on PostgreSQL, over one connection of the sealer's own role. Whoever holds an advisory lock leads; a leader
/// that is stopped or cut off loses connection and lock after five seconds. Records are chosen by transaction, below the
/// oldest that still runs: by number, a transaction that commits late would be passed over.
/// </summary>
internal sealed class PostgresSealLedger(PostgresOptions options) : ISealLedger
{
    /// <summary>Any number that is ours: the sealers of one database meet at it.</summary>
    private const long Lock = 0x46_4D_43_50_53_45_41_4C;

    private const int MonthsAhead = 3;

    private const string RecordColumns = "seq, xid::text::bigint, recorded_at, mac_key_id, mac, record";

    private readonly string connectionString = PostgresConnection.ToSeal(options);
    private NpgsqlConnection? connection;
    private bool leads;

    public Task<bool> TryLeadAsync() =>
        GuardAsync(async () =>
        {
            if (leads)
            {
                return true;
            }

            connection ??= await OpenAsync();
            leads = await ScalarAsync($"select pg_try_advisory_lock({Lock})") is true;
            if (leads)
            {
                await ExecuteAsync("select audit_ensure_partitions($1)", MonthsAhead);
            }

            return leads;
        });

    public Task<string> SystemIdAsync() =>
        GuardAsync(async () => (string)(await ScalarAsync(PostgresDatabase.SystemIdText))!);

    public Task<IReadOnlyList<Epoch>> EpochsAsync() =>
        ManyAsync($"select {SealRows.EpochColumns} from audit_epoch order by number", SealRows.ReadEpoch);

    public Task<Seal?> FindSealAsync(long? number) =>
        FirstAsync(
            $"select {SealRows.SealColumns} from audit_seal where $1 is null or number = $1 order by number desc limit 1",
            SealRows.ReadSeal,
            Parameter(number)
        );

    public Task<Seal?> LastOfAsync(int epoch) =>
        FirstAsync(
            $"select {SealRows.SealColumns} from audit_seal where epoch = $1 order by number desc limit 1",
            SealRows.ReadSeal,
            epoch
        );

    public Task<IReadOnlyList<Seal>> SealsAfterAsync(long number, int limit) =>
        ManyAsync(SealRows.SealsAfter(limit), SealRows.ReadSeal, number);

    public async Task<long> AnchoredAsync(string anchor) =>
        await ManyAsync(SealRows.Anchored, row => row.Long(0), anchor) is [var number] ? number : 0;

    public Task<long> NextSeqAsync() =>
        GuardAsync(async () =>
            (long)(await ScalarAsync("select coalesce(pg_sequence_last_value('audit_event_seq_seq'), 0) + 1"))!
        );

    public async Task<bool> HasRecordAsync(Guid id) =>
        (await ManyAsync("select 1 from audit_event where id = $1", row => row.Number(0), id)).Count > 0;

    public Task<long> HorizonAsync() => GuardAsync(ReadHorizonAsync);

    public Task<long> BoundAsync() =>
        GuardAsync(async () =>
            (long)(await ScalarAsync("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint"))!
        );

    public Task<(long To, IReadOnlyList<SealedRecord> Records)> UnsealedAsync(
        Epoch epoch,
        Epoch? next,
        long from,
        int limit
    ) =>
        GuardAsync<(long, IReadOnlyList<SealedRecord>)>(async () =>
        {
            // First, so that what the second statement sees below it is complete.
            var horizon = next is null ? await ReadHorizonAsync() : long.MaxValue;
            var records = await ReadAsync(
                $"""
                select {RecordColumns} from audit_event
                where xid >= $1::text::xid8 and xid < $2::text::xid8 and seq >= $3 and seq < $4
                order by xid, seq limit {limit}
                """,
                row => new SealedRecord(
                    row.Long(0),
                    row.Long(1),
                    epoch.Number,
                    SqliteValues.Microseconds(row.Time(2)),
                    row.Text(3),
                    row.Bytes(4),
                    row.Bytes(5)
                ),
                from.ToString(System.Globalization.CultureInfo.InvariantCulture),
                horizon.ToString(System.Globalization.CultureInfo.InvariantCulture),
                epoch.FirstSeq,
                next?.FirstSeq ?? long.MaxValue
            );
            if (records.Count < limit)
            {
                return (horizon, records);
            }

            // The last transaction may go on behind the limit.
            var last = records[^1].Position;
            var whole = records.TakeWhile(record => record.Position != last).ToList();
            return whole.Count > 0
                ? (last, whole)
                : throw new InvalidDataException($"One transaction wrote {limit} records or more.");
        });

    public Task AppendAsync(Seal seal, byte[] leaves) => WriteAsync(SealRows.InsertSeal, SealRows.Values(seal, leaves));

    public Task BeginAsync(Epoch epoch) => WriteAsync(SealRows.InsertEpoch, SealRows.Values(epoch));

    public Task<bool> IntroduceKeyAsync(string keyId, string publicKey, DateTimeOffset at) =>
        GuardAsync(async () =>
        {
            await using var command = Command(SealRows.InsertKey, keyId, publicKey, at);
            return await command.ExecuteNonQueryAsync() == 1;
        });

    public Task AnchoredAsync(string anchor, long number, DateTimeOffset at) =>
        WriteAsync(SealRows.UpsertAnchor, [anchor, number, at]);

    public async ValueTask DisposeAsync()
    {
        leads = false;
        if (connection is { } open)
        {
            connection = null;
            await open.DisposeAsync();
        }
    }

    private async Task<long> ReadHorizonAsync() =>
        (long)(await ScalarAsync("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))!;

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var opened = new NpgsqlConnection(connectionString);
        try
        {
            await opened.OpenAsync();
            await PostgresDatabase.RequireSchemaAsync(opened);
            await using var settings = new NpgsqlCommand(
                "set idle_session_timeout = '5s'; set lock_timeout = '1s'; set statement_timeout = '10s'; "
                    + "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'",
                opened
            );
            await settings.ExecuteNonQueryAsync();
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private async Task<T?> FirstAsync<T>(string text, Func<StoredRows, T> read, params object[] parameters)
        where T : class => await ManyAsync(text, read, parameters) is [var first, ..] ? first : null;

    private Task<IReadOnlyList<T>> ManyAsync<T>(string text, Func<StoredRows, T> read, params object[] parameters) =>
        GuardAsync<IReadOnlyList<T>>(async () => await ReadAsync(text, read, parameters));

    private async Task<List<T>> ReadAsync<T>(string text, Func<StoredRows, T> read, params object[] parameters)
    {
        await using var command = Command(text, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new StoredRows(reader);
        var found = new List<T>();
        while (await rows.NextAsync())
        {
            found.Add(read(rows));
        }

        return found;
    }

    private Task<bool> WriteAsync(string text, object?[] values) =>
        GuardAsync(async () =>
        {
            await ExecuteAsync(text, [.. values.Select(OrNull)]);
            return true;
        });

    private async Task ExecuteAsync(string text, params object[] parameters)
    {
        await using var command = Command(text, parameters);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<object?> ScalarAsync(string text)
    {
        await using var command = Command(text);
        return await command.ExecuteScalarAsync();
    }

    private NpgsqlCommand Command(string text, params object[] parameters)
    {
        var command = new NpgsqlCommand(
            text,
            connection ?? throw new StoreUnavailableException("The sealer has no connection.")
        );
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter as NpgsqlParameter ?? new NpgsqlParameter { Value = parameter });
        }

        return command;
    }

    private static NpgsqlParameter Parameter(long? number) =>
        new NpgsqlParameter
        {
            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint,
            Value = number is { } it ? it : DBNull.Value,
        };

    private static object OrNull(object? value) => value ?? Parameter(null);

    /// <summary>After any failure the connection, and the lead with it, is given up: nobody knows what it still can.</summary>
    private async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception cause) when (cause is DbException or TimeoutException or PendingMigrationsException)
        {
            await DisposeAsync();
            throw new StoreUnavailableException("The trail could not be read or sealed.", cause);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }
}
