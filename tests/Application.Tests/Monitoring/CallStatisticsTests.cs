using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CsCheck;
using FinancialMcp.Application.Monitoring;
using Microsoft.Extensions.Time.Testing;

namespace FinancialMcp.Application.Tests.Monitoring;

public sealed class CallStatisticsTests
{
    private readonly FakeTimeProvider clock = new(TestApplication.Start);

    [Fact]
    public void Calls_are_counted_by_tool_and_status()
    {
        var statistics = new CallStatistics(clock);
        statistics.Record("get_account", CallStatus.Success, TimeSpan.FromMilliseconds(10));
        statistics.Record("get_account", CallStatus.Refused, TimeSpan.FromMilliseconds(30));
        statistics.Record("transfer_funds", CallStatus.InDoubt, TimeSpan.FromSeconds(2));
        statistics.Record("transfer_funds", CallStatus.Pending, TimeSpan.FromSeconds(2));
        statistics.Record("transfer_funds", CallStatus.Error, TimeSpan.FromSeconds(2));

        var window = statistics.Of(StatisticsWindow.FiveMinutes);

        Assert.Equal(["get_account", "transfer_funds"], window.ByTool.Select(entry => entry.Tool));
        var (account, transfer) = (window.ByTool[0].Figures, window.ByTool[1].Figures);
        Assert.Equal((2L, 1L, 1L), (account.Calls, account[CallStatus.Success], account[CallStatus.Refused]));
        Assert.Equal(TimeSpan.FromMilliseconds(20), account.Average);
        Assert.Equal(0, account.ErrorRate);
        Assert.Equal(2.0 / 3, transfer.ErrorRate);
        Assert.Equal((5L, 2.0 / 5), (window.Total.Calls, window.Total.ErrorRate));
    }

    [Theory]
    [InlineData(StatisticsWindow.FiveMinutes, 5)]
    [InlineData(StatisticsWindow.QuarterHour, 15)]
    [InlineData(StatisticsWindow.Hour, 60)]
    [InlineData(StatisticsWindow.Day, 1440)]
    public void A_window_holds_its_minutes_and_no_older_one(StatisticsWindow window, int minutes)
    {
        var statistics = new CallStatistics(clock);
        clock.Advance(TimeSpan.FromSeconds(59));
        statistics.Record("get_account", CallStatus.Success, TimeSpan.Zero);

        clock.Advance(TimeSpan.FromMinutes(minutes - 1));
        Assert.Equal(1, statistics.Of(window).Total.Calls);
        Assert.Equal(TestApplication.Start, statistics.Of(window).From);

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, statistics.Of(window).Total.Calls);
        Assert.Empty(statistics.Of(window).ByTool);
    }

    [Fact]
    public void A_minutes_place_is_cleared_when_it_comes_round_again()
    {
        var statistics = new CallStatistics(clock);
        statistics.Record("get_account", CallStatus.Error, TimeSpan.FromSeconds(20));
        clock.Advance(TimeSpan.FromHours(24));
        statistics.Record("get_account", CallStatus.Success, TimeSpan.FromMilliseconds(1));

        var day = statistics.Of(StatisticsWindow.Day).Total;

        Assert.Equal((1L, 0L), (day.Calls, day[CallStatus.Error]));
        Assert.Equal(TimeSpan.FromMilliseconds(1), day.Within(1));
        Assert.Equal(TimeSpan.FromMilliseconds(1), day.Average);
    }

    /// <summary>Never less than the true quantile, and never more than the bound of the bucket that it lies in.</summary>
    [Fact]
    public void A_percentile_is_an_upper_bound_and_as_close_as_its_bucket() =>
        Gen.Select(Gen.Int[0, 40_000_000].Array[1, 200], Gen.OneOf(0.5, 0.95, 0.99))
            .Sample(
                (microseconds, share) =>
                {
                    var statistics = new CallStatistics(clock);
                    var durations = microseconds.Select(value => TimeSpan.FromMicroseconds(value)).Order().ToList();
                    foreach (var duration in durations)
                    {
                        statistics.Record("get_account", CallStatus.Success, duration);
                    }

                    var exact = durations[(int)Math.Ceiling(share * durations.Count) - 1];
                    var bounds = DurationBuckets.Seconds.Select(TimeSpan.FromSeconds).Append(TimeSpan.MaxValue);
                    var told = statistics.Of(StatisticsWindow.FiveMinutes).Total.Within(share)!.Value;
                    return told >= exact && told <= bounds.First(bound => bound >= exact) && told <= durations[^1];
                }
            );

    [Fact]
    public void Without_calls_there_is_no_duration()
    {
        var total = new CallStatistics(clock).Of(StatisticsWindow.Day).Total;

        Assert.Null(total.Average);
        Assert.Null(total.Within(0.99));
        Assert.Equal(0, total.ErrorRate);
    }

    [Fact]
    public void No_call_is_lost_between_threads()
    {
        var statistics = new CallStatistics(TimeProvider.System);

        Parallel.For(
            0,
            40_000,
            number =>
                statistics.Record(
                    number % 2 == 0 ? "get_account" : "get_transaction",
                    (CallStatus)(number % 5),
                    TimeSpan.FromMilliseconds(1)
                )
        );

        var day = statistics.Of(StatisticsWindow.Day);
        Assert.Equal(40_000, day.Total.Calls);
        Assert.All(Enum.GetValues<CallStatus>(), status => Assert.Equal(8_000, day.Total[status]));
        Assert.All(day.ByTool, entry => Assert.Equal(20_000, entry.Figures.Calls));
        Assert.Equal(TimeSpan.FromMilliseconds(1), day.Total.Average);
    }

    [Fact]
    public void Recording_a_call_allocates_nothing()
    {
        var statistics = new CallStatistics(TimeProvider.System);
        for (var warming = 0; warming < 1000; warming++)
        {
            statistics.Record("an_unscraped_tool", CallStatus.Success, TimeSpan.FromMilliseconds(1));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 1000; call++)
        {
            statistics.Record("an_unscraped_tool", CallStatus.Success, TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void However_many_names_there_are_memory_stays_bounded()
    {
        var statistics = new CallStatistics(clock);
        for (var number = 0; number < 150; number++)
        {
            statistics.Record($"tool_{number}", CallStatus.Success, TimeSpan.Zero);
        }

        var window = statistics.Of(StatisticsWindow.FiveMinutes);

        Assert.Equal((150L, 101), (window.Total.Calls, window.ByTool.Count));
        Assert.Equal(50, window.ByTool.Single(entry => entry.Tool == "other").Figures.Calls);
    }

    [Fact]
    public void What_is_scraped_is_counted_by_the_same_call()
    {
        var seen = new ConcurrentQueue<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == Telemetry.MeterName && instrument.Name.StartsWith("mcp_request"))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => See(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => See(instrument, value, tags));
        listener.Start();

        new CallStatistics(clock).Record("a_scraped_tool", CallStatus.InDoubt, TimeSpan.FromMilliseconds(1500));

        Assert.Equal(
            [
                "mcp_request_duration_seconds{tool=a_scraped_tool} 1.5",
                "mcp_requests_total{tool=a_scraped_tool,status=in_doubt} 1",
            ],
            seen.Where(line => line.Contains("a_scraped_tool", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        );

        void See(Instrument instrument, IFormattable value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            seen.Enqueue(
                $"{instrument.Name}{{{string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}}} {value}"
            );
    }
}
