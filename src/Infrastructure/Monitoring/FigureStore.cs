using System.Globalization;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Persistence.Writing;

namespace FinancialMcp.Infrastructure.Monitoring;

internal sealed class FigureStore(Database database, GroupCommitWriter writer) : IFigureStore
{
    private static readonly string[] Statuses = ["success", "refused", "pending", "in_doubt", "error"];

    private static readonly string[] Buckets =
    [
        .. Enumerable
            .Range(1, DurationBuckets.Seconds.Count + 1)
            .Select(number => "b" + number.ToString("00", CultureInfo.InvariantCulture)),
    ];

    private static readonly string[] Counted = [.. Statuses, .. Buckets, "spent"];

    /// <summary>The columns from which a row is made: minute and tool come before.</summary>
    private static readonly string Sums =
        string.Join(", ", Counted.Select(column => $"cast(sum({column}) as bigint)")) + ", max(longest)";

    private static readonly string KeepText =
        $"insert into call_minute (run, minute, tool, {string.Join(", ", Counted)}, longest) values ($1, $2, $3, "
        + string.Join(", ", Enumerable.Range(4, Counted.Length + 1).Select(number => $"${number}"))
        + ") on conflict (minute, run, tool) do update set "
        + string.Join(", ", Counted.Append("longest").Select(column => $"{column} = excluded.{column}"));

    private const string ReplicaText =
        "insert into replica (run, name, version, started_at, seen_at, state) values ($1, $2, $3, $4, $5, $6) "
        + "on conflict (run) do update set seen_at = excluded.seen_at, state = excluded.state";

    private const string SpanText =
        "insert into check_span (run, name, began_at, state, detail) values ($1, $2, $3, $4, $5) "
        + "on conflict (run, name, began_at) do nothing";

    private const string SpanColumns = "s.run, s.name, s.began_at, s.state, s.detail";

    public Task KeepAsync(Replica replica, IReadOnlyList<ToolMinute> minutes, IReadOnlyList<CheckSpan> began) =>
        CommitAsync([
            new SqlText(
                ReplicaText,
                replica.Run,
                replica.Name,
                replica.Version,
                replica.StartedAt,
                replica.SeenAt,
                replica.State
            ),
            .. minutes.Select(minute => new SqlText(
                KeepText,
                [
                    replica.Run,
                    minute.Minute,
                    minute.Tool,
                    .. minute.Statuses.Cast<object>(),
                    .. minute.Buckets.Cast<object>(),
                    minute.Spent.Ticks,
                    minute.Longest.Ticks,
                ]
            )),
            .. began.Select(span => new SqlText(
                SpanText,
                span.Run,
                span.Name,
                span.BeganAt,
                (short)span.State,
                span.Detail
            )),
        ]);

    public Task<IReadOnlyList<ToolMinute>> PointsAsync(long first, int width, CancellationToken cancellationToken) =>
        database.ManyAsync(
            $"select min(minute), '', {Sums} from call_minute where minute >= $1 group by minute / $2 order by 1",
            [first, (long)width],
            MinuteOf,
            cancellationToken
        );

    public Task<IReadOnlyList<ToolMinute>> ToolsAsync(long first, CancellationToken cancellationToken) =>
        database.ManyAsync(
            $"select min(minute), tool, {Sums} from call_minute where minute >= $1 group by tool order by tool",
            [first],
            MinuteOf,
            cancellationToken
        );

    public Task<IReadOnlyList<Replica>> ReplicasAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        database.ManyAsync(
            "select run, name, version, started_at, seen_at, state from replica where seen_at >= $1 "
                + "order by started_at desc, run",
            [since],
            row => new Replica(row.Text(0), row.Text(1), row.Text(2), row.Time(3), row.Time(4), row.Text(5)),
            cancellationToken
        );

    public Task<IReadOnlyList<CheckSpan>> ChecksAsync(
        string run,
        DateTimeOffset since,
        CancellationToken cancellationToken
    ) =>
        database.ManyAsync(
            $"select {SpanColumns} from check_span s where s.run = $1 and s.began_at >= coalesce((select max(b.began_at) "
                + "from check_span b where b.run = s.run and b.name = s.name and b.began_at < $2), $2) "
                + "order by s.began_at, s.name",
            [run, since],
            row => new CheckSpan(row.Text(0), row.Text(1), row.Time(2), (HealthState)row.Small(3), row.TextOrNull(4)),
            cancellationToken
        );

    public Task RemoveAsync(long before)
    {
        var time = ToolMinute.StartOf(before);
        return CommitAsync([
            new SqlText("delete from call_minute where minute < $1", before),
            new SqlText("delete from check_span where run in (select run from replica where seen_at < $1)", time),
            new SqlText("delete from replica where seen_at < $1", time),
        ]);
    }

    /// <summary>Handed over together, so that the writer commits them together as a rule.</summary>
    private async Task CommitAsync(IReadOnlyList<SqlText> statements) =>
        await Task.WhenAll(statements.Select(statement => writer.CommitAsync(new PlainWrite(statement))));

    private static ToolMinute MinuteOf(StoredRows row)
    {
        const int Named = 2;
        var spent = Named + Statuses.Length + Buckets.Length;
        return new ToolMinute(
            row.Text(1),
            row.Long(0),
            [.. Enumerable.Range(Named, Statuses.Length).Select(row.Long)],
            [.. Enumerable.Range(Named + Statuses.Length, Buckets.Length).Select(row.Long)],
            TimeSpan.FromTicks(row.Long(spent)),
            TimeSpan.FromTicks(row.Long(spent + 1))
        );
    }
}
