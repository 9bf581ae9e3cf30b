using Bunit;
using FinancialMcp.Admin.Charts;

namespace FinancialMcp.Admin.Tests.Components;

/// <summary>A small line: as high as its values, and not there where nothing is known.</summary>
public sealed class SparklineTests : IAsyncDisposable
{
    private readonly BunitContext page = new();

    public ValueTask DisposeAsync() => page.DisposeAsync();

    [Fact]
    public void What_is_not_known_is_no_zero() =>
        Assert.Equal(["0,23 60,3", "180,43 240,23"], LinesOf(10, 20, null, 0, 10));

    [Fact]
    public void A_value_between_unknown_ones_is_a_dash() => Assert.Equal(["119,3 121,3"], LinesOf(null, 5, null));

    [Fact]
    public void Nothing_known_and_nothing_but_zeros_is_a_line_at_the_bottom()
    {
        Assert.Empty(LinesOf(null, null));
        Assert.Equal("43", Draw(0, 0).Find("line").GetAttribute("y1"));
        Assert.Equal("43", Draw().Find("line").GetAttribute("y1"));
    }

    [Fact]
    public void It_is_said_in_words_too() =>
        Assert.Equal("Calls over time", Draw(1).Find("svg").GetAttribute("aria-label"));

    private IEnumerable<string?> LinesOf(params double?[] values) =>
        Draw(values).FindAll("polyline").Select(line => line.GetAttribute("points"));

    private IRenderedComponent<Sparkline> Draw(params double?[] values) =>
        page.Render<Sparkline>(parameters =>
            parameters.Add(it => it.Values, values).Add(it => it.Label, "Calls over time")
        );
}
