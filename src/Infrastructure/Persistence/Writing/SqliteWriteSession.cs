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
    private readonly SqliteParameter movedLease;
    private readonly SqliteParameter fromState;
    private readonly SqliteParameter fromFence;
    private readonly SqliteStatement<AttemptRow> attempt;
    private readonly SqliteStatement<VoteRow> vote;
    private readonly SqliteAdmissions admissions;

    /// <param name="connection">Open, with its settings made; the session disposes of it.</param>
    /// <param name="time">The clock of this process is the embedded database's clock.</param>
    internal SqliteWriteSession(SqliteConnection connection, TimeProvider time)
    {
        this.connection = connection;
        this.time = time;
        append = Insert("audit_event", Columns.AuditEvent, "recorded_at");
        recordedAt = append.Add("@recorded_at");
        attempt = Insert("operation_attempt", Columns.Attempt);
        vote = Insert("approval_vote", Columns.Vote);
        admissions = new SqliteAdmissions(connection);
        claim = Insert("operation", [.. Columns.OperationIdentity, .. Columns.OperationState], "lease_until");
        leaseUntil = claim.Add("@lease_until");
        var assignments = Columns.OperationState.Select(column => $"{column.Name} = @{column.Name}");
        move = new SqliteStatement<OperationRow>(
            connection,
            $"update operation set lease_until = @lease_until, {string.Join(", ", assignments)} "
                + "where id = @id and state = @from_state and fence = @from_fence",
            [ColumnOf<OperationRow>.Id("id", row => row.Id), .. Columns.OperationState]
        );
        movedLease = move.Add("@lease_until");
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
        vote.Dispose();
        admissions.Dispose();
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
            case DispatchWrite dispatched:
                Dispatch(dispatched);
                break;
            case OversightWrite decided:
                Decide(decided);
                break;
            case PlainWrite plain:
                plain.Result = Execute(plain.Statement.Text, plain.Statement.Parameters) > 0;
                break;
            case ProbeWrite:
                // The header page is written and flushed; nothing reads the number.
                Execute($"pragma user_version = {time.GetUtcNow().ToUnixTimeSeconds() % int.MaxValue}");
                break;
        }
    }

    private void Claim(ClaimWrite write)
    {
        var now = time.GetUtcNow();
        var ledger = new AdmissionLedger();
        var verdict = admissions.Judge(write, ledger, now);
        if (verdict.IsClaimed)
        {
            var until = SqliteValues.Microseconds(now) + write.LeaseMicroseconds;
            leaseUntil.Value = until is { } end ? end : DBNull.Value;
            claim.Execute(write.Operation);
            append.Execute(write.Record);
            admissions.Write(ledger);
            verdict = verdict with { LeaseUntil = until is { } lease ? SqliteValues.Time(lease) : null };
        }

        write.Result = verdict;
    }

    private void Move(MoveWrite write)
    {
        movedLease.Value = SqliteValues.Of(write.Operation.LeaseUntil);
        write.Result = MoveRow(write.Operation, write.FromState, write.FromFence);
        if (!write.Result)
        {
            return;
        }

        if (write.Record is not null)
        {
            append.Execute(write.Record);
        }

        if (write.Attempt is not null)
        {
            attempt.Execute(write.Attempt);
        }

        if (write.Vote is not null)
        {
            vote.Execute(write.Vote);
        }

        admissions.Apply(write);
    }

    private void Dispatch(DispatchWrite write)
    {
        var ledger = new AdmissionLedger();
        if (!Stands(write))
        {
            write.Result = DispatchVerdict.Fenced;
            return;
        }

        if (admissions.Judge(write, ledger) is { } refused)
        {
            write.Result = refused;
            return;
        }

        var until = SqliteValues.Microseconds(time.GetUtcNow()) + write.LeaseMicroseconds!.Value;
        movedLease.Value = until;
        MoveRow(write.Operation, write.FromState, write.FromFence);
        append.Execute(write.Record);
        admissions.Write(ledger);
        write.Result = new DispatchVerdict { LeaseUntil = SqliteValues.Time(until) };
    }

    private void Decide(OversightWrite write)
    {
        write.Result =
            write.Version is not { } version
            || Execute("update oversight set version = version + 1 where id = 1 and version = $1", version) == 1;
        if (!write.Result)
        {
            return;
        }

        var rows = write.Statements.Sum(statement => Execute(statement.Text, statement.Parameters));
        write.Result = write.Version is not null || rows > 0;
        if (write.Result)
        {
            append.Execute(write.Record);
        }
    }

    private bool Stands(DispatchWrite write)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "select 1 from operation where id = $1 and state = $2 and fence = $3 "
            + "and (approval_expires_at is null or approval_expires_at > $4)";
        command.Parameters.Add(new SqliteParameter("$1", SqliteValues.Of(write.Operation.Id)));
        command.Parameters.Add(new SqliteParameter("$2", write.FromState));
        command.Parameters.Add(new SqliteParameter("$3", write.FromFence));
        command.Parameters.Add(new SqliteParameter("$4", SqliteValues.Of(time.GetUtcNow())));
        return command.ExecuteScalar() is not null;
    }

    private bool MoveRow(OperationRow row, short state, long fence)
    {
        fromState.Value = state;
        fromFence.Value = fence;
        return move.Execute(row) == 1;
    }

    private int Execute(string text, params object?[] parameters)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this assembly; what comes from outside is a parameter.
        command.CommandText = text;
#pragma warning restore CA2100
        for (var at = 0; at < parameters.Length; at++)
        {
            command.Parameters.Add(new SqliteParameter($"${at + 1}", SqliteValues.Of(parameters[at])));
        }

        return command.ExecuteNonQuery();
    }

    private SqliteStatement<TRow> Insert<TRow>(string table, Column<TRow>[] columns, string? apart = null)
    {
        IEnumerable<string> names = columns.Select(column => column.Name);
        names = apart is null ? names : names.Append(apart);
        var text =
            $"insert into {table} ({string.Join(", ", names)}) values ({string.Join(", ", names.Select(n => "@" + n))})";
        return new SqliteStatement<TRow>(connection, text, columns);
    }
}
