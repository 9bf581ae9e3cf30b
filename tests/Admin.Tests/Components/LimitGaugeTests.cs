using Bunit;
using FinancialMcp.Admin.Desk;
using FinancialMcp.Application.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FinancialMcp.Admin.Tests.Components;

/// <summary>How much of a limit is used and held, never more than all of it, and what is left in words.</summary>
public sealed class LimitGaugeTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private readonly BunitContext page = new();

    public LimitGaugeTests() => page.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(Now));

    public ValueTask DisposeAsync() => page.DisposeAsync();

    [Fact]
    public void A_sum_is_drawn_in_its_parts_and_said_in_words()
    {
        var gauge = Draw(Standing() with { Cap = "200.00", Used = "50.00", Held = "100.00", Left = "50.00" });

        Assert.Equal(("25", "50"), Widths(gauge));
        Assert.Equal("50.00 USD left of 200.00: 50.00 used, 100.00 held", gauge.Find("svg").GetAttribute("aria-label"));
        Assert.Contains("resets in 12 h", gauge.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("300.00", "0.00", "100", "0")]
    [InlineData("150.00", "100.00", "75", "25")]
    [InlineData("0.00", "0.00", "0", "0")]
    public void A_limit_that_was_lowered_below_what_is_used_is_drawn_full_and_no_further(
        string used,
        string held,
        string usedWidth,
        string heldWidth
    ) =>
        Assert.Equal(
            (usedWidth, heldWidth),
            Widths(Draw(Standing() with { Cap = "200.00", Used = used, Held = held, Left = "0.00" }))
        );

    [Fact]
    public void A_limit_of_nothing_is_full() =>
        Assert.Equal(
            ("100", "0"),
            Widths(Draw(Standing() with { Cap = "0.00", Used = "0.00", Held = "0.00", Left = "0.00" }))
        );

    [Fact]
    public void A_limit_of_each_account_says_that_what_is_left_depends_on_it()
    {
        var gauge = Draw(Standing() with { Cap = "200.00" });

        Assert.Equal(("0", "0"), Widths(gauge));
        Assert.Contains("200.00 USD; how much is left depends on the account", gauge.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Operations_are_counted_beside_sums()
    {
        var gauge = Draw(
            Standing() with
            {
                Cap = "200.00",
                Used = "0.00",
                Held = "0.00",
                Left = "200.00",
                CapCount = 4,
                UsedCount = 1,
                HeldCount = 2,
                LeftCount = 1,
            }
        );

        Assert.Equal(
            ["200.00 USD left of 200.00: 0.00 used, 0.00 held", "1 operations left of 4: 1 used, 2 held"],
            gauge.FindAll("p").Select(line => line.TextContent)
        );
    }

    private IRenderedComponent<LimitGauge> Draw(LimitStanding standing) =>
        page.Render<LimitGauge>(parameters =>
            parameters.Add(it => it.Standing, standing).Add(it => it.Currency, "USD")
        );

    private static (string? Used, string? Held) Widths(IRenderedComponent<LimitGauge> gauge) =>
        (gauge.Find(".gauge-used").GetAttribute("width"), gauge.Find(".gauge-held").GetAttribute("width"));

    private static LimitStanding Standing() => new() { Period = "day", ResetsAt = Now.AddHours(12) };
}
