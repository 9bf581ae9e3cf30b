using System.Globalization;
using FinancialMcp.Admin.Layout;
using FinancialMcp.Application.Monitoring;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinancialMcp.Admin.Pages;

/// <summary>Every tool that agents are offered: what they are told of it, whether it is on, and how its calls did.</summary>
public sealed partial class Tools : StaffPage
{
    internal static readonly (string Name, string Words, FigureSpan Span)[] Spans =
    [
        ("15m", "15 minutes", FigureSpan.QuarterHour),
        ("1h", "hour", FigureSpan.Hour),
        ("24h", "24 hours", FigureSpan.Day),
        ("7d", "7 days", FigureSpan.Week),
    ];

    private ToolList? list;

    /// <summary>The tool that is opened.</summary>
    [SupplyParameterFromQuery(Name = "tool")]
    public string? Opened { get; set; }

    /// <summary>How far back the figures reach.</summary>
    [SupplyParameterFromQuery(Name = "span")]
    public string? AskedSpan { get; set; }

    /// <inheritdoc/>
    public override TimeSpan? Interval => TimeSpan.FromSeconds(30);

    private string Span => Spans.Any(it => it.Name == AskedSpan) ? AskedSpan! : Spans[0].Name;

    private FigureSpan Shown => Spans.Single(it => it.Name == Span).Span;

    /// <inheritdoc/>
    protected override async Task ReadAsync() => list = await SendAsync(new ListTools());

    internal static string RateOf(CallCounts? figures) =>
        figures is null ? Words.None : figures.ErrorRate.ToString("0.0 %", CultureInfo.InvariantCulture);

    internal static string TimeOf(double? milliseconds) =>
        milliseconds is { } value ? Words.Of(TimeSpan.FromMilliseconds(value)) : Words.None;

    private void ChooseSpan(string? span) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("span", span), replace: true);

    private string UriOf(ToolView tool) =>
        Navigation.GetUriWithQueryParameter("tool", tool.Facts.Name == Opened ? null : tool.Facts.Name);

    private static string DoesOf(ToolFacts tool) =>
        tool.IsReadOnly ? "reads"
        : tool.IsOpenWorld ? "moves money"
        : tool.IsDestructive ? "ends something"
        : "changes";

    private static string StateOf(ToolView tool) =>
        tool.Stop is not null ? "off"
        : !tool.IsOffered ? "not in the policy"
        : "on";

    private static Color ColorOf(ToolView tool) =>
        tool.Stop is not null ? Color.Error
        : !tool.IsOffered ? Color.Default
        : Color.Success;

    private static string IconOf(ToolView tool) =>
        tool.Stop is not null ? Icons.Material.Filled.Block
        : !tool.IsOffered ? Icons.Material.Filled.RemoveCircleOutline
        : Icons.Material.Filled.CheckCircle;
}
