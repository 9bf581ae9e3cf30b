using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Persistence.Rows;
using FinancialMcp.Infrastructure.Persistence.Writing;

namespace FinancialMcp.Infrastructure.Persistence;

internal sealed class OperationStore(Database database, GroupCommitWriter writer, TimeProvider time) : IOperationStore
{
    private const int RecoveredAtOnce = 200;

    private const string ById = $"select {OperationReading.Columns} from operation where id = $1";

    private const string ByKey =
        $"select {OperationReading.Columns} from operation where principal_key = $1 and key_hash = $2";

    public async Task<Claim> ClaimAsync(Operation operation, AuditEvent intent, TimeSpan lease)
    {
        var deadline = Deadline.Start();
        var write = new ClaimWrite(OperationRow.Of(operation), AuditEventRow.Of(intent), lease);
        if (await RecordedAsync(write, deadline) is { } leaseUntil)
        {
            StoreMetrics.Recorded();
            return new Claim(operation with { LeaseUntil = leaseUntil }, IsNew: true);
        }

        var holder = await FindOneAsync(
            ByKey,
            [write.Operation.PrincipalKey, operation.KeyHash],
            deadline,
            CancellationToken.None
        );
        return holder is null
            ? throw new StoreUnavailableException("The key is taken and its operation cannot be read.")
            : new Claim(holder, IsNew: false);
    }

    public async Task<bool> SettleAsync(Operation dispatched, Operation settled, Attempt attempt, AuditEvent record) =>
        await MoveAsync(dispatched, settled, AttemptRow.Of(settled.Id, attempt), record);

    public Task<Operation?> FindAsync(OperationId id, CancellationToken cancellationToken) =>
        FindOneAsync(ById, [id.Value], Deadline.Start(), cancellationToken);

    public Task<Operation?> FindByKeyAsync(Principal principal, string keyHash, CancellationToken cancellationToken) =>
        FindOneAsync(ByKey, [principal.Key, keyHash], Deadline.Start(), cancellationToken);

    public async Task<int> RecoverExpiredAsync(Func<Operation, AuditEvent> record, CancellationToken cancellationToken)
    {
        var recovered = 0;
        while (true)
        {
            var expired = await ExpiredAsync(cancellationToken);
            var moved = await Task.WhenAll(expired.Select(operation => DoubtAsync(operation, record)));
            recovered += moved.Count(done => done);

            // Others may be at the same rows; whoever moved one, it is no longer there.
            if (expired.Count < RecoveredAtOnce)
            {
                return recovered;
            }
        }
    }

    public Task<int> CountAsync(OperationState state, CancellationToken cancellationToken) =>
        database.ReadAsync(
            // Here and below, the further condition lets the index of what is not final serve on SQLite too.
            "select count(*) from operation where state = $1" + (state.IsFinal() ? "" : " and state < 10"),
            [(short)state],
            async rows => await rows.NextAsync() ? checked((int)rows.Long(0)) : 0,
            Deadline.Start(),
            cancellationToken
        );

    public Task<DateTimeOffset?> OldestDoubtAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            "select min(doubt_since) from operation where state = 5 and state < 10",
            [],
            async rows => await rows.NextAsync() ? rows.TimeOrNull(0) : null,
            Deadline.Start(),
            cancellationToken
        );

    private Task<bool> DoubtAsync(Operation expired, Func<Operation, AuditEvent> record)
    {
        var doubtful = expired.After(Outcome.Unknown(), time.GetUtcNow());
        return MoveAsync(expired, doubtful, null, record(doubtful));
    }

    private async Task<bool> MoveAsync(Operation from, Operation to, AttemptRow? attempt, AuditEvent record)
    {
        var write = new MoveWrite(
            (short)from.State,
            from.Fence,
            OperationRow.Of(to),
            attempt,
            AuditEventRow.Of(record)
        );
        var moved = await RecordedAsync(write, Deadline.Start());
        if (moved)
        {
            StoreMetrics.Recorded();
        }

        return moved;
    }

    private async Task<T> RecordedAsync<T>(PendingWrite<T> write, Deadline deadline)
    {
        try
        {
            return await writer.CommitAsync(write, deadline);
        }
        catch (StoreUnavailableException)
        {
            StoreMetrics.NotRecorded();
            throw;
        }
    }

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

    private Task<List<Operation>> ExpiredAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            $"select {OperationReading.Columns} from operation where state = 3 and state < 10 and lease_until < {database.Now} "
                + $"order by lease_until limit {RecoveredAtOnce}",
            [],
            async rows =>
            {
                var expired = new List<Operation>();
                while (await rows.NextAsync())
                {
                    expired.Add(OperationReading.Of(rows));
                }

                return expired;
            },
            Deadline.Start(),
            cancellationToken
        );
}
