using FinancialMcp.Admin.Charts;
using FinancialMcp.Admin.Layout;
using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Admin.Pages;

/// <summary>Every check of every replica, now and over the last day.</summary>
public sealed partial class Health : StaffPage
{
    private const int MostChanges = 200;
    private HealthView? view;

    /// <inheritdoc/>
    public override TimeSpan? Interval => TimeSpan.FromSeconds(2);

    private IReadOnlyList<Change> Changes { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        view = await SendAsync(new GetHealth());
        Changes = [.. view.Replicas.SelectMany(ChangesOf).OrderByDescending(it => it.Span.BeganAt).Take(MostChanges)];
    }

    private DateTimeOffset? SinceOf(DependencyHealth check) =>
        view!
            .Replicas.FirstOrDefault(replica => replica.IsThis)
            ?.Spans.LastOrDefault(span => span.Name == check.Name && span.State == check.State)
            ?.BeganAt;

    /// <summary>A check's first span is how it was found at the start, and no change.</summary>
    private IEnumerable<Change> ChangesOf(ReplicaHealth replica) =>
        replica
            .Spans.GroupBy(span => span.Name)
            .SelectMany(check =>
            {
                var spans = check.ToList();
                return spans
                    .Select(
                        (span, index) =>
                            new Change(replica.Replica.Name, span, EndOf(replica, spans, index) - span.BeganAt)
                    )
                    .Skip(1);
            });

    private IReadOnlyList<Timeline.Part> PartsOf(ReplicaHealth replica, List<CheckSpan> spans) =>
        [
            .. spans.Select(
                (span, index) =>
                    new Timeline.Part(
                        ShareOf(span.BeganAt),
                        ShareOf(EndOf(replica, spans, index)),
                        HealthLook.WordFor(span.State),
                        $"{Words.Plain(HealthLook.WordFor(span.State))} from {Words.Of(span.BeganAt)}"
                            + (span.Detail is { } detail ? $": {detail}" : "")
                    )
            ),
        ];

    private DateTimeOffset EndOf(ReplicaHealth replica, List<CheckSpan> spans, int index) =>
        index + 1 < spans.Count ? spans[index + 1].BeganAt
        : replica.IsThis ? view!.Now
        : replica.Replica.SeenAt;

    private double ShareOf(DateTimeOffset at) => Math.Clamp((at - view!.From) / (view.Now - view.From), 0, 1);

    private string StateOf(Replica replica) =>
        replica.State != "stopped" && view!.Now - replica.SeenAt > Replica.Patience
            ? "gone, without saying so"
            : Words.Plain(replica.State);

    private static string InWords(List<CheckSpan> spans) =>
        string.Join(
            "; ",
            spans
                .TakeLast(5)
                .Select(span => $"{Words.Plain(HealthLook.WordFor(span.State))} from {Words.Of(span.BeganAt)}")
        );

    private sealed record Change(string Replica, CheckSpan Span, TimeSpan Lasted);
}
