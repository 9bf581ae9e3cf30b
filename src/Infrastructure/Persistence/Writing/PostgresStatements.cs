using FinancialMcp.Infrastructure.Persistence.Rows;

namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>The hot path's statements that write: one execution for all rows of a batch.</summary>
internal static class PostgresStatements
{
    internal static readonly PostgresStatement<AuditEventRow> Append = new(
        Columns.AuditEvent,
        $" insert into audit_event ({Names(Columns.AuditEvent)}) select {Names(Columns.AuditEvent)} from given"
    );

    /// <summary>
    /// Answers with the id and the lease's end of each. A key that is taken is an error: whoever claims has made sure.
    /// </summary>
    internal static readonly PostgresStatement<ClaimWrite> Claim = new(
        [
            .. From<ClaimWrite, OperationRow>("o_", Columns.OperationIdentity, write => write.Operation),
            .. From<ClaimWrite, OperationRow>("o_", Columns.OperationState, write => write.Operation),
            .. From<ClaimWrite, AuditEventRow>("e_", Columns.AuditEvent, write => write.Record),
            ColumnOf<ClaimWrite>.Long("lease_us", write => write.LeaseMicroseconds),
        ],
        $"""
        , claimed as (
            insert into operation ({Names(Columns.OperationIdentity)}, {Names(Columns.OperationState)}, lease_until)
            select {Names(Columns.OperationIdentity, "o_")}, {Names(Columns.OperationState, "o_")},
                clock_timestamp() + lease_us * interval '1 microsecond'
            from given
            returning id, lease_until
        ), recorded as (
            insert into audit_event ({Names(Columns.AuditEvent)}) select {Names(Columns.AuditEvent, "e_")} from given
        )
        select id, lease_until from claimed
        """
    );

    /// <summary>Answers with the id and the lease's end of each; whoever dispatches holds the rows.</summary>
    internal static readonly PostgresStatement<DispatchWrite> Dispatch = new(
        [
            ColumnOf<DispatchWrite>.Id("o_id", write => write.Operation.Id),
            .. From<DispatchWrite, OperationRow>("o_", Columns.OperationState, write => write.Operation),
            .. From<DispatchWrite, AuditEventRow>("e_", Columns.AuditEvent, write => write.Record),
            ColumnOf<DispatchWrite>.Long("lease_us", write => write.LeaseMicroseconds),
        ],
        $"""
        , moved as (
            update operation o
            set lease_until = clock_timestamp() + g.lease_us * interval '1 microsecond',
                {Assignments(Columns.OperationState)}
            from given g
            where o.id = g.o_id
            returning o.id, o.lease_until
        ), recorded as (
            insert into audit_event ({Names(Columns.AuditEvent)}) select {Names(Columns.AuditEvent, "e_")} from given
        )
        select id, lease_until from moved
        """
    );

    internal static readonly PostgresStatement<VoteRow> Vote = new(
        Columns.Vote,
        $" insert into approval_vote ({Names(Columns.Vote)}) select {Names(Columns.Vote)} from given"
    );

    internal static readonly PostgresStatement<HoldRow> Hold = new(
        Columns.Hold,
        $"""
         insert into limit_hold ({Names(Columns.Hold)}) select {Names(Columns.Hold)} from given
        on conflict (operation_id, subject, period, start_day, currency)
        do update set state = excluded.state, amount_minor = excluded.amount_minor
        """
    );

    /// <summary>The windows that are missing, empty; in their order.</summary>
    internal static readonly PostgresStatement<WindowRow> OpenWindow = new(
        Columns.Window,
        """
         insert into limit_window
            (subject, period, start_day, currency, cap, cap_count, used, held, used_count, held_count)
        select subject, period, start_day, currency, cap, cap_count, 0, 0, 0, 0 from given
        order by subject collate "C", period, start_day, currency collate "C"
        on conflict (subject, period, start_day, currency) do nothing
        """
    );

    /// <summary>Locks windows in their order, so that two batches that write the same ones wait for each other in one direction.</summary>
    internal static readonly PostgresStatement<WindowRow> LockWindow = new(
        Columns.Window,
        """
         select 1 from limit_window w join given g using (subject, period, start_day, currency)
        order by w.subject collate "C", w.period, w.start_day, w.currency collate "C" for update of w
        """
    );

    /// <summary>A limit is set where a hold was taken under it; what is given back or used leaves it as it is.</summary>
    internal static readonly PostgresStatement<WindowRow> ChangeWindow = new(
        Columns.Window,
        """
         update limit_window w set
            cap = case when g.cap is null and g.cap_count is null then w.cap else g.cap end,
            cap_count = case when g.cap is null and g.cap_count is null then w.cap_count else g.cap_count end,
            used = w.used + g.used, held = w.held + g.held,
            used_count = w.used_count + g.used_count, held_count = w.held_count + g.held_count
        from given g
        where w.subject = g.subject and w.period = g.period and w.start_day = g.start_day and w.currency = g.currency
        """
    );

    private static readonly Dictionary<(bool HasAttempt, bool HasRecord), PostgresStatement<MoveWrite>> Moves = new()
    {
        [(false, false)] = MoveStatement(hasAttempt: false, hasRecord: false),
        [(false, true)] = MoveStatement(hasAttempt: false, hasRecord: true),
        [(true, false)] = MoveStatement(hasAttempt: true, hasRecord: false),
        [(true, true)] = MoveStatement(hasAttempt: true, hasRecord: true),
    };

    /// <summary>The statement for moves of that kind: answers with the id of each operation that moved.</summary>
    internal static PostgresStatement<MoveWrite> Move((bool HasAttempt, bool HasRecord) kind) => Moves[kind];

    private static PostgresStatement<MoveWrite> MoveStatement(bool hasAttempt, bool hasRecord)
    {
        var attempted = hasAttempt
            ? $"""
                , attempted as (
                    insert into operation_attempt ({Names(Columns.Attempt)})
                    select {Names(Columns.Attempt, "a_")} from given join moved on moved.id = given.o_id
                )
                """
            : "";
        var recorded = hasRecord
            ? $"""
                , recorded as (
                    insert into audit_event ({Names(Columns.AuditEvent)})
                    select {Names(Columns.AuditEvent, "e_")} from given join moved on moved.id = given.o_id
                )
                """
            : "";
        return new(
            [
                ColumnOf<MoveWrite>.Id("o_id", write => write.Operation.Id),
                ColumnOf<MoveWrite>.Small("from_state", write => write.FromState),
                ColumnOf<MoveWrite>.Long("from_fence", write => write.FromFence),
                ColumnOf<MoveWrite>.Time("o_lease_until", write => write.Operation.LeaseUntil),
                .. From<MoveWrite, OperationRow>("o_", Columns.OperationState, write => write.Operation),
                .. hasAttempt ? From<MoveWrite, AttemptRow>("a_", Columns.Attempt, write => write.Attempt!) : [],
                .. hasRecord ? From<MoveWrite, AuditEventRow>("e_", Columns.AuditEvent, write => write.Record!) : [],
            ],
            $"""
            , moved as (
                update operation o
                set lease_until = g.o_lease_until, {Assignments(Columns.OperationState)}
                from given g
                where o.id = g.o_id and o.state = g.from_state and o.fence = g.from_fence
                returning o.id
            ){attempted}{recorded}
            select id from moved
            """
        );
    }

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
