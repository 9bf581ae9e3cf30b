using System.Globalization;
using System.Runtime.InteropServices;
using FinancialMcp.Infrastructure.Persistence;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>What reading the trail says differently to the two databases.</summary>
internal sealed class AuditDialect(Database database)
{
    /// <summary>SQLite, whose records have no transaction's number.</summary>
    internal bool IsEmbedded => database is SqliteDatabase;

    /// <summary>The time now.</summary>
    internal string Now => database.Now;

    /// <summary>A record's position as a bigint.</summary>
    internal string Position => IsEmbedded ? "seq" : "xid::text::bigint";

    /// <summary>True where the bytes of a parameter stand in the record's.</summary>
    internal string RecordContains(string parameter) =>
        IsEmbedded ? $"instr(record, {parameter}) > 0" : $"position({parameter} in record) > 0";

    /// <summary>Where the span of that width begins in which a time is; spans follow each other from the beginning of year 1 on.</summary>
    internal string SpanOf(string time, TimeSpan? width)
    {
        if (width is not { } wide)
        {
            return IsEmbedded ? "null" : "null::timestamptz";
        }

        var microseconds = Number(wide.Ticks / TimeSpan.TicksPerMicrosecond);
        var before = Number(DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond);
        return IsEmbedded
            ? $"({time} + {before}) / {microseconds} * {microseconds} - {before}"
            : $"date_bin('{microseconds} microseconds', {time}, timestamptz '0001-01-01 00:00Z')";
    }

    /// <summary>
    /// Reads the named columns of the records with these keys; a text in a form that asks the index once for each of
    /// them, whatever the planner believes.
    /// </summary>
    internal (string Text, object[] Values) ByKeys(string columns, IReadOnlyList<RecordKey> keys) =>
        IsEmbedded
            ? (
                $"select {columns} from audit_event where seq in (select value from json_each($1))",
                ["[" + string.Join(',', keys.Select(key => key.Seq)) + "]"]
            )
            : (
                $"""
                select r.* from unnest($1::timestamptz[], $2::bigint[]) as k(at, number)
                cross join lateral (
                    select {columns} from audit_event where recorded_at = k.at and seq = k.number limit 1
                ) r
                """,
                [keys.Select(key => SqliteValues.Time(key.RecordedAt)).ToArray(), keys.Select(key => key.Seq).ToArray()]
            );

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a record is found, and ordered, by.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RecordKey(int Epoch, long Position, long Seq, long RecordedAt)
{
    /// <summary>The order of seals: by epoch, position and number.</summary>
    internal static int InOrderOfSeals(RecordKey left, RecordKey right) =>
        left.Epoch != right.Epoch ? left.Epoch.CompareTo(right.Epoch)
        : left.Position != right.Position ? left.Position.CompareTo(right.Position)
        : left.Seq.CompareTo(right.Seq);
}
