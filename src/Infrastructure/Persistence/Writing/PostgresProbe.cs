using FinancialMcp.Application.Audit;
using FinancialMcp.Infrastructure.Persistence.Rows;
using Npgsql;

namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>
/// Tries whether a record could be written, and leaves none. A commit alone proves too little: it also succeeds for a role
/// that may not insert, and on a server whose tables have no room to grow.
/// </summary>
internal static class PostgresProbe
{
    /// <summary>About as large as a record becomes before it is stored in parts: where this one has room, so have they.</summary>
    private const int Size = 1500;

    private const string CommitText = "select pg_logical_emit_message(true, 'financial-mcp', 'probe')";

    /// <summary>
    /// Where a probe is among the writes: inserts a record as all are inserted, and takes it back. Throws what the server
    /// says against it.
    /// </summary>
    internal static async Task InsertAsync(NpgsqlConnection connection, IReadOnlyList<PendingWrite> writes)
    {
        if (!IsAmong(writes))
        {
            return;
        }

        await using var trip = new PostgresTrip(connection);
        trip.Do("begin");
        trip.Do(PostgresStatements.Append.Of([Row()]));
        trip.Do("rollback");
        await trip.GoAsync();
    }

    /// <summary>Where a probe is among the writes: adds something that has to be flushed with the commit, and is no row.</summary>
    internal static void AddCommit(PostgresTrip trip, IReadOnlyList<PendingWrite> writes)
    {
        if (IsAmong(writes))
        {
            trip.Ask(new NpgsqlBatchCommand(CommitText), _ => { });
        }
    }

    private static bool IsAmong(IReadOnlyList<PendingWrite> writes) => writes.Any(write => write is ProbeWrite);

    private static AuditEventRow Row() =>
        AuditEventRow.Of(
            new AuditEvent
            {
                Id = Guid.CreateVersion7(),
                Code = AuditCode.ServerStarted,
                RequestId = "probe",
                Decision = AuditRecords.None,
                Reason = new string('.', Size),
            },
            new RecordOrigin(DateTimeOffset.UnixEpoch, "", ""),
            "",
            _ => new byte[32]
        );
}
