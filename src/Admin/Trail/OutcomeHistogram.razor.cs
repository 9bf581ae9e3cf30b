using System.Runtime.InteropServices;
using FinancialMcp.Admin.Layout;
using FinancialMcp.Application.Audit;
using Microsoft.AspNetCore.Components;

namespace FinancialMcp.Admin.Trail;

/// <summary>
/// Records over time as stacked bars. Dragging from one bar to another chooses the time between them; the table below says
/// the same to those who see no bars.
/// </summary>
public sealed partial class OutcomeHistogram : ComponentBase
{
    private const int Height = 100;

    /// <summary>From the bottom of a bar to its top.</summary>
    private static readonly AuditOutcome[] Order =
    [
        AuditOutcome.Answered,
        AuditOutcome.Succeeded,
        AuditOutcome.Waiting,
        AuditOutcome.InDoubt,
        AuditOutcome.Refused,
        AuditOutcome.Failed,
    ];

    private int? begun;
    private int reached;

    /// <summary>What is drawn; nothing without spans.</summary>
    [Parameter, EditorRequired]
    public required AuditHistogram Histogram { get; set; }

    /// <summary>The address of the search between two times.</summary>
    [Parameter, EditorRequired]
    public required Func<DateTimeOffset, DateTimeOffset, string> AddressOf { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private int Highest => Math.Max(1, Histogram.Spans.Max(span => span.Counts.Values.Sum()));

    private IReadOnlyList<AuditOutcome> Present =>
        [.. Order.Where(outcome => Histogram.Spans.Any(span => span.Counts.ContainsKey(outcome)))];

    private IEnumerable<Bar> Bars()
    {
        var highest = Highest;
        foreach (var (at, span) in Histogram.Spans.Index())
        {
            var below = 0L;
            foreach (var outcome in Order)
            {
                if (span.Counts.TryGetValue(outcome, out var count))
                {
                    // Rounded at the sums, so that a whole bar is as high as its records are many; one record is seen.
                    var from = below * Height / highest;
                    below += count;
                    var to = Math.Max(from + 1, below * Height / highest);
                    yield return new Bar(outcome, at * 10, Height - to, to - from);
                }
            }
        }
    }

    private bool IsMarked(int at) =>
        begun is { } from && at >= Math.Min(from, reached) && at <= Math.Max(from, reached);

    private void Begin(int at) => (begun, reached) = (at, at);

    private void Reach(int at) => reached = at;

    private void Forget() => begun = null;

    private void End(int at)
    {
        if (begun is { } from)
        {
            begun = null;
            var (first, last) = (Math.Min(from, at), Math.Max(from, at));
            Navigation.NavigateTo(AddressOf(Histogram.Spans[first].From, Histogram.Spans[last].From + Histogram.Width));
        }
    }

    private static string ClassOf(AuditOutcome outcome) => "of-" + outcome.ToString().ToLowerInvariant();

    private static string TitleOf(HistogramSpan span)
    {
        var counts = span.Counts.Select(count => $"{RecordWords.Of(count.Key)} {Words.Of((long)count.Value)}");
        return $"{Words.Of(span.From)}: {string.Join(", ", counts.DefaultIfEmpty("nothing"))}";
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Bar(AuditOutcome Outcome, long X, long Y, long Height);
}
