using System.Globalization;
using FinancialMcp.Admin.Layout;
using FinancialMcp.Application.Policies;
using Microsoft.AspNetCore.Components;

namespace FinancialMcp.Admin.Pages.Policies;

/// <summary>What other rules would have decided about what was asked for, and which rules decide at all.</summary>
public sealed partial class PolicyReplays : PolicyTrial
{
    private const string Form = "yyyy-MM-ddTHH:mm";

    private static readonly (string Words, TimeSpan Span)[] Spans =
    [
        ("Last 24 hours", TimeSpan.FromDays(1)),
        ("Last 7 days", TimeSpan.FromDays(7)),
        ("Last 30 days", TimeSpan.FromDays(30)),
        ("Last 90 days", TimeSpan.FromDays(90)),
    ];

    private PolicyReplay? replay;
    private DateTime? from;
    private DateTime? to;
    private bool isRunning;

    /// <summary>Where the replayed time begins; without it, nothing was asked for yet.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    public string? AskedFrom { get; set; }

    /// <summary>Where it ends; without it, now.</summary>
    [SupplyParameterFromQuery(Name = "to")]
    public string? AskedTo { get; set; }

    private int Differing => replay is null ? 0 : replay.NewlyDenied + replay.NewlyAllowed + replay.ApprovalsChanged;

    private string Outcome =>
        replay!.Draft.Count == 0 ? "What was asked for"
        : Differing == 0 ? "Nothing would have ended otherwise"
        : $"{Words.Of(replay.NewlyDenied)} would have been denied, {Words.Of(replay.NewlyAllowed)} newly allowed, "
            + $"{Words.Of(replay.ApprovalsChanged)} approved by other numbers of people";

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        from = Read(AskedFrom) ?? Time.GetUtcNow().UtcDateTime.Date.AddDays(-7);
        to = Read(AskedTo);
        await base.OnInitializedAsync();
    }

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        await base.ReadAsync();
        if (AskedFrom is not null && Read(AskedFrom) is { } begin)
        {
            isRunning = true;
            StateHasChanged();
            try
            {
                var rules = await ChosenRulesAsync();
                replay = await SendAsync(
                    new ReplayPolicy(rules, Utc(begin), Read(AskedTo) is { } end ? Utc(end) : null)
                );
            }
            finally
            {
                isRunning = false;
            }
        }
    }

    /// <summary>What is asked for stands in the address first, so that the same can be opened again.</summary>
    private async Task RunAsync()
    {
        (AskedFrom, AskedTo, replay) = (Text(from), Text(to), null);
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameters(
                new Dictionary<string, object?> { ["from"] = AskedFrom, ["to"] = AskedTo }
            ),
            replace: true
        );
        await ReadAgainAsync();
    }

    /// <inheritdoc/>
    protected override void Forget() => replay = null;

    private void Last(TimeSpan span) => (from, to) = (Time.GetUtcNow().UtcDateTime - span, null);

    private static string HrefOf(ReplayedChange change) =>
        change.OperationId is { } operation ? $"/operations/{operation}" : $"/calls/{change.RecordId}";

    private static IReadOnlyList<string> WordsOf(ReplayVerdict verdict) =>
        [
            !verdict.Allowed ? $"refused: {verdict.Why}"
            : verdict.Approvals > 0 ? $"held for {RuleWords.People(verdict.Approvals)}"
            : "allowed",
            verdict.Rule is { } rule ? $"by {rule}" : "by no rule",
        ];

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    private static string? Text(DateTime? time) => time?.ToString(Form, CultureInfo.InvariantCulture);

    private static DateTime? Read(string? text) =>
        DateTime.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;
}
