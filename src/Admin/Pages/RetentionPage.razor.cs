using FinancialMcp.Admin.Desk;
using FinancialMcp.Admin.Trail;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit.Keeping;

namespace FinancialMcp.Admin.Pages;

/// <summary>How long records are kept, what keeps them longer, and how a month of them goes.</summary>
public sealed partial class RetentionPage : DecidingPage
{
    private const int MostRemovable = 12;
    private RetentionView? view;
    private KeptMonth? looked;
    private LegalHold? lifting;
    private MonthDrop? confirming;
    private DropPreview? preview;
    private string reason = "";
    private string caseName = "";
    private DateTime? holdFrom;
    private DateTime? holdTo;
    private string holdReason = "";

    private IReadOnlyList<KeptMonth> Removable =>
        [
            .. view!.Months.Where(month =>
                month.IsOverAt(Time.GetUtcNow())
                && month.HeldFor.Count == 0
                && !view.Drops.Any(drop => drop.Retention == month.Retention && drop.Month == month.Month)
            ),
        ];

    /// <inheritdoc/>
    protected override async Task ReadAsync() => view = await SendAsync(new ListRetention());

    private async Task LookAsync(KeptMonth month)
    {
        Close();
        if (await TryAsync(async () => preview = await SendAsync(new PreviewDrop(month.Retention, month.Month))))
        {
            looked = month;
        }
    }

    private void Open(LegalHold hold)
    {
        Close();
        lifting = hold;
    }

    private async Task OpenAsync(MonthDrop drop)
    {
        Close();
        if (await TryAsync(async () => preview = await SendAsync(new PreviewDrop(drop.Retention, drop.Month))))
        {
            confirming = drop;
        }
    }

    private void Close() => (looked, lifting, confirming, preview, reason) = (null, null, null, null, "");

    private async Task RequestAsync()
    {
        var month = looked!;
        await DoAsync(
            async () => await SendAsync(new RequestDrop(month.Retention, month.Month, reason.Trim())),
            $"The removal of {RetentionWords.MonthText(month.Month)} is asked for. An administrator confirms it."
        );
    }

    private Task<bool> ConfirmAsync(MonthDrop drop, DeedWords words) =>
        DecideAsync(
            words,
            async () =>
            {
                await SendAsync(new ConfirmDrop(drop.Id, words.Reason));
                Close();
            },
            $"The removal of {RetentionWords.MonthText(drop.Month)} is confirmed. An operator runs it."
        );

    private async Task LiftAsync()
    {
        var hold = lifting!;
        await DoAsync(
            async () => await SendAsync(new LiftLegalHold(hold.Id, reason.Trim())),
            $"The hold of {hold.CaseName} is lifted."
        );
    }

    private async Task PlaceAsync()
    {
        var isPlaced = await TryAsync(
            async () =>
                await SendAsync(
                    new PlaceLegalHold(
                        caseName.Trim(),
                        Utc(holdFrom) ?? throw new AppException([new Problem("from", "Must be a time.")]),
                        Utc(holdTo),
                        holdReason.Trim()
                    )
                ),
            $"Records are held for {caseName}."
        );
        if (isPlaced)
        {
            (caseName, holdReason, holdFrom, holdTo) = ("", "", null, null);
        }
    }

    private async Task DoAsync(Func<Task> deed, string done)
    {
        if (await TryAsync(deed, done))
        {
            Close();
        }
    }

    private static string SearchOf(DateTimeOffset month) =>
        TrailSearch.Query(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["from"] = SearchPart.TextOf(month),
                ["to"] = SearchPart.TextOf(month.AddMonths(1)),
            },
            null
        );

    private static DateTimeOffset? Utc(DateTime? time) =>
        time is { } value ? new DateTimeOffset(value, TimeSpan.Zero) : null;
}
