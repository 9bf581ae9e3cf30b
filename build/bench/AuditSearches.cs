using System.Diagnostics;
using System.Globalization;
using System.Text;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Testing;

namespace FinancialMcp.Bench;

/// <summary>
/// Searches of a large trail as an auditor makes them: each kind many times, with values drawn anew each time, one page of
/// fifty records, in turns, so that no kind has the memory to itself.
/// </summary>
internal sealed class AuditSearches(IAuditReading reading, AuditEvents events)
{
    private const int PageSize = 50;
    private const double GoalMilliseconds = 300;

    private readonly SeededPauses dice = new(7);
    private readonly Dictionary<string, List<double>> times = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> found = new(StringComparer.Ordinal);

    private (string Name, Func<AuditFilter> Filter)[] Kinds =>
        [
            ("no filter", () => new()),
            ("one day", () => Day()),
            ("subject", () => new() { Principal = AuditEvents.Subject(dice) }),
            ("acting party", () => new() { Principal = AuditEvents.Party(dice) }),
            ("account", () => new() { Account = AuditEvents.Account(dice) }),
            (
                "account and counterparty",
                () => new() { Account = AuditEvents.Account(dice), Counterparty = AuditEvents.Account(dice) }
            ),
            ("tool", () => new() { Tool = AuditEvents.Tool(dice) }),
            ("error code", () => new() { ErrorCode = AuditEvents.Error(dice) }),
            ("operation id", () => new() { OperationId = new OperationId(events.Operation(dice)) }),
            (
                "idempotency key",
                () => new() { IdempotencyKey = IdempotencyKey.Parse($"key-{events.Number(dice):d16}") }
            ),
            ("bank transaction", () => new() { BackendTransactionId = events.Transaction(dice) }),
            (
                "sum of 9,990 or more, in dollars",
                () => new() { AtLeast = Amount.Parse("9990"), Currency = CurrencyCode.Usd }
            ),
            ("refused, in one day", () => Day() with { Decision = AuditRecords.Refused }),
            ("state in doubt", () => new() { State = OperationState.InDoubt.WireName() }),
            ("outcome failed", () => new() { Outcome = AuditOutcome.Failed }),
            ("took 4.9 s or longer", () => new() { TookAtLeast = TimeSpan.FromMilliseconds(4900) }),
            ("code of a vote, which there is none of", () => new() { Code = AuditCode.ApprovalVote }),
            ("policy version and build", () => new() { PolicyVersion = 1 + dice.Next(19), Build = "1.0.3" }),
            ("text", () => new() { Text = $"invoice {dice.Next(100_000)}" }),
            (
                "text, of one subject",
                () => new() { Principal = AuditEvents.Subject(dice), Text = $"invoice {dice.Next(10_000)}" }
            ),
            (
                "subject, error code, one day",
                () => Day() with { Principal = AuditEvents.Subject(dice), ErrorCode = AuditEvents.Error(dice) }
            ),
        ];

    /// <summary>So many rounds over all kinds; the first tenth of them warms up and does not count.</summary>
    public async Task RunAsync(int rounds)
    {
        var warm = Math.Max(1, rounds / 10);
        for (var round = -warm; round < rounds; round++)
        {
            foreach (var (name, filter) in Kinds)
            {
                await MeasureAsync(name, filter(), null, round >= 0);
            }

            await MeasureAsync("no filter, going on anywhere", new(), events.Anywhere(dice), round >= 0);
            await MeasureAsync(
                "tool, going on anywhere",
                new() { Tool = AuditEvents.Tool(dice) },
                events.Anywhere(dice),
                round >= 0
            );
            await TallyAsync("counts: the newest 100,000", new(), width: null, round >= 0);
            await TallyAsync("counts: of one day, by the hour", Day(), TimeSpan.FromHours(1), round >= 0);
        }
    }

    /// <summary>A table: each kind's times, and those of all of them together.</summary>
    public string Report()
    {
        var text = new StringBuilder();
        Line("| one page of 50 by | p50 ms | p95 ms | most ms | records a page, on average |");
        Line("|---|---|---|---|---|");
        foreach (var (name, measured) in times)
        {
            Line(Row(name, measured, found[name] / measured.Count));
        }

        var pages = times.Where(kind => !kind.Key.StartsWith("counts", StringComparison.Ordinal)).ToList();
        Line(Row("**all pages**", [.. pages.SelectMany(kind => kind.Value)], null));
        var worst = pages.MaxBy(kind => At(kind.Value, 0.95));
        Line("");
        Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Goal: p95 below {GoalMilliseconds} ms. The slowest kind, *{worst.Key}*: {At(worst.Value, 0.95):0} ms: "
            ) + (At(worst.Value, 0.95) < GoalMilliseconds ? "reached." : "**not reached**.")
        );
        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');
    }

    private AuditFilter Day()
    {
        var from = events.Day(dice);
        return new AuditFilter { From = from, To = from.AddDays(1) };
    }

    private async Task MeasureAsync(string name, AuditFilter filter, AuditCursor? after, bool counts)
    {
        var start = Stopwatch.GetTimestamp();
        var page = await reading.PageAsync(filter, AuditOrder.NewestFirst, after, PageSize, CancellationToken.None);
        Note(name, start, page.Records.Count, counts);
    }

    private async Task TallyAsync(string name, AuditFilter filter, TimeSpan? width, bool counts)
    {
        var start = Stopwatch.GetTimestamp();
        var tally = await reading.TallyAsync(filter, 100_000, width, CancellationToken.None);
        Note(name, start, tally.Total, counts);
    }

    private void Note(string name, long start, int records, bool counts)
    {
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (counts)
        {
            times.TryAdd(name, []);
            times[name].Add(milliseconds);
            found[name] = found.GetValueOrDefault(name) + records;
        }
    }

    private static string Row(string name, List<double> measured, int? records) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {At(measured, 0.5):0.0} | {At(measured, 0.95):0.0} | {measured.Max():0.0} | {records} |"
        );

    private static double At(List<double> measured, double share) =>
        measured.Order().ElementAt(Math.Min(measured.Count - 1, (int)(measured.Count * share)));
}
