using FinancialMcp.Domain.Limits;
using FinancialMcp.Infrastructure.Persistence.Rows;
using Npgsql;

namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>
/// A batch in one transaction. Records alone travel in one trip, whose statements form an implicit transaction. Moves,
/// claims and people's decisions take two: the first holds still and reads what they depend on, the second writes what
/// follows and commits. Every error that the server states means a rollback; only a lost connection leaves the commit
/// unknown.
/// </summary>
internal sealed class PostgresWriteSession(NpgsqlConnection connection) : IWriteSession
{
    public async Task CommitAsync(IReadOnlyList<PendingWrite> writes)
    {
        await PostgresProbe.InsertAsync(connection, writes);
        var isPlain = writes.All(write => write is AppendWrite or ProbeWrite);
        try
        {
            if (isPlain)
            {
                await using var trip = new PostgresTrip(connection);
                AddRecords(trip, writes);
                await trip.GoAsync();
            }
            else
            {
                await CommitInTwoTripsAsync(writes);
            }
        }
        catch (PostgresException cause) when (IsOneWritesFault(cause))
        {
            if (!isPlain)
            {
                await using var rollback = new NpgsqlCommand("rollback", connection);
                await rollback.ExecuteNonQueryAsync();
            }

            throw new BatchRefusedException(cause);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task CommitInTwoTripsAsync(IReadOnlyList<PendingWrite> writes)
    {
        var claims = writes.OfType<ClaimWrite>().ToList();
        var dispatches = writes.OfType<DispatchWrite>().ToList();
        var moves = Rounds(
            writes.OfType<MoveWrite>().OrderBy(write => write.Operation.Id),
            write => write.Operation.Id
        );
        var decisions = writes.OfType<OversightWrite>().OrderBy(it => it.Order, StringComparer.Ordinal).ToList();
        var ledger = new AdmissionLedger();
        var standing = new HashSet<Guid>();
        var holds = new List<HoldRow>();

        await using (var first = new PostgresTrip(connection))
        {
            // Whatever the role's default is: what is read behind a lock must be what its last holder left.
            first.Do("begin isolation level read committed");
            AddFacts(first, ledger, claims, dispatches);
            if (
                moves.Count > 1
                || moves.Exists(round => round.DistinctBy(KindOf).Skip(1).Any())
                || dispatches.Count > 0
            )
            {
                PostgresFacts.LockOperations(first, writes);
            }

            moves.ForEach(round => AddMoves(first, round));
            if (dispatches.Count > 0)
            {
                PostgresFacts.ReadDispatchable(first, dispatches, standing);
            }

            var concluded = writes.OfType<MoveWrite>().Where(move => move.Effect != HoldEffect.Keep);
            Guid[] touched =
            [
                .. concluded.Select(move => move.Operation.Id),
                .. dispatches.Select(dispatch => dispatch.Operation.Id),
            ];
            if (touched.Length > 0)
            {
                PostgresFacts.ReadHolds(first, touched, holds);
            }

            PostgresFacts.Decide(first, decisions, writes);
            await first.GoAsync();
        }

        Judge(writes, ledger, standing, holds.ToLookup(hold => hold.OperationId));
        await using var second = new PostgresTrip(connection);
        AddClaims(second, claims.FindAll(claim => claim.Result.IsClaimed));
        AddDispatches(second, dispatches.FindAll(dispatch => dispatch.Result.LeaseUntil is not null));
        AddHolds(second, ledger);
        AddVotes(second, writes);
        AddDecisions(second, decisions);
        AddRecords(second, writes);
        second.Do("commit");
        await second.GoAsync();
    }

    private static void AddFacts(
        PostgresTrip trip,
        AdmissionLedger ledger,
        List<ClaimWrite> claims,
        List<DispatchWrite> dispatches
    )
    {
        if (claims.Count + dispatches.Count == 0)
        {
            return;
        }

        PostgresFacts.Lock(trip, claims, dispatches);
        PostgresFacts.ReadVersion(trip, ledger);
        PostgresFacts.ReadKeys(trip, ledger, claims);
        PostgresFacts.ReadTwins(trip, ledger, claims);
        PostgresFacts.ReadWindows(
            trip,
            ledger,
            claims.SelectMany(claim => claim.Terms.Limits).Concat(dispatches.SelectMany(it => it.Terms.Limits))
        );
    }

    private static (bool HasAttempt, bool HasRecord) KindOf(MoveWrite move) =>
        (move.Attempt is not null, move.Record is not null);

    private static void AddMoves(PostgresTrip trip, List<MoveWrite> round)
    {
        foreach (var kind in round.GroupBy(KindOf))
        {
            var byId = kind.ToDictionary(move => move.Operation.Id);
            foreach (var move in kind)
            {
                move.Result = false;
            }

            trip.Ask(PostgresStatements.Move(kind.Key).Of([.. kind]), row => byId[row.GetGuid(0)].Result = true);
        }
    }

    /// <summary>In the order in which they came: what one is given, the next does not have.</summary>
    private static void Judge(
        IReadOnlyList<PendingWrite> writes,
        AdmissionLedger ledger,
        HashSet<Guid> standing,
        ILookup<Guid, HoldRow> holds
    )
    {
        foreach (var move in writes.OfType<MoveWrite>().Where(move => move.Result))
        {
            ledger.Apply(move.Effect, holds[move.Operation.Id]);
        }

        foreach (var write in writes)
        {
            if (write is ClaimWrite claim)
            {
                claim.Result = ledger.Judge(claim);
            }
            else if (write is DispatchWrite dispatch)
            {
                var id = dispatch.Operation.Id;
                dispatch.Result = standing.Remove(id)
                    ? ledger.Judge(dispatch, [.. holds[id]])
                        ?? new DispatchVerdict { LeaseUntil = default(DateTimeOffset) }
                    : DispatchVerdict.Fenced;
            }
        }
    }

    private static void AddClaims(PostgresTrip trip, List<ClaimWrite> claims)
    {
        if (claims.Count == 0)
        {
            return;
        }

        var byId = claims.ToDictionary(claim => claim.Operation.Id);
        trip.Ask(
            PostgresStatements.Claim.Of(claims),
            row =>
            {
                var claim = byId[row.GetGuid(0)];
                claim.Result = claim.Result with
                {
                    LeaseUntil = row.IsDBNull(1) ? null : row.GetFieldValue<DateTimeOffset>(1),
                };
            }
        );
    }

    private static void AddDispatches(PostgresTrip trip, List<DispatchWrite> dispatches)
    {
        if (dispatches.Count == 0)
        {
            return;
        }

        var byId = dispatches.ToDictionary(dispatch => dispatch.Operation.Id);
        trip.Ask(
            PostgresStatements.Dispatch.Of(dispatches),
            row =>
                byId[row.GetGuid(0)].Result = new DispatchVerdict { LeaseUntil = row.GetFieldValue<DateTimeOffset>(1) }
        );
    }

    private static void AddHolds(PostgresTrip trip, AdmissionLedger ledger)
    {
        if (ledger.Holds.Count > 0)
        {
            trip.Do(PostgresStatements.Hold.Of(ledger.Holds));
        }

        if (ledger.Changes.Count > 0)
        {
            List<WindowRow> changes = [.. ledger.Changes.Select(change => WindowRow.Of(change.Key, change.Value))];
            trip.Do(PostgresStatements.OpenWindow.Of(changes));
            trip.Ask(PostgresStatements.LockWindow.Of(changes), _ => { });
            trip.Do(PostgresStatements.ChangeWindow.Of(changes));
        }
    }

    private static void AddVotes(PostgresTrip trip, IReadOnlyList<PendingWrite> writes)
    {
        List<VoteRow> votes =
        [
            .. writes.OfType<MoveWrite>().Where(move => move.Result).Select(move => move.Vote).OfType<VoteRow>(),
        ];
        if (votes.Count > 0)
        {
            trip.Do(PostgresStatements.Vote.Of(votes));
        }
    }

    private static void AddDecisions(PostgresTrip trip, List<OversightWrite> decisions)
    {
        foreach (var decision in decisions.Where(decision => decision.Result && decision.Version is not null))
        {
            foreach (var statement in decision.Statements)
            {
                trip.Do(PostgresFacts.Command(statement));
            }
        }
    }

    private static void AddRecords(PostgresTrip trip, IReadOnlyList<PendingWrite> writes)
    {
        List<AuditEventRow> records =
        [
            .. writes.OfType<AppendWrite>().Select(append => append.Record),
            .. writes.OfType<OversightWrite>().Where(decision => decision.Result).Select(decision => decision.Record),
        ];
        if (records.Count > 0)
        {
            trip.Do(PostgresStatements.Append.Of(records));
        }

        PostgresProbe.AddCommit(trip, writes);
    }

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
