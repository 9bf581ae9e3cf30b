using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Persistence;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>The columns of the trail's tables, in the order in which they are read and written.</summary>
internal static class SealRows
{
    internal const string SealColumns =
        "number, epoch, count, first_seq, last_seq, from_position, to_position, root, previous, sealed_at, key_id, signature";

    internal const string InsertSeal =
        $"insert into audit_seal ({SealColumns}, leaves) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

    internal const string EpochColumns = "number, first_seq, system_id, after_seal, after_hash, began_at";

    internal const string InsertEpoch = $"insert into audit_epoch ({EpochColumns}) values ($1, $2, $3, $4, $5, $6)";

    internal const string InsertKey =
        "insert into audit_key (key_id, public_key, first_used_at) values ($1, $2, $3) on conflict (key_id) do nothing";

    internal const string UpsertAnchor =
        "insert into audit_anchor (name, number, anchored_at) values ($1, $2, $3) "
        + "on conflict (name) do update set number = excluded.number, anchored_at = excluded.anchored_at";

    internal const string Anchored = "select number from audit_anchor where name = $1";

    internal static string SealsAfter(int limit) =>
        $"select {SealColumns} from audit_seal where number > $1 order by number limit {limit}";

    internal static string SealsBefore(int limit) =>
        $"select {SealColumns} from audit_seal where number < $1 order by number desc limit {limit}";

    internal static Seal ReadSeal(StoredRows row) =>
        new()
        {
            Number = row.Long(0),
            Epoch = row.Number(1),
            Count = row.Number(2),
            FirstSeq = row.LongOrNull(3),
            LastSeq = row.LongOrNull(4),
            FromPosition = row.Long(5),
            ToPosition = row.Long(6),
            Root = row.Bytes(7),
            Previous = row.Bytes(8),
            SealedAt = SqliteValues.Microseconds(row.Time(9)),
            KeyId = row.Text(10),
            Signature = row.Bytes(11),
        };

    internal static Epoch ReadEpoch(StoredRows row) =>
        new(row.Number(0), row.Long(1), row.Text(2), row.Long(3), row.Bytes(4), SqliteValues.Microseconds(row.Time(5)));

    internal static object?[] Values(Seal seal, byte[] leaves) =>
        [
            seal.Number,
            seal.Epoch,
            seal.Count,
            seal.FirstSeq,
            seal.LastSeq,
            seal.FromPosition,
            seal.ToPosition,
            seal.Root,
            seal.Previous,
            SqliteValues.Time(seal.SealedAt),
            seal.KeyId,
            seal.Signature,
            leaves,
        ];

    internal static object?[] Values(Epoch epoch) =>
        [
            epoch.Number,
            epoch.FirstSeq,
            epoch.SystemId,
            epoch.AfterSeal,
            epoch.AfterHash,
            SqliteValues.Time(epoch.BeganAt),
        ];
}
