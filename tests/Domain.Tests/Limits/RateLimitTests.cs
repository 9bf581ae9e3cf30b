using CsCheck;
using FinancialMcp.Domain.Limits;

namespace FinancialMcp.Domain.Tests.Limits;

public sealed class RateLimitTests
{
    private static readonly RateLimit Ten = new(10, TimeSpan.FromSeconds(60));
    private static readonly DateTimeOffset Begin = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(10, true, false)]
    [InlineData(11, false, false)]
    [InlineData(20, false, false)]
    [InlineData(21, false, true)]
    public void So_many_are_within_the_limit_and_twice_as_many_are_no_flood_yet(int now, bool isWithin, bool isFlood)
    {
        var standing = Ten.StandingOf(0, now, Begin);

        Assert.Equal((isWithin, isFlood), (standing.Wait is null, standing.IsFlood));
    }

    /// <summary>Ten calls at the end of one minute and ten at the beginning of the next would be twenty in a second.</summary>
    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(30, 5, true)]
    [InlineData(30, 6, false)]
    [InlineData(54, 9, true)]
    [InlineData(54, 10, false)]
    public void What_was_called_in_the_window_before_counts_less_as_time_goes_by(int seconds, int now, bool isWithin) =>
        Assert.Equal(isWithin, Ten.StandingOf(10, now, Begin.AddSeconds(seconds)).Wait is null);

    [Fact]
    public void Windows_are_numbered_one_after_the_other()
    {
        var first = Ten.WindowOf(Begin);

        Assert.Equal(first, Ten.WindowOf(Begin.AddSeconds(59.999)));
        Assert.Equal(first + 1, Ten.WindowOf(Begin.AddSeconds(60)));
    }

    /// <summary>Who waits as long as it was told is let in, and a moment earlier it is not; also with what counts as several.</summary>
    [Fact]
    public void The_wait_is_as_long_as_it_must_be_and_no_longer() =>
        Gen.Select(Gen.Int[5, 50], Gen.Int[0, 200], Gen.Int[1, 200], Gen.Int[0, 59_999], Gen.Int[1, 5])
            .Sample(
                (requests, before, now, milliseconds, cost) =>
                {
                    var limit = new RateLimit(requests, TimeSpan.FromSeconds(60));
                    var moment = Begin.AddMilliseconds(milliseconds);
                    if (limit.StandingOf(before, now, moment, cost).Wait is not { } wait)
                    {
                        return;
                    }

                    Assert.InRange(wait, TimeSpan.Zero, 2 * limit.Window);
                    var tick = TimeSpan.FromMilliseconds(2);
                    Assert.Null(Again(limit, before, now, moment, moment + wait + tick, cost).Wait);
                    if (wait > tick)
                    {
                        Assert.NotNull(Again(limit, before, now, moment, moment + wait - tick, cost).Wait);
                    }
                }
            );

    private static RateStanding Again(
        RateLimit limit,
        int before,
        int now,
        DateTimeOffset was,
        DateTimeOffset then,
        int cost
    ) =>
        (limit.WindowOf(then) - limit.WindowOf(was)) switch
        {
            0 => limit.StandingOf(before, now + cost, then, cost),
            1 => limit.StandingOf(now, cost, then, cost),
            _ => limit.StandingOf(0, cost, then, cost),
        };
}
