using FinancialMcp.Infrastructure.Backends;
using Microsoft.Extensions.Time.Testing;

namespace FinancialMcp.Infrastructure.Tests.Backends;

public sealed class BreakerTests
{
    private const int Threshold = 3;
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider time = new();
    private readonly List<BreakerState> changes = [];
    private readonly Breaker breaker;

    public BreakerTests() => breaker = new Breaker(Threshold, Recovery, time, changes.Add);

    [Fact]
    public void It_opens_with_the_last_of_so_many_failures_in_a_row_and_not_before()
    {
        Call(BreakerVerdict.Failed, times: Threshold - 1);
        Assert.Equal(BreakerState.Closed, breaker.State);

        Call(BreakerVerdict.Failed);
        Assert.Equal(BreakerState.Open, breaker.State);
        Assert.Equal([BreakerState.Open], changes);
    }

    [Fact]
    public void An_answer_between_failures_starts_the_count_anew()
    {
        Call(BreakerVerdict.Failed, times: Threshold - 1);
        Call(BreakerVerdict.Answered);
        Call(BreakerVerdict.Failed, times: Threshold - 1);

        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void A_call_that_says_nothing_neither_counts_nor_forgives()
    {
        Call(BreakerVerdict.Failed, times: Threshold - 1);
        Call(BreakerVerdict.Nothing, times: 10);
        Assert.Equal(BreakerState.Closed, breaker.State);

        Call(BreakerVerdict.Failed);
        Assert.Equal(BreakerState.Open, breaker.State);
    }

    [Fact]
    public void Open_it_lets_nothing_through_and_tells_how_long()
    {
        Open();
        time.Advance(TimeSpan.FromSeconds(12));

        Assert.Null(breaker.TryEnter(out var retryAfter));
        Assert.Equal(TimeSpan.FromSeconds(18), retryAfter);
    }

    [Fact]
    public void After_the_recovery_time_one_call_tries_and_the_others_wait()
    {
        Open();
        time.Advance(Recovery);
        Assert.Equal(BreakerState.HalfOpen, breaker.State);

        Assert.NotNull(breaker.TryEnter(out _));
        Assert.Null(breaker.TryEnter(out var retryAfter));
        Assert.True(retryAfter > TimeSpan.Zero);
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
    }

    [Fact]
    public void A_trial_that_is_answered_closes_it()
    {
        Open();
        time.Advance(Recovery);
        Call(BreakerVerdict.Answered);

        Assert.Equal(BreakerState.Closed, breaker.State);
        Assert.Equal([BreakerState.Open, BreakerState.HalfOpen, BreakerState.Closed], changes);
        Call(BreakerVerdict.Failed, times: Threshold - 1);
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void A_trial_that_fails_opens_it_for_a_whole_recovery_time_again()
    {
        Open();
        time.Advance(Recovery);
        Call(BreakerVerdict.Failed);
        time.Advance(Recovery - TimeSpan.FromTicks(1));

        Assert.Null(breaker.TryEnter(out _));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.NotNull(breaker.TryEnter(out _));
    }

    [Fact]
    public void A_trial_that_says_nothing_leaves_the_next_call_free_to_try()
    {
        Open();
        time.Advance(Recovery);
        Call(BreakerVerdict.Nothing);

        Assert.NotNull(breaker.TryEnter(out _));
    }

    [Fact]
    public void Calls_from_before_a_change_no_longer_count()
    {
        var late = breaker.TryEnter(out _)!.Value;
        Open();
        breaker.Report(late, BreakerVerdict.Answered);
        Assert.Equal(BreakerState.Open, breaker.State);

        time.Advance(Recovery);
        var trial = breaker.TryEnter(out _)!.Value;
        breaker.Report(late, BreakerVerdict.Failed);
        breaker.Report(trial, BreakerVerdict.Answered);
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public async Task Many_at_once_open_it_once_and_only_one_of_them_tries()
    {
        var passes = Enumerable.Range(0, 64).Select(call => breaker.TryEnter(out _)!.Value).ToArray();
        await Parallel.ForEachAsync(
            passes,
            TestContext.Current.CancellationToken,
            (pass, _) =>
            {
                breaker.Report(pass, BreakerVerdict.Failed);
                return ValueTask.CompletedTask;
            }
        );
        Assert.Equal([BreakerState.Open], changes);

        time.Advance(Recovery);
        var entered = 0;
        Parallel.For(0, 64, call => Interlocked.Add(ref entered, breaker.TryEnter(out _) is null ? 0 : 1));
        Assert.Equal(1, entered);
    }

    private void Open() => Call(BreakerVerdict.Failed, times: Threshold);

    private void Call(BreakerVerdict verdict, int times = 1)
    {
        for (var call = 0; call < times; call++)
        {
            breaker.Report(breaker.TryEnter(out _)!.Value, verdict);
        }
    }
}
