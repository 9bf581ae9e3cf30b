using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Limits;

public sealed class LimitsTests
{
    private static readonly WindowKey Day = new("s", LimitPeriod.Day, new DateOnly(2026, 3, 31), CurrencyCode.Usd);
    private static readonly WindowKey Month = new("s", LimitPeriod.Month, new DateOnly(2026, 3, 1), CurrencyCode.Usd);

    [Theory]
    [InlineData(500, false)]
    [InlineData(501, true)]
    public void An_amount_fits_up_to_what_is_left_beside_used_and_held(long amount, bool refuses)
    {
        var refusal = new LimitWindow(300, 200, 9, 9).Refuses(new WindowLimit(Day, 1000, null), amount);

        Assert.Equal(refuses, refusal is not null);
        if (refuses)
        {
            Assert.Equal((500L, null, false), (refusal!.Left, refusal.LeftCount, refusal.IsByCount));
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Held_counts_like_used(int held, bool refuses)
    {
        var refusal = new LimitWindow(0, 0, 1, held).Refuses(new WindowLimit(Day, null, 3), 1_000_000);

        Assert.Equal(refuses, refusal is not null);
        if (refuses)
        {
            Assert.Equal((null, 0, true), (refusal!.Left, refusal.LeftCount, refusal.IsByCount));
        }
    }

    [Fact]
    public void A_cap_below_what_stands_leaves_nothing_and_not_less()
    {
        var refusal = new LimitWindow(900, 200, 3, 2).Refuses(new WindowLimit(Day, 1000, 4), 1);

        Assert.Equal((0L, 0), (refusal!.Left, refusal.LeftCount));
    }

    [Fact]
    public void A_hold_is_taken_and_given_back_with_its_count()
    {
        var held = LimitWindow.Empty.WithHold(70);

        Assert.Equal(new LimitWindow(0, 70, 0, 1), held);
        Assert.Equal(LimitWindow.Empty, held.WithoutHold(70));
    }

    [Fact]
    public void Holds_are_taken_in_all_windows_or_in_none()
    {
        var windows = new Dictionary<WindowKey, LimitWindow> { [Month] = new(950, 0, 1, 0) };
        WindowLimit[] limits = [new(Day, 1000, null), new(Month, 1000, null)];

        Assert.Equal(Month, Admission.Hold(windows, limits, 51)!.Limit.Key);
        Assert.False(windows.ContainsKey(Day));
        Assert.Equal(new LimitWindow(950, 0, 1, 0), windows[Month]);

        Assert.Null(Admission.Hold(windows, limits, 50));
        Assert.Equal(new LimitWindow(0, 50, 0, 1), windows[Day]);
        Assert.Equal(new LimitWindow(950, 50, 1, 1), windows[Month]);
    }

    [Fact]
    public void Of_two_limits_without_room_the_first_is_told()
    {
        WindowLimit[] limits = [new(Day, 10, null), new(Month, 10, null)];

        Assert.Equal(Day, Admission.Hold(new Dictionary<WindowKey, LimitWindow>(), limits, 11)!.Limit.Key);
    }

    [Fact]
    public void Only_a_final_state_ends_a_hold()
    {
        foreach (var state in Enum.GetValues<OperationState>())
        {
            var expected =
                state == OperationState.Succeeded ? HoldEffect.Use
                : (int)state >= 10 ? HoldEffect.Release
                : HoldEffect.Keep;
            Assert.True(expected == HoldEffects.Of(state), state.ToString());
        }
    }

    [Fact]
    public void Windows_begin_and_end_by_utc()
    {
        var late = new DateTimeOffset(2026, 3, 31, 23, 59, 59, TimeSpan.Zero);
        var east = new DateTimeOffset(2026, 4, 1, 1, 0, 0, TimeSpan.FromHours(2));

        Assert.Equal((Day.Start, Month.Start), (LimitPeriod.Day.StartOf(late), LimitPeriod.Month.StartOf(late)));
        Assert.Equal((Day.Start, Month.Start), (LimitPeriod.Day.StartOf(east), LimitPeriod.Month.StartOf(east)));
        Assert.Equal(new DateOnly(2026, 4, 1), LimitPeriod.Day.StartOf(late.AddSeconds(1)));
        Assert.Equal(late.AddSeconds(1), LimitPeriod.Day.ResetOf(Day.Start));
        Assert.Equal(late.AddSeconds(1), new LimitRefusal(new WindowLimit(Month, 1, null), 0, null).ResetsAt);
    }

    [Fact]
    public void Windows_have_one_order()
    {
        WindowKey[] inOrder =
        [
            new("a", LimitPeriod.Month, new DateOnly(2026, 3, 1), CurrencyCode.Usd),
            new("s", LimitPeriod.Day, new DateOnly(2026, 3, 30), CurrencyCode.Usd),
            new("s", LimitPeriod.Day, new DateOnly(2026, 3, 31), CurrencyCode.Parse("EUR")),
            Day,
            Month,
        ];

        Assert.Equal(inOrder, inOrder.Reverse().Order());
        Assert.True(inOrder[0] < inOrder[1] && inOrder[1] > inOrder[0]);
        Assert.True(Day <= Month && Month >= Day && Day.CompareTo(Day) == 0);
    }
}
