using System.Globalization;
using FinancialMcp.Admin.Layout;
using FinancialMcp.Admin.Trail;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinancialMcp.Admin.Pages;

/// <summary>Whether the trail is what was written, and what proves it.</summary>
public sealed partial class Verify : StaffPage
{
    private const int SealsShown = 10;
    private VerificationList? list;
    private SealList? seals;
    private bool isAsked;
    private string? problem;
    private DateTime? packFrom;
    private DateTime? packTo;
    private long? shownBefore;

    /// <inheritdoc/>
    public override TimeSpan? Interval => TimeSpan.FromSeconds(2);

    /// <summary>The seals before this one are shown; the last ones without.</summary>
    [SupplyParameterFromQuery(Name = "before")]
    public long? Before { get; set; }

    private bool IsRunning => isAsked || list!.Running is not null;

    /// <summary>Of as many records as the last run found, in percent; null when nothing runs or ran.</summary>
    private int? Share =>
        list is { Running: { } running, Kept: [{ Report.Records: > 0 } last, ..] }
            ? (int)Math.Min(99, running.Records * 100 / last.Report.Records)
            : null;

    private (Severity Severity, string Text) Verdict =>
        list!.Kept switch
        {
            [] => (Severity.Info, "The trail was not verified yet."),
            [{ Report.FindingCount: 0 } last, ..] => (
                Severity.Success,
                $"Nothing was found wrong in {Words.Of(last.Report.Records)} records at {Words.Of(last.Report.EndedAt)}."
            ),
            [var last, ..] => (
                Severity.Error,
                $"{RecordWords.FindingsOf(last.Report)} at {Words.Of(last.Report.EndedAt)}: see below what and where."
            ),
        };

    private string PackSearch
    {
        get
        {
            var parts = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, given) in new[] { ("from", packFrom), ("to", packTo) })
            {
                if (given is { } time)
                {
                    parts[name] = SearchPart.TextOf(new DateTimeOffset(time, TimeSpan.Zero));
                }
            }

            return TrailSearch.Query(parts, TrailSearch.AllTime);
        }
    }

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        shownBefore = Before;
        (list, seals) = (await SendAsync(new ListVerifications()), await SendAsync(new ListSeals(Before, SealsShown)));
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (ReadAt is not null && shownBefore != Before)
        {
            await ReadAgainAsync();
        }
    }

    /// <summary>
    /// Beside the page, which goes on meanwhile: an embedded database answers on the thread that asks. Nobody who leaves
    /// ends the run.
    /// </summary>
    private async Task VerifyAsync()
    {
        (isAsked, problem) = (true, null);
        try
        {
            await Task.Run(() => SendAsync(new VerifyAudit(), CancellationToken.None));
        }
        catch (Exception cause) when (cause is AppException or StoreUnavailableException)
        {
            problem = cause is AppException ? cause.Message : "The database does not answer. Verify again soon.";
        }

        isAsked = false;
        if (!Left.IsCancellationRequested)
        {
            await ReadAgainAsync();
        }
    }

    private static string LagOf(TimeSpan? lag) =>
        lag switch
        {
            null => Words.None,
            { Ticks: 0 } => "none waits",
            { } waited => string.Create(CultureInfo.InvariantCulture, $"waits since {Words.Of(waited)}"),
        };
}
