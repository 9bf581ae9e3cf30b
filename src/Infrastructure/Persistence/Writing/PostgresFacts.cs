using System.Buffers.Binary;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Infrastructure.Persistence.Rows;
using Npgsql;
using NpgsqlTypes;

namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>The first half of a batch with admissions: what has to be held still, and what is read of it.</summary>
internal static class PostgresFacts
{
    private const string LockText = "select pg_advisory_xact_lock(k) from unnest($1::bigint[]) as k";

    private const string VersionText = "select version from oversight where id = 1";

    private const string KeysText =
        "select o.principal_key, o.key_hash from unnest($1::text[], $2::text[]) as g(principal_key, key_hash) "
        + "join operation o on o.principal_key = g.principal_key and o.key_hash = g.key_hash";

    private const string TwinsText = """
        select g.twin, t.id from unnest($1::text[], $2::bigint[]) as g(twin, us) cross join lateral (
            select o.id from operation o
            where o.twin = g.twin and o.created_at > clock_timestamp() - g.us * interval '1 microsecond'
                and o.state not in (11, 12, 13, 14, 15)
            order by o.created_at desc limit 1
        ) t
        """;

    private const string WindowsText = """
        select w.subject, w.period, w.start_day, w.currency, w.used, w.held, w.used_count, w.held_count
        from unnest($1::text[], $2::smallint[], $3::integer[], $4::text[]) as g(subject, period, start_day, currency)
        join limit_window w using (subject, period, start_day, currency)
        """;

    private const string LockOperationsText =
        "select 1 from operation o where o.id = any($1) order by o.id for update of o";

    private const string DispatchableText = """
        select o.id from unnest($1::uuid[], $2::smallint[], $3::bigint[]) as g(id, state, fence)
        join operation o on o.id = g.id
        where o.state = g.state and o.fence = g.fence
            and (o.approval_expires_at is null or o.approval_expires_at > clock_timestamp())
        order by o.id for update of o
        """;

    private const string HoldsText = """
        select operation_id, subject, period, start_day, currency, amount_minor, state
        from limit_hold where operation_id = any($1) and state = 1
        """;

    private const string RaiseText =
        "update oversight set version = version + 1 where id = 1 and version = $1 returning version";

