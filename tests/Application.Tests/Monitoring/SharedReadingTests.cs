using FinancialMcp.Application.Monitoring;
using Microsoft.Extensions.Time.Testing;

namespace FinancialMcp.Application.Tests.Monitoring;

/// <summary>One reading for all who ask at once, and soon after.</summary>
public sealed class SharedReadingTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int readings;

    [Fact]
    public async Task All_who_ask_while_it_is_read_get_the_same()
    {
        var shared = new SharedReading<int>(WaitAsync, TimeSpan.FromSeconds(1), clock);

        var asked = Enumerable.Range(0, 20).Select(_ => shared.ReadAsync()).ToList();
        clock.Advance(TimeSpan.FromHours(1));
        asked.Add(shared.ReadAsync());
        begun.SetResult();

        Assert.All(await Task.WhenAll(asked), answer => Assert.Equal(1, answer));
    }

    [Fact]
    public async Task It_is_read_again_once_it_is_old_and_not_before()
    {
        var shared = new SharedReading<int>(NextAsync, TimeSpan.FromSeconds(1), clock);

        Assert.Equal(1, await shared.ReadAsync());
        clock.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.Equal(1, await shared.ReadAsync());
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(2, await shared.ReadAsync());
    }

    [Fact]
    public async Task What_failed_is_told_and_not_kept()
    {
        var shared = new SharedReading<int>(FailOnceAsync, TimeSpan.FromSeconds(1), clock);

        await Assert.ThrowsAsync<StoreUnavailableException>(shared.ReadAsync);
        Assert.Equal(2, await shared.ReadAsync());
    }

    private async Task<int> WaitAsync()
    {
        await begun.Task;
        return Interlocked.Increment(ref readings);
    }

    private Task<int> NextAsync() => Task.FromResult(Interlocked.Increment(ref readings));

    private Task<int> FailOnceAsync() =>
        Interlocked.Increment(ref readings) == 1
            ? throw new StoreUnavailableException("away")
            : Task.FromResult(readings);
}
