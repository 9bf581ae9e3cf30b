using FinancialMcp.Domain;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>What is read.</summary>
internal sealed partial class OperationStore
{
    private const string ById = $"select {OperationReading.Columns} from operation where id = $1";

    private const string ByKey =
        $"select {OperationReading.Columns} from operation where principal_key = $1 and key_hash = $2";

    public Task<Operation?> FindAsync(OperationId id, CancellationToken cancellationToken) =>
        FindOneAsync(ById, [id.Value], database.StartDeadline(), cancellationToken);

    public Task<Operation?> FindByKeyAsync(Principal principal, string keyHash, CancellationToken cancellationToken) =>
        FindByKeyAsync(principal, keyHash, database.StartDeadline(), cancellationToken);

    public Task<IReadOnlyList<Vote>> VotesAsync(OperationId id, CancellationToken cancellationToken) =>
        database.ManyAsync(
            "select approver, approves, reason, cast_at from approval_vote where operation_id = $1 order by cast_at, approver",
            [id.Value],
            row => new Vote(row.Text(0), row.Flag(1), row.TextOrNull(2), row.Time(3)),
            cancellationToken
        );

    public Task<IReadOnlyList<Attempt>> AttemptsAsync(OperationId id, CancellationToken cancellationToken) =>
        database.ManyAsync(
            "select attempt, fence, started, ended, bytes_sent, http_status, error_class, response_sha256 "
                + "from operation_attempt where operation_id = $1 order by attempt",
            [id.Value],
            row => new Attempt(
                row.Number(0),
                row.Long(1),
                row.Time(2),
                row.Time(3),
                row.Flag(4),
                row.NumberOrNull(5),
                row.TextOrNull(6),
                row.TextOrNull(7)
            ),
            cancellationToken
        );

    public Task<IReadOnlyList<Operation>> ListAsync(
        OperationState state,
        int limit,
        CancellationToken cancellationToken,
        OperationId? after = null
    ) =>
        database.ManyAsync(
            // Here and below, the further condition lets the index of what is not final serve on SQLite too.
            $"select {OperationReading.Columns} from operation where state = $1 and id > $2"
                + (state.IsFinal() ? "" : " and state < 10")
                + $" order by id limit {limit}",
            [(short)state, after?.Value ?? Guid.Empty],
            OperationReading.Of,
            cancellationToken
        );

    public Task<IReadOnlyList<Operation>> VotedAsync(int limit, CancellationToken cancellationToken) =>
        database.ManyAsync(
            // From the votes, whose key is in the order of the operations' making, so that only its end is read.
            $"select {OperationReading.Columns} from operation where id in (select distinct v.operation_id "
                + "from approval_vote v join operation o on o.id = v.operation_id where o.state <> 1 "
                + $"order by v.operation_id desc limit {limit}) order by id desc",
            [],
            OperationReading.Of,
            cancellationToken
        );

    public Task<IReadOnlyList<Operation>> DueProbesAsync(
        DateTimeOffset? notProbedSince,
        int limit,
        CancellationToken cancellationToken
    ) =>
        database.ManyAsync(
            $"select {OperationReading.Columns} from operation where next_probe_at is not null "
                + "and state in (4, 5) and (next_probe_at <= $1 or updated_at < $2) "
                + $"order by next_probe_at limit {limit}",
            [time.GetUtcNow(), notProbedSince ?? DateTimeOffset.UnixEpoch],
            OperationReading.Of,
            cancellationToken
        );

    private Task<IReadOnlyList<Operation>> ExpiredAsync(CancellationToken cancellationToken) =>
        database.ManyAsync(
            $"select {OperationReading.Columns} from operation where state = 3 and state < 10 and lease_until < {database.Now} "
                + $"order by lease_until limit {RecoveredAtOnce}",
            [],
            OperationReading.Of,
            cancellationToken
        );

    public async Task<IReadOnlyDictionary<WindowKey, LimitWindow>> WindowsAsync(
        IReadOnlyCollection<WindowKey> keys,
        CancellationToken cancellationToken
    )
    {
        var windows = new Dictionary<WindowKey, LimitWindow>();
        foreach (var key in keys.Distinct())
        {
            var read = await database.ManyAsync(
                "select used, held, used_count, held_count from limit_window "
                    + "where subject = $1 and period = $2 and start_day = $3 and currency = $4",
                [key.Subject, (short)key.Period, key.Start.DayNumber, key.Currency.ToString()],
                row => new LimitWindow(row.Long(0), row.Long(1), row.Number(2), row.Number(3)),
                cancellationToken
            );
            windows[key] = read.Count > 0 ? read[0] : LimitWindow.Empty;
        }

        return windows;
    }

    public async Task<OperationId?> TwinAsync(string twin, TimeSpan window, CancellationToken cancellationToken)
    {
        var read = await database.ManyAsync(
            "select id from operation where twin = $1 and created_at > $2 and state not in (11, 12, 13, 14, 15) "
                + "order by created_at desc limit 1",
            [twin, time.GetUtcNow() - window],
            row => new OperationId(row.Id(0)),
            cancellationToken
        );
        return read.Count > 0 ? read[0] : null;
    }

    public Task<int> CountAsync(OperationState state, CancellationToken cancellationToken) =>
        database.ReadAsync(
            "select count(*) from operation where state = $1" + (state.IsFinal() ? "" : " and state < 10"),
            [(short)state],
            async rows => await rows.NextAsync() ? checked((int)rows.Long(0)) : 0,
            database.StartDeadline(),
            cancellationToken
        );

    public Task<DateTimeOffset?> OldestDoubtAsync(CancellationToken cancellationToken) =>
        OldestAsync("doubt_since", OperationState.InDoubt, cancellationToken);

    public Task<DateTimeOffset?> OldestPendingAsync(CancellationToken cancellationToken) =>
        OldestAsync("created_at", OperationState.PendingApproval, cancellationToken);

    /// <summary>The oldest time in the column among operations that stand in the open state; null when there are none.</summary>
    private Task<DateTimeOffset?> OldestAsync(
        string column,
        OperationState state,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            $"select min({column}) from operation where state = $1 and state < 10",
            [(short)state],
            async rows => await rows.NextAsync() ? rows.TimeOrNull(0) : null,
            database.StartDeadline(),
            cancellationToken
        );

    private Task<Operation?> FindByKeyAsync(
        Principal principal,
        string keyHash,
        Deadline deadline,
        CancellationToken cancellationToken
    ) => FindOneAsync(ByKey, [principal.Key, keyHash], deadline, cancellationToken);

    private Task<Operation?> FindOneAsync(
        string text,
        object[] parameters,
        Deadline deadline,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            text,
            parameters,
            async rows => await rows.NextAsync() ? OperationReading.Of(rows) : null,
            deadline,
            cancellationToken
        );
}