    /// <summary>
    /// Keeps every other batch, on whichever replica, from claiming the same keys, twins and windows until the commit.
    /// In one order, so that two batches never wait for each other both ways.
    /// </summary>
    internal static void Lock(PostgresTrip trip, IEnumerable<ClaimWrite> claims, IEnumerable<DispatchWrite> dispatches)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var claim in claims)
        {
            names.Add($"key {claim.Operation.PrincipalKey} {claim.Operation.KeyHash}");
            if (claim.Operation.Twin is { } twin)
            {
                names.Add($"twin {twin}");
            }

            names.UnionWith(claim.Terms.Limits.Select(limit => $"window {limit.Key}"));
        }

        foreach (var dispatch in dispatches)
        {
            names.UnionWith(dispatch.Terms.Limits.Select(limit => $"window {limit.Key}"));
        }

        long[] locks = [.. names.Select(NumberOf).Distinct().Order()];
        trip.Ask(Command(LockText, Array(NpgsqlDbType.Bigint, locks)), _ => { });
    }

    internal static void ReadVersion(PostgresTrip trip, AdmissionLedger ledger) =>
        trip.Ask(new NpgsqlBatchCommand(VersionText), row => ledger.OversightVersion = row.GetInt64(0));

    internal static void ReadKeys(PostgresTrip trip, AdmissionLedger ledger, IReadOnlyCollection<ClaimWrite> claims) =>
        trip.Ask(
            Command(
                KeysText,
                Array(NpgsqlDbType.Text, claims.Select(claim => claim.Operation.PrincipalKey)),
                Array(NpgsqlDbType.Text, claims.Select(claim => claim.Operation.KeyHash))
            ),
            row => ledger.KeyIsTaken(row.GetString(0), row.GetString(1))
        );

    internal static void ReadTwins(PostgresTrip trip, AdmissionLedger ledger, IReadOnlyCollection<ClaimWrite> claims)
    {
        var sought = claims.Where(claim => claim.Terms.Twin is not null).DistinctBy(claim => claim.Terms.Twin).ToList();
        trip.Ask(
            Command(
                TwinsText,
                Array(NpgsqlDbType.Text, sought.Select(claim => claim.Terms.Twin!)),
                Array(NpgsqlDbType.Bigint, sought.Select(claim => claim.Terms.TwinMicroseconds))
            ),
            row => ledger.HasTwin(row.GetString(0), row.GetGuid(1))
        );
    }

    internal static void ReadWindows(PostgresTrip trip, AdmissionLedger ledger, IEnumerable<WindowLimit> limits)
    {
        var keys = limits.Select(limit => limit.Key).Distinct().ToList();
        trip.Ask(
            Command(
                WindowsText,
                Array(NpgsqlDbType.Text, keys.Select(key => key.Subject)),
                Array(NpgsqlDbType.Smallint, keys.Select(key => (short)key.Period)),
                Array(NpgsqlDbType.Integer, keys.Select(key => key.Start.DayNumber)),
                Array(NpgsqlDbType.Text, keys.Select(key => key.Currency.ToString()))
            ),
            row =>
                ledger.Stands(
                    new WindowKey(
                        row.GetString(0),
                        (LimitPeriod)row.GetInt16(1),
                        DateOnly.FromDayNumber(row.GetInt32(2)),
                        CurrencyCode.Parse(row.GetString(3))
                    ),
                    new LimitWindow(row.GetInt64(4), row.GetInt64(5), row.GetInt32(6), row.GetInt32(7))
                )
        );
    }

    /// <summary>
    /// Locks what a batch moves by more than one statement, in one order, so that two batches which move the same
    /// operations never wait for each other both ways.
    /// </summary>
    internal static void LockOperations(PostgresTrip trip, IReadOnlyList<PendingWrite> writes)
    {
        var moved = writes.OfType<MoveWrite>().Select(move => move.Operation.Id);
        var dispatched = writes.OfType<DispatchWrite>().Select(dispatch => dispatch.Operation.Id);
        trip.Ask(Command(LockOperationsText, Array(NpgsqlDbType.Uuid, moved.Concat(dispatched).Distinct())), _ => { });
    }

    /// <summary>Locks those that still stand where they are dispatched from, and tells which.</summary>
    internal static void ReadDispatchable(
        PostgresTrip trip,
        IReadOnlyCollection<DispatchWrite> dispatches,
        HashSet<Guid> standing
    ) =>
        trip.Ask(
            Command(
                DispatchableText,
                Array(NpgsqlDbType.Uuid, dispatches.Select(dispatch => dispatch.Operation.Id)),
                Array(NpgsqlDbType.Smallint, dispatches.Select(dispatch => dispatch.FromState)),
                Array(NpgsqlDbType.Bigint, dispatches.Select(dispatch => dispatch.FromFence))
            ),
            row => standing.Add(row.GetGuid(0))
        );

    internal static void ReadHolds(PostgresTrip trip, IEnumerable<Guid> operations, List<HoldRow> holds) =>
        trip.Ask(
            Command(HoldsText, Array(NpgsqlDbType.Uuid, operations)),
            row =>
                holds.Add(
                    new HoldRow
                    {
                        OperationId = row.GetGuid(0),
                        Subject = row.GetString(1),
                        Period = row.GetInt16(2),
                        StartDay = row.GetInt32(3),
                        Currency = row.GetString(4),
                        AmountMinor = row.GetInt64(5),
                        State = row.GetInt16(6),
                    }
                )
        );

    /// <summary>
    /// Raises the version of people's decisions where it is still the one that was decided on. What leaves the version as
    /// it is, is written here already: only a row that it wrote is worth a record.
    /// </summary>
    private static void Raise(PostgresTrip trip, OversightWrite write)
    {
        write.Result = false;
        if (write.Version is { } version)
        {
            trip.Ask(Command(RaiseText, new NpgsqlParameter<long> { TypedValue = version }), _ => write.Result = true);
            return;
        }

        foreach (var statement in write.Statements)
        {
            Do(trip, statement, () => write.Result = true);
        }
    }

    /// <summary>People's decisions, in their order, and what no record tells of.</summary>
    internal static void Decide(
        PostgresTrip trip,
        IEnumerable<OversightWrite> decisions,
        IEnumerable<PendingWrite> writes
    )
    {
        foreach (var decision in decisions)
        {
            Raise(trip, decision);
        }

        foreach (var plain in writes.OfType<PlainWrite>())
        {
            Do(trip, plain.Statement, () => plain.Result = true);
        }
    }

    /// <summary>Tells of each row that the statement wrote.</summary>
    private static void Do(PostgresTrip trip, SqlText statement, Action written) =>
        trip.Ask(Command(statement with { Text = statement.Text + " returning 1" }), _ => written());

    internal static NpgsqlBatchCommand Command(SqlText statement) =>
        Command(
            statement.Text,
            [.. statement.Parameters.Select(value => new NpgsqlParameter { Value = value ?? DBNull.Value })]
        );

    private static long NumberOf(string name) => BinaryPrimitives.ReadInt64BigEndian(Digest.BytesOf("lock", name));

    private static NpgsqlBatchCommand Command(string text, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(text);
        command.Parameters.AddRange(parameters);
        return command;
    }

    private static NpgsqlParameter<T[]> Array<T>(NpgsqlDbType type, IEnumerable<T> values) =>
        new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | type };
}
