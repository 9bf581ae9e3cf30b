using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Keeping;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Persistence.Writing;

namespace FinancialMcp.Infrastructure.Audit;

internal sealed class RetentionStore(Database database, GroupCommitWriter writer, AuditRows rows) : IRetentionStore
{
    internal const string DropColumns =
        "id, retention, month, reason, requested_by, requested_at, confirmed_by, confirmed_at, dropped_at, records, archive, "
        + "archive_sha256";

    private const string InsertHold =
        "insert into audit_hold (id, case_name, reason, from_time, to_time, placed_by, placed_at) "
        + "values ($1, $2, $3, $4, $5, $6, $7)";

    private const string LiftHold =
        "update audit_hold set lifted_by = $2, lifted_at = $3, lift_reason = $4 where id = $1 and lifted_by is null";

    private const string InsertDrop =
        "insert into audit_drop (id, retention, month, reason, requested_by, requested_at) select $1, $2, $3, $4, $5, $6 "
        + "where not exists (select 1 from audit_drop where retention = $2 and month = $3)";

    private const string ConfirmDrop =
        "update audit_drop set confirmed_by = $2, confirmed_at = $3 "
        + "where id = $1 and confirmed_by is null and requested_by <> $2";

    public async Task<IReadOnlyDictionary<Retention, DateTimeOffset>> OldestAsync(CancellationToken cancellationToken)
    {
        var oldest = new Dictionary<Retention, DateTimeOffset>();
        foreach (var retention in Enum.GetValues<Retention>())
        {
            var read = await database.ManyAsync(
                "select recorded_at from audit_event where retention = $1 order by recorded_at limit 1",
                [(short)retention],
                row => row.Time(0),
                cancellationToken
            );
            if (read.Count > 0)
            {
                oldest[retention] = read[0];
            }
        }

        return oldest;
    }

    public async Task<long> CountAsync(
        Retention retention,
        DateTimeOffset month,
        int most,
        CancellationToken cancellationToken
    ) =>
        (
            await database.ManyAsync(
                "select count(*) from (select 1 from audit_event "
                    + "where retention = $1 and recorded_at >= $2 and recorded_at < $3 limit $4) counted",
                [(short)retention, month, month.AddMonths(1), most],
                row => row.Long(0),
                cancellationToken
            )
        )[0];

    public Task<IReadOnlyList<LegalHold>> HoldsAsync(CancellationToken cancellationToken) =>
        database.ManyAsync(
            "select id, case_name, reason, from_time, to_time, placed_by, placed_at, lifted_by, lifted_at, lift_reason "
                + "from audit_hold order by placed_at, id",
            [],
            row => new LegalHold(
                row.Id(0),
                row.Text(1),
                row.Text(2),
                row.Time(3),
                row.TimeOrNull(4),
                row.Text(5),
                row.Time(6),
                row.TextOrNull(7) is { } by ? new HoldLift(by, row.Time(8), row.Text(9)) : null
            ),
            cancellationToken
        );

    public Task<IReadOnlyList<MonthDrop>> DropsAsync(CancellationToken cancellationToken) =>
        database.ManyAsync(
            $"select {DropColumns} from audit_drop order by requested_at, id",
            [],
            ReadDrop,
            cancellationToken
        );

    public Task<bool> PlaceAsync(LegalHold hold, AuditEvent record) =>
        CommitAsync(record, InsertHold, hold.Id, hold.CaseName, hold.Reason, hold.From, hold.To, hold.By, hold.At);

    public Task<bool> LiftAsync(Guid hold, HoldLift lift, AuditEvent record) =>
        CommitAsync(record, LiftHold, hold, lift.By, lift.At, lift.Reason);

    public Task<bool> RequestAsync(MonthDrop drop, AuditEvent record) =>
        CommitAsync(
            record,
            InsertDrop,
            drop.Id,
            (short)drop.Retention,
            drop.Month,
            drop.Reason,
            drop.RequestedBy,
            drop.RequestedAt
        );

    public Task<bool> ConfirmAsync(Guid drop, string by, DateTimeOffset at, AuditEvent record) =>
        CommitAsync(record, ConfirmDrop, drop, by, at);

    internal static MonthDrop ReadDrop(StoredRows row) =>
        new(
            row.Id(0),
            (Retention)row.Small(1),
            row.Time(2),
            row.Text(3),
            row.Text(4),
            row.Time(5),
            row.TextOrNull(6),
            row.TimeOrNull(7),
            row.TimeOrNull(8) is { } at ? new DropDone(at, row.Long(9), row.Text(10), row.Text(11)) : null
        );

    private Task<bool> CommitAsync(AuditEvent record, string text, params object?[] parameters) =>
        writer.CommitRecordAsync(
            new OversightWrite(null, [new SqlText(text, parameters)], rows.Of(record)),
            written => written
        );
}
