using FinancialMcp.Admin.Layout;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Operations;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace FinancialMcp.Admin.Pages;

/// <summary>One operation from its request to whoever looked at it last.</summary>
public sealed partial class OperationPage : StaffPage
{
    private OperationTimeline? timeline;

    /// <summary>The operation's id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    private AuditRecordView? Request =>
        timeline!.Events.FirstOrDefault(one => one.Kind == TimelineKind.Request)?.Record;

    /// <inheritdoc/>
    protected override async Task ReadAsync() =>
        timeline = OperationId.TryParse(Id, out var id)
            ? await SendAsync(new GetOperationTimeline(id))
            : throw new AppException(ErrorCodes.OperationNotFound, "There is no such operation. Search for it again.");

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (timeline is not null && timeline.OperationId.ToString() != Id)
        {
            timeline = null;
            await ReadAgainAsync();
        }
    }

    /// <summary>Between what was asked and what came of it: how long it was ours or people's, and how long the bank's.</summary>
    private IEnumerable<(string Label, TimeSpan Span)> Durations()
    {
        var events = timeline!.Events;
        var attempts = events.Where(one => one.Kind == TimelineKind.Attempt).Select(one => one.Attempt!).ToList();
        var asked = events.FirstOrDefault(one => one.Kind == TimelineKind.Request)?.At;
        var ended = events.LastOrDefault(one => one.Kind == TimelineKind.Outcome)?.At;
        if (asked is { } begin && ended is { } end && end >= begin)
        {
            yield return ("In all", end - begin);
        }

        if (attempts.Count > 0)
        {
            if (asked is { } from && attempts[0].Started > from)
            {
                yield return ("Before it was sent", attempts[0].Started - from);
            }

            yield return ("At the bank", TimeSpan.FromTicks(attempts.Sum(it => (it.Ended - it.Started).Ticks)));
        }
    }

    /// <summary>Null for the first, and where two clocks disagree.</summary>
    private TimeSpan? Since(int at) =>
        at > 0 && timeline!.Events[at].At - timeline.Events[at - 1].At is { Ticks: > 0 } span ? span : null;

    private async Task PrintAsync() => await Script.InvokeVoidAsync("print", Left);
}
