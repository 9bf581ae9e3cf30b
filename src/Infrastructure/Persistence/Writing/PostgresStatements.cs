using FinancialMcp.Infrastructure.Persistence.Rows;

namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>The hot path's statements. Each write inside a statement succeeds or is left out on its own.</summary>
internal static class PostgresStatements
{
    internal static readonly PostgresStatement<AppendWrite> Append = new(
        From<AppendWrite, AuditEventRow>("e_", Columns.AuditEvent, write => write.Record),
        $" insert into audit_event ({Names(Columns.AuditEvent)}) select {Names(Columns.AuditEvent, "e_")} from given"
    );

    /// <summary>Answers with the id and the lease's end of each operation that got its key.</summary>
    internal static readonly PostgresStatement<ClaimWrite> Claim = new(
        [
            .. From<ClaimWrite, OperationRow>("o_", Columns.OperationIdentity, write => write.Operation),
            .. From<ClaimWrite, OperationRow>("o_", Columns.OperationState, write => write.Operation),
            .. From<ClaimWrite, AuditEventRow>("e_", Columns.AuditEvent, write => write.Intent),
            ColumnOf<ClaimWrite>.Long("lease_us", write => write.LeaseMicroseconds),
        ],
        $"""
        , claimed as (
            insert into operation ({Names(Columns.OperationIdentity)}, {Names(Columns.OperationState)}, lease_until)
            select {Names(Columns.OperationIdentity, "o_")}, {Names(Columns.OperationState, "o_")},
                clock_timestamp() + lease_us * interval '1 microsecond'
            from given
            on conflict (principal_key, key_hash) do nothing
            returning id, lease_until
        ), recorded as (
            insert into audit_event ({Names(Columns.AuditEvent)})
            select {Names(Columns.AuditEvent, "e_")} from given join claimed on claimed.id = given.o_id
        )
        select id, lease_until from claimed
        """
    );

    internal static readonly PostgresStatement<MoveWrite> Move = MoveStatement([], "");

    internal static readonly PostgresStatement<MoveWrite> MoveWithAttempt = MoveStatement(
        From<MoveWrite, AttemptRow>("a_", Columns.Attempt, write => write.Attempt!),
        $"""
        , attempted as (
            insert into operation_attempt ({Names(Columns.Attempt)})
            select {Names(Columns.Attempt, "a_")} from given join moved on moved.id = given.o_id
        )
        """
    );

    /// <summary>Answers with the id of each operation that moved. An operation may appear in a batch once.</summary>
    private static PostgresStatement<MoveWrite> MoveStatement(
        IEnumerable<Column<MoveWrite>> attempt,
        string attempted
    ) =>
        new(
            [
                ColumnOf<MoveWrite>.Id("o_id", write => write.Operation.Id),
                ColumnOf<MoveWrite>.Small("from_state", write => write.FromState),
                ColumnOf<MoveWrite>.Long("from_fence", write => write.FromFence),
                ColumnOf<MoveWrite>.Time("o_lease_until", write => write.Operation.LeaseUntil),
                .. From<MoveWrite, OperationRow>("o_", Columns.OperationState, write => write.Operation),
                .. attempt,
                .. From<MoveWrite, AuditEventRow>("e_", Columns.AuditEvent, write => write.Record),
            ],
            $"""
            , moved as (
                update operation o
                set lease_until = g.o_lease_until, {Assignments(Columns.OperationState)}
                from given g
                where o.id = g.o_id and o.state = g.from_state and o.fence = g.from_fence
                returning o.id
            ){attempted}, recorded as (
                insert into audit_event ({Names(Columns.AuditEvent)})
                select {Names(Columns.AuditEvent, "e_")} from given join moved on moved.id = given.o_id
            )
            select id from moved
            """
        );

    private static string Names<TRow>(IEnumerable<Column<TRow>> columns, string prefix = "") =>
        string.Join(", ", columns.Select(column => prefix + column.Name));

    private static string Assignments<TRow>(IEnumerable<Column<TRow>> columns) =>
        string.Join(", ", columns.Select(column => $"{column.Name} = g.o_{column.Name}"));

    private static IEnumerable<Column<TWrite>> From<TWrite, TRow>(
        string prefix,
        IEnumerable<Column<TRow>> columns,
        Func<TWrite, TRow> row
    ) => columns.Select(column => column.Of(prefix, row));
}
