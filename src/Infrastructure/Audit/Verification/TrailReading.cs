using System.Runtime.CompilerServices;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Persistence;

namespace FinancialMcp.Infrastructure.Audit.Verification;

/// <summary>The statements by which a trail is read for its verification, and the rows they give.</summary>
internal static class TrailReading
{
    internal const string Seals = $"select {SealRows.SealColumns}, leaves from audit_seal order by number";

    internal const string Epochs = $"select {SealRows.EpochColumns} from audit_epoch order by number";

    internal const string Keys = "select public_key from audit_key order by key_id";

    internal const string Drops =
        "select retention, month, records, dropped_at from audit_drop where dropped_at is not null";

    internal const string Operations =
        "select id, principal_key, issuer, subject, acting_party, key_hash, tool, amount_minor, currency, from_account, "
        + "to_account, state, backend_transaction_id, created_at, updated_at from operation";

    /// <summary>Behind the number and the position.</summary>
    private const string RecordColumns =
        "recorded_at, mac_key_id, mac, record, id, schema_version, retention, code, request_id, operation_id, key_hash, "
        + "trace_id, principal_key, subject, acting_party, tool, decision, error_code, state, amount_minor, currency, "
        + "from_account, to_account, backend_transaction_id, policy_version, duration_us, build";

    /// <summary>The records with numbers from $1 to before $2, in the order of their seals.</summary>
    internal static string Records(string position, string order) =>
        $"select seq, {position}, {RecordColumns} from audit_event where seq >= $1 and seq < $2 order by {order}";

    /// <summary>Which numbers belong to which epoch. Whatever comes before the first, belongs to it too.</summary>
    internal static IEnumerable<(int Epoch, long From, long To)> Ranges(IReadOnlyList<Epoch> epochs)
    {
        if (epochs.Count == 0)
        {
            yield return (1, long.MinValue, long.MaxValue);
        }

        for (var at = 0; at < epochs.Count; at++)
        {
            yield return (
                epochs[at].Number,
                at == 0 ? long.MinValue : epochs[at].FirstSeq,
                at + 1 < epochs.Count ? epochs[at + 1].FirstSeq : long.MaxValue
            );
        }
    }

    internal static async IAsyncEnumerable<T> AllAsync<T>(
        StoredRows rows,
        Func<StoredRows, T> read,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        while (await rows.NextAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return read(rows);
        }
    }

    internal static StoredSeal ReadSeal(StoredRows row) => new(SealRows.ReadSeal(row), row.Bytes(12));

    internal static DroppedMonth ReadDrop(StoredRows row)
    {
        var month = row.Time(1);
        return new DroppedMonth(
            (Retention)row.Small(0),
            SqliteValues.Microseconds(month),
            SqliteValues.Microseconds(month.AddMonths(1)),
            row.LongOrNull(2) ?? 0,
            SqliteValues.Microseconds(row.Time(3))
        );
    }

    internal static StoredRecord ReadRecord(StoredRows row, int epoch) =>
        new(
            new SealedRecord(
                row.Long(0),
                row.Long(1),
                epoch,
                SqliteValues.Microseconds(row.Time(2)),
                row.Text(3),
                row.Bytes(4),
                row.Bytes(5)
            ),
            new SearchColumns
            {
                Id = row.IdIfAny(6),
                SchemaVersion = row.Small(7),
                Retention = row.Small(8),
                Code = row.Number(9),
                RequestId = row.Text(10),
                OperationId = row.IdIfAny(11),
                KeyHash = row.TextOrNull(12),
                TraceId = row.TextOrNull(13),
                PrincipalKey = row.TextOrNull(14),
                Subject = row.TextOrNull(15),
                ActingParty = row.TextOrNull(16),
                Tool = row.TextOrNull(17),
                Decision = row.Text(18),
                ErrorCode = row.TextOrNull(19),
                State = row.TextOrNull(20),
                AmountMinor = row.LongOrNull(21),
                Currency = row.TextOrNull(22),
                FromAccount = row.LongOrNull(23),
                ToAccount = row.LongOrNull(24),
                BackendTransactionId = row.TextOrNull(25),
                PolicyVersion = row.NumberOrNull(26),
                DurationUs = row.LongOrNull(27),
                Build = row.Text(28),
            }
        );

    internal static StoredOperation ReadOperation(StoredRows row) =>
        new()
        {
            Id = new OperationId(row.IdIfAny(0) ?? Guid.Empty),
            PrincipalKey = row.Text(1),
            Issuer = row.Text(2),
            Subject = row.Text(3),
            ActingParty = row.TextOrNull(4),
            KeyHash = row.Text(5),
            Tool = row.Text(6),
            AmountMinor = row.LongOrNull(7),
            Currency = row.TextOrNull(8),
            FromAccount = row.LongOrNull(9),
            ToAccount = row.LongOrNull(10),
            State = (OperationState)row.Small(11),
            BackendTransactionId = row.TextOrNull(12),
            CreatedAt = SqliteValues.Microseconds(row.Time(13)),
            UpdatedAt = SqliteValues.Microseconds(row.Time(14)),
        };
}
