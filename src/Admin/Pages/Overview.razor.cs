using System.Globalization;
using FinancialMcp.Admin.Layout;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace FinancialMcp.Admin.Pages;

/// <summary>How everything stands. What somebody put aside stays aside in this browser until it changes.</summary>
public sealed partial class Overview : StaffPage
{
    private const string Key = "aside";
    private const int MostAside = 200;

    private static readonly (string Name, string Label)[] Spans =
    [
        ("15m", "15 min"),
        ("1h", "1 h"),
        ("24h", "24 h"),
        ("7d", "7 d"),
    ];

    private List<string> aside = [];
    private FigureSpan spanRead;
    private Application.Monitoring.Overview? view;

    /// <inheritdoc/>
    public override TimeSpan? Interval => TimeSpan.FromSeconds(5);

    /// <summary>How far back the figures reach: 15m, 1h, 24h or 7d.</summary>
    [SupplyParameterFromQuery(Name = "span")]
    public string? SpanName { get; set; }

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    private List<Attention> Shown => [.. view!.Attention.Where(one => !aside.Contains(one.Id))];

    private string Chosen => Array.Exists(Spans, span => span.Name == SpanName) ? SpanName! : "1h";

    private FigureSpan Span =>
        Chosen switch
        {
            "15m" => FigureSpan.QuarterHour,
            "24h" => FigureSpan.Day,
            "7d" => FigureSpan.Week,
            _ => FigureSpan.Hour,
        };

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        spanRead = Span;
        view = await SendAsync(new GetOverview(Span));
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            var kept = await Script.InvokeAsync<string?>("adminStore.read", Key);
            aside = [.. kept?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? []];
            StateHasChanged();
        }
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (view is not null && spanRead != Span)
        {
            await ReadAgainAsync();
        }
    }

    private async Task PutAsideAsync(Attention one)
    {
        aside = [.. aside.TakeLast(MostAside - 1), one.Id];
        await KeepAsync();
    }

    private async Task ShowAllAsync()
    {
        aside.Clear();
        await KeepAsync();
    }

    private ValueTask KeepAsync() => Script.InvokeVoidAsync("adminStore.write", Key, string.Join('\n', aside));

    private IReadOnlyList<double?> PerPoint(Func<CallCounts, double?> value) =>
        [.. view!.Figures.Points.Select(point => value(point.Counts))];

    private string? Calls(string? more = null)
    {
        if (!Holds(StaffPermissions.AuditRead))
        {
            return null;
        }

        var from = Uri.EscapeDataString(view!.Figures.From.ToString("O", CultureInfo.InvariantCulture));
        return $"/calls?from={from}{(more is null ? "" : "&" + more)}";
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %");

    private static string Millis(double? milliseconds) =>
        milliseconds is { } value ? Words.Of(TimeSpan.FromMilliseconds(value)) : Words.None;

    private static Severity SeverityOf(Verdict verdict) =>
        verdict switch
        {
            Verdict.Healthy => Severity.Success,
            Verdict.Degraded => Severity.Warning,
            _ => Severity.Error,
        };

    private static string IconOf(AttentionLevel level) =>
        level switch
        {
            AttentionLevel.Alarms => Icons.Material.Filled.Error,
            AttentionLevel.Warns => Icons.Material.Filled.Warning,
            _ => Icons.Material.Filled.HourglassEmpty,
        };

    private static Color ColorOf(AttentionLevel level) =>
        level switch
        {
            AttentionLevel.Alarms => Color.Error,
            AttentionLevel.Warns => Color.Warning,
            _ => Color.Info,
        };
}
