using FinancialMcp.Infrastructure.Persistence.Rows;
using Microsoft.Data.Sqlite;

namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>The one writer of an embedded database. Its commits are durable: the log is flushed at each.</summary>
internal sealed class SqliteWriteSession : IWriteSession
{
    private readonly SqliteConnection connection;
    private readonly TimeProvider time;
    private readonly SqliteStatement<AuditEventRow> append;
    private readonly SqliteParameter recordedAt;
    private readonly SqliteStatement<OperationRow> claim;
    private readonly SqliteParameter leaseUntil;
    private readonly SqliteStatement<OperationRow> move;
    private readonly SqliteParameter fromState;
    private readonly SqliteParameter fromFence;
    private readonly SqliteStatement<AttemptRow> attempt;

    /// <param name="connection">Open, with its settings made; the session disposes of it.</param>
    /// <param name="time">The clock of this process is the embedded database's clock.</param>
    internal SqliteWriteSession(SqliteConnection connection, TimeProvider time)
    {
        this.connection = connection;
        this.time = time;
        append = Insert("audit_event", Columns.AuditEvent, "recorded_at");
        recordedAt = append.Add("@recorded_at");
        attempt = Insert("operation_attempt", Columns.Attempt);
        claim = Insert(
            "operation",
            [.. Columns.OperationIdentity, .. Columns.OperationState],
            "lease_until",
            " on conflict (principal_key, key_hash) do nothing"
        );
        leaseUntil = claim.Add("@lease_until");
        var assignments = Columns.OperationState.Select(column => $"{column.Name} = @{column.Name}");
        move = new SqliteStatement<OperationRow>(
            connection,
            $"update operation set lease_until = @lease_until, {string.Join(", ", assignments)} "
                + "where id = @id and state = @from_state and fence = @from_fence",
            [
                ColumnOf<OperationRow>.Id("id", row => row.Id),
                ColumnOf<OperationRow>.Time("lease_until", row => row.LeaseUntil),
                .. Columns.OperationState,
            ]
        );
        fromState = move.Add("@from_state");
        fromFence = move.Add("@from_fence");
    }

    public Task CommitAsync(IReadOnlyList<PendingWrite> writes)
    {
        Execute("begin immediate");
        try
        {
            recordedAt.Value = SqliteValues.Microseconds(time.GetUtcNow());
            foreach (var write in writes)
            {
                Write(write);
            }
        }
        catch (SqliteException cause)
        {
            Execute("rollback");
            throw new BatchRefusedException(cause);
        }

        Execute("commit");
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        append.Dispose();
        claim.Dispose();
        move.Dispose();
        attempt.Dispose();
        await connection.DisposeAsync();
    }

    private void Write(PendingWrite write)
    {
        switch (write)
        {
            case AppendWrite appended:
                append.Execute(appended.Record);
                break;
            case ClaimWrite claimed:
                Claim(claimed);
                break;
            case MoveWrite moved:
                Move(moved);
                break;
            case ProbeWrite:
                // The header page is written and flushed; nothing reads the number.
                Execute($"pragma user_version = {time.GetUtcNow().ToUnixTimeSeconds() % int.MaxValue}");
                break;
        }
    }

    private void Claim(ClaimWrite write)
    {
        var until = SqliteValues.Microseconds(time.GetUtcNow()) + write.LeaseMicroseconds;
        leaseUntil.Value = until;
        write.Result = null;
        if (claim.Execute(write.Operation) == 1)
        {
            append.Execute(write.Intent);
            write.Result = SqliteValues.Time(until);
        }
    }

    private void Move(MoveWrite write)
    {
        fromState.Value = write.FromState;
        fromFence.Value = write.FromFence;
        write.Result = move.Execute(write.Operation) == 1;
        if (write.Result)
        {
            append.Execute(write.Record);
            if (write.Attempt is not null)
            {
                attempt.Execute(write.Attempt);
            }
        }
    }

    private void Execute(string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private SqliteStatement<TRow> Insert<TRow>(
        string table,
        Column<TRow>[] columns,
        string? apart = null,
        string onConflict = ""
    )
    {
        IEnumerable<string> names = columns.Select(column => column.Name);
        names = apart is null ? names : names.Append(apart);
        var text =
            $"insert into {table} ({string.Join(", ", names)}) values ({string.Join(", ", names.Select(n => "@" + n))})"
            + onConflict;
        return new SqliteStatement<TRow>(connection, text, columns);
    }
}
