using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Persistence;

namespace FinancialMcp.Infrastructure.Audit;

internal sealed class AuditReading(Database database, AuditDialect dialect) : IAuditReading
{
    /// <summary>Before the first sealer has come, the first epoch has not been written down yet.</summary>
    private const string Epoch = "coalesce((select max(number) from audit_epoch where first_seq <= seq), 1)";

    private string Columns => $"seq, {dialect.Position}, {Epoch}, recorded_at, mac_key_id, mac, record";

    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            $"select {dialect.Now}",
            [],
            async rows =>
            {
                await rows.NextAsync();
                return rows.Time(0);
            },
            database.StartDeadline(),
            cancellationToken
        );

    public async Task<AuditPage> PageAsync(
        AuditFilter filter,
        AuditOrder order,
        AuditCursor? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var query = AuditQuery.Of(dialect, filter, order, after);
        var found = await database.ManyAsync(
            query.Select(Columns, limit + 1),
            query.Values,
            ReadRecord,
            cancellationToken
        );
        if (found.Count > limit)
        {
            return new AuditPage([.. found.Take(limit)], CursorOf(found[limit - 1]));
        }

        return new AuditPage(
            found,
            await EndAsync(query, order, found.Count > 0 ? CursorOf(found[^1]) : null, cancellationToken)
        );
    }

    public async Task<AuditTally> TallyAsync(
        AuditFilter filter,
        int most,
        TimeSpan? width,
        CancellationToken cancellationToken
    )
    {
        var query = AuditQuery.Of(dialect, filter, AuditOrder.NewestFirst, after: null, most);
        var rows = await database.ManyAsync(
            query.Tally(width),
            query.Values,
            row =>
                (
                    Group: new AuditGroup(
                        (AuditCode)row.Number(0),
                        row.Text(1),
                        row.TextOrNull(2),
                        row.TextOrNull(3),
                        row.TextOrNull(4),
                        row.TextOrNull(5),
                        row.TimeOrNull(6),
                        row.Number(7)
                    ),
                    Looked: row.Long(8),
                    Oldest: row.TimeOrNull(9),
                    Newest: row.TimeOrNull(10)
                ),
            cancellationToken
        );
        return new AuditTally(
            [.. rows.Select(row => row.Group).Where(group => group.Count > 0)],
            rows.Sum(row => row.Looked) < most,
            rows.Min(row => row.Oldest),
            rows.Max(row => row.Newest)
        );
    }

    public async Task<SealedRecord?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await database.ManyAsync(
            $"select {Columns} from audit_event where id = $1",
            [id],
            ReadRecord,
            cancellationToken
        )
            is [var record, ..]
            ? record
            : null;

    public async Task<SealPlace?> PlaceAsync(SealedRecord record, CancellationToken cancellationToken)
    {
        var seals = await database.ManyAsync(
            CoveringSeal("number, to_position, leaves, number <= coalesce((select max(number) from audit_anchor), 0)"),
            [record.Epoch, record.Position],
            row => (Number: row.Long(0), To: row.Long(1), Leaves: row.Bytes(2), IsAnchored: row.Flag(3)),
            cancellationToken
        );
        return seals is [var seal] && record.Position < seal.To
            ? new SealPlace(seal.Number, IndexOf(seal.Leaves, record.Seq), seal.IsAnchored)
            : null;
    }

    /// <summary>
    /// The seal of an epoch ($1) that covers a position ($2), if it is sealed: seals follow each other without a gap, so of
    /// those that begin at or before the position only the last can.
    /// </summary>
    internal static string CoveringSeal(string columns) =>
        $"select {columns} from audit_seal where epoch = $1 and from_position <= $2 "
        + "order by from_position desc, number desc limit 1";

    /// <summary>Keys of the records that fit, in the order of <see cref="PageAsync"/>.</summary>
    internal async Task<(IReadOnlyList<RecordKey> Keys, AuditCursor? Next)> KeysAsync(
        AuditFilter filter,
        AuditCursor? after,
        CancellationToken cancellationToken
    )
    {
        var query = AuditQuery.Of(dialect, filter, AuditOrder.OldestFirst, after);
        var keys = await database.ManyAsync(
            query.Select($"seq, {dialect.Position}, {Epoch}, recorded_at", IAuditReading.MostLooked),
            query.Values,
            row => new RecordKey(row.Number(2), row.Long(1), row.Long(0), SqliteValues.Microseconds(row.Time(3))),
            cancellationToken
        );
        AuditCursor? last = keys.Count > 0 ? new AuditCursor(keys[^1].RecordedAt, keys[^1].Seq) : null;
        return (
            keys,
            keys.Count == IAuditReading.MostLooked
                ? last
                : await EndAsync(query, AuditOrder.OldestFirst, last, cancellationToken)
        );
    }

    /// <summary>The records with these keys, in no order.</summary>
    internal Task<IReadOnlyList<SealedRecord>> RecordsAsync(
        IReadOnlyList<RecordKey> keys,
        CancellationToken cancellationToken
    )
    {
        var (text, values) = dialect.ByKeys(Columns, keys);
        return database.ManyAsync(text, values, ReadRecord, cancellationToken);
    }

    /// <summary>
    /// Where a look that came to its limit goes on. Records that were written since the first statement move the limit
    /// towards the beginning: what was given already is not gone over again.
    /// </summary>
    private async Task<AuditCursor?> EndAsync(
        AuditQuery query,
        AuditOrder order,
        AuditCursor? given,
        CancellationToken cancellationToken
    )
    {
        var ends = await database.ManyAsync(
            query.End,
            query.Values,
            row => new AuditCursor(SqliteValues.Microseconds(row.Time(0)), row.Long(1)),
            cancellationToken
        );
        return ends switch
        {
            [] => null,
            [var end] when given is { } last && (order == AuditOrder.NewestFirst ? last < end : last > end) => last,
            [var end, ..] => end,
        };
    }

    private static int? IndexOf(ReadOnlySpan<byte> leaves, long seq)
    {
        for (var at = 0; at < leaves.Length / SealLeaves.EntrySize; at++)
        {
            if (SealLeaves.SeqAt(leaves, at) == seq)
            {
                return at;
            }
        }

        return null;
    }

    private static AuditCursor CursorOf(SealedRecord record) => new(record.RecordedAt, record.Seq);

    private static SealedRecord ReadRecord(StoredRows row) =>
        new(
            row.Long(0),
            row.Long(1),
            row.Number(2),
            SqliteValues.Microseconds(row.Time(3)),
            row.Text(4),
            row.Bytes(5),
            row.Bytes(6)
        );
}
