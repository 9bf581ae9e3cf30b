using System.Diagnostics;

namespace FinancialMcp.Testing.Tests;

/// <summary>The toxics that take time. A machine can be slower than asked, never faster: only lower bounds are held.</summary>
public sealed class SlowToxicTests : ProxyUnderTest
{
    /// <summary>A timer may tick this much early.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(150);

    [Fact]
    public async Task Latency_towards_the_target_delays_what_is_sent()
    {
        using var caller = await ConnectedAsync();
        Proxy.Switch(Toxic.Latency(Delay, TimeSpan.Zero));
        var sent = Stopwatch.GetTimestamp();
        Assert.Equal(10, await caller.EchoAsync(10));
        AssertAtLeast(Delay, Stopwatch.GetElapsedTime(sent, Target.LastReceived));
    }

    [Fact]
    public async Task Latency_towards_the_client_delays_what_is_answered()
    {
        using var caller = await ConnectedAsync();
        Proxy.Switch(Toxic.Latency(TimeSpan.Zero, Delay));
        Assert.Equal(10, await caller.EchoAsync(10));
        AssertAtLeast(Delay, Stopwatch.GetElapsedTime(Target.LastReceived));
    }

    [Fact]
    public async Task Latency_is_for_each_byte_and_not_for_one_after_the_other()
    {
        using var caller = await ConnectedAsync();
        Proxy.Switch(Toxic.Latency(TimeSpan.FromSeconds(1), TimeSpan.Zero));
        var sent = Stopwatch.GetTimestamp();
        for (var chunk = 1; chunk <= 15; chunk++)
        {
            // Apart from each other, so that they are not read as one.
            await caller.SendAsync(1);
            await TimerTick.AfterAsync(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        }

        Assert.Equal(15, await caller.ReceiveAsync(15));
        Assert.InRange(Stopwatch.GetElapsedTime(sent), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task What_is_on_its_way_when_nobody_listens_any_more_does_not_arrive()
    {
        for (var time = 0; time < 20; time++)
        {
            Proxy.Switch(Toxic.None);
            using var caller = await ConnectedAsync();
            Proxy.Switch(Toxic.Latency(TimeSpan.Zero, TimeSpan.FromMinutes(1)));
            await caller.SendAsync(1);
            // The answer has come as far as the proxy, or it has not: either way it gets no further.
            await TimerTick.AfterAsync(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);

            Proxy.Switch(Toxic.Down);

            await caller.AssertResetAsync();
        }
    }

    [Fact]
    public async Task Jitter_comes_from_the_seed()
    {
        var longest = TimeSpan.FromMilliseconds(60);
        var same = new SeededPauses(7);
        var expected = Enumerable.Range(0, 10).Select(_ => same.Between(TimeSpan.Zero, longest)).ToList();

        using var caller = await ConnectedAsync();
        Proxy.Switch(Toxic.Latency(TimeSpan.Zero, TimeSpan.Zero, longest));
        for (var call = 0; call < 5; call++)
        {
            var sent = Stopwatch.GetTimestamp();
            Assert.Equal(1, await caller.EchoAsync(1));
            AssertAtLeast(expected[call * 2] + expected[(call * 2) + 1], Stopwatch.GetElapsedTime(sent));
        }
    }

    [Fact]
    public async Task A_slow_close_passes_the_end_later_each_way()
    {
        using var caller = await ConnectedAsync();
        Proxy.Switch(Toxic.SlowClose(Delay));
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(10, await caller.EchoAsync(10));
        caller.End();
        Assert.Equal(0, await caller.ReceiveAsync(1));
        AssertAtLeast(2 * Delay, Stopwatch.GetElapsedTime(started));
    }

    [Fact]
    public async Task A_slicer_trickles()
    {
        using var caller = await ConnectedAsync();
        Proxy.Switch(Toxic.Slicer(bytes: 10, TimeSpan.FromMilliseconds(50)));
        var sent = Stopwatch.GetTimestamp();
        Assert.Equal(40, await caller.EchoAsync(40));
        AssertAtLeast(TimeSpan.FromMilliseconds(4 * 50), Stopwatch.GetElapsedTime(sent, Target.LastReceived));
    }

    [Fact]
    public async Task What_waits_under_one_toxic_goes_on_under_the_next()
    {
        using var caller = await ConnectedAsync();
        Proxy.Switch(Toxic.Slicer(bytes: 1, TimeSpan.FromMinutes(10)));
        await caller.SendAsync(40);
        var answer = caller.ReceiveAsync(40);
        Assert.False(answer.IsCompleted);
        Proxy.Switch(Toxic.None);
        Assert.Equal(40, await answer);
    }

    [Fact]
    public async Task Bandwidth_is_limited_in_each_direction()
    {
        using var caller = await ConnectedAsync();
        Proxy.Switch(Toxic.Bandwidth(bytesPerSecond: 100_000));
        var sent = Stopwatch.GetTimestamp();
        Assert.Equal(30_000, await caller.EchoAsync(30_000));
        AssertAtLeast(TimeSpan.FromMilliseconds(300), Stopwatch.GetElapsedTime(sent));

        Proxy.Switch(Toxic.Bandwidth(bytesPerSecond: 10_000_000));
        Assert.Equal(30_000, await caller.EchoAsync(30_000));
    }

    private static void AssertAtLeast(TimeSpan least, TimeSpan measured) =>
        Assert.True(measured >= least - Tolerance, $"{measured} is less than {least}.");
}
