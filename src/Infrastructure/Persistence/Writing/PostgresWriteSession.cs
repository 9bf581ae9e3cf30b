using Npgsql;

namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>
/// A batch in one round trip: its statements travel together and form one implicit transaction, which commits at their
/// end. So every error the server states means a rollback, and only a lost connection leaves the commit unknown.
/// </summary>
internal sealed class PostgresWriteSession(NpgsqlConnection connection) : IWriteSession
{
    private const string ProbeText = "select pg_logical_emit_message(true, 'financial-mcp', 'probe')";

    public async Task CommitAsync(IReadOnlyList<PendingWrite> writes)
    {
        // One order for everybody who waits for the same keys and rows: two batches cannot wait for each other.
        var claims = Rounds(
            writes
                .OfType<ClaimWrite>()
                .OrderBy(write => write.Operation.PrincipalKey, StringComparer.Ordinal)
                .ThenBy(write => write.Operation.KeyHash, StringComparer.Ordinal),
            write => write.Operation.Id
        );
        var moves = Rounds(
            writes.OfType<MoveWrite>().OrderBy(write => write.Operation.Id),
            write => write.Operation.Id
        );
        var appends = writes.OfType<AppendWrite>().ToList();

        await using var batch = new NpgsqlBatch(connection);
        claims.ForEach(round => batch.BatchCommands.Add(PostgresStatements.Claim.Of(round)));
        moves.ForEach(round => AddMoves(batch, round));
        if (appends.Count > 0)
        {
            batch.BatchCommands.Add(PostgresStatements.Append.Of(appends));
        }

        if (writes.Any(write => write is ProbeWrite))
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(ProbeText));
        }

        try
        {
            await using var reader = await batch.ExecuteReaderAsync();
            await ReadClaimsAsync(reader, claims);
            await ReadMovesAsync(reader, moves);

            // The commit's own error, if there is one, comes after the last result.
            while (await reader.NextResultAsync()) { }
        }
        catch (PostgresException cause) when (IsOneWritesFault(cause))
        {
            throw new BatchRefusedException(cause);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>
    /// An error that the server states is a rollback. Is it about what was written, or (by the classes of the standard's
    /// SQLSTATE) about the server, its disk, its schema, our rights or our connection?
    /// </summary>
    private static bool IsOneWritesFault(PostgresException cause) =>
        cause.InvariantSeverity is "ERROR"
        && (
            cause.SqlState is PostgresErrorCodes.QueryCanceled
            || cause.SqlState[..2] is not ("08" or "25" or "28" or "42" or "53" or "57" or "58" or "XX")
        );

    private static void AddMoves(NpgsqlBatch batch, List<MoveWrite> round)
    {
        foreach (var half in round.GroupBy(move => move.Attempt is not null).OrderBy(half => half.Key))
        {
            var statement = half.Key ? PostgresStatements.MoveWithAttempt : PostgresStatements.Move;
            batch.BatchCommands.Add(statement.Of([.. half]));
        }
    }

    private static async Task ReadClaimsAsync(NpgsqlDataReader reader, List<List<ClaimWrite>> rounds)
    {
        foreach (var round in rounds)
        {
            var byId = round.ToDictionary(claim => claim.Operation.Id);
            foreach (var claim in round)
            {
                claim.Result = null;
            }

            while (await reader.ReadAsync())
            {
                byId[reader.GetGuid(0)].Result = await reader.GetFieldValueAsync<DateTimeOffset>(1);
            }

            await reader.NextResultAsync();
        }
    }

    private static async Task ReadMovesAsync(NpgsqlDataReader reader, List<List<MoveWrite>> rounds)
    {
        foreach (var round in rounds)
        {
            var byId = round.ToDictionary(move => move.Operation.Id);
            foreach (var move in round)
            {
                move.Result = false;
            }

            foreach (var _ in round.GroupBy(move => move.Attempt is not null))
            {
                while (await reader.ReadAsync())
                {
                    byId[reader.GetGuid(0)].Result = true;
                }

                await reader.NextResultAsync();
            }
        }
    }

    /// <summary>The writes in as few lists as possible, each id at most once in a list: a statement joins by it.</summary>
    private static List<List<TWrite>> Rounds<TWrite>(IEnumerable<TWrite> writes, Func<TWrite, Guid> id)
    {
        var rounds = new List<List<TWrite>>();
        var seen = new Dictionary<Guid, int>();
        foreach (var write in writes)
        {
            var round = seen.GetValueOrDefault(id(write));
            seen[id(write)] = round + 1;
            if (rounds.Count == round)
            {
                rounds.Add([]);
            }

            rounds[round].Add(write);
        }

        return rounds;
    }
}
