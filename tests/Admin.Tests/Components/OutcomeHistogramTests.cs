using Bunit;
using FinancialMcp.Admin.Trail;
using FinancialMcp.Application.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Admin.Tests.Components;

/// <summary>Bars by themselves: how they are drawn, and what dragging over them chooses.</summary>
public sealed class OutcomeHistogramTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private readonly BunitContext page = new();

    public ValueTask DisposeAsync() => page.DisposeAsync();

    [Theory]
    [InlineData(1, 3, "1..4")]
    [InlineData(3, 1, "1..4")]
    [InlineData(2, 2, "2..3")]
    [InlineData(0, 4, "0..5")]
    public async Task Dragging_chooses_the_time_from_the_first_bar_to_the_end_of_the_last(
        int from,
        int to,
        string chosen
    )
    {
        var bars = Draw();
        await bars.FindAll(".brush div")[from].TriggerEventAsync("onpointerdown", new PointerEventArgs());
        await bars.FindAll(".brush div")[to].TriggerEventAsync("onpointerenter", new PointerEventArgs());
        Assert.Equal(Math.Abs(to - from) + 1, bars.FindAll(".brush .marked").Count);
        await bars.FindAll(".brush div")[to].TriggerEventAsync("onpointerup", new PointerEventArgs());

        Assert.EndsWith("/calls?" + chosen, Address, StringComparison.Ordinal);
        Assert.Empty(bars.FindAll(".brush .marked"));
    }

    [Fact]
    public async Task Who_leaves_the_bars_has_chosen_nothing()
    {
        var bars = Draw();
        var before = Address;
        await bars.FindAll(".brush div")[1].TriggerEventAsync("onpointerdown", new PointerEventArgs());
        await bars.Find(".plot").TriggerEventAsync("onpointerleave", new PointerEventArgs());
        await bars.FindAll(".brush div")[3].TriggerEventAsync("onpointerup", new PointerEventArgs());

        Assert.Equal(before, Address);
    }

    [Fact]
    public void A_bar_is_as_high_as_its_records_are_many_and_one_record_is_seen()
    {
        var bars = Draw();
        var heights = bars.FindAll("rect[x='10']").Select(bar => (bar.ClassName, bar.GetAttribute("height")));

        Assert.Equal([("of-succeeded", "90"), ("of-failed", "10")], heights);
        Assert.Equal("1", bars.Find("rect[x='30']").GetAttribute("height"));
        Assert.Empty(bars.FindAll("rect[x='0']"));
    }

    [Fact]
    public void The_table_says_the_same_and_leaves_out_what_is_empty()
    {
        var rows = Draw().FindAll("tbody tr");

        Assert.Equal(2, rows.Count);
        Assert.Equal(["900", "100"], rows[0].QuerySelectorAll("td").Select(cell => cell.TextContent));
        Assert.Equal("/calls?1..2", rows[0].QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public void Without_spans_nothing_is_drawn() =>
        Assert.Equal("", Draw(new AuditHistogram(TimeSpan.Zero, [])).Markup.Trim());

    private string Address => page.Services.GetRequiredService<NavigationManager>().Uri;

    /// <summary>Five hours from noon on; an address names the hours after it.</summary>
    private IRenderedComponent<OutcomeHistogram> Draw(AuditHistogram? histogram = null) =>
        page.Render<OutcomeHistogram>(parameters =>
            parameters
                .Add(it => it.Histogram, histogram ?? Five())
                .Add(
                    it => it.AddressOf,
                    (from, to) => $"/calls?{(from - Noon).TotalHours:0}..{(to - Noon).TotalHours:0}"
                )
        );

    private static AuditHistogram Five() =>
        new(
            TimeSpan.FromHours(1),
            [
                .. Enumerable
                    .Range(0, 5)
                    .Select(hour => new HistogramSpan(
                        Noon.AddHours(hour),
                        hour switch
                        {
                            1 => new Dictionary<AuditOutcome, int>
                            {
                                [AuditOutcome.Failed] = 100,
                                [AuditOutcome.Succeeded] = 900,
                            },
                            3 => new Dictionary<AuditOutcome, int> { [AuditOutcome.Failed] = 1 },
                            _ => new Dictionary<AuditOutcome, int>(),
                        }
                    )),
            ]
        );
}
