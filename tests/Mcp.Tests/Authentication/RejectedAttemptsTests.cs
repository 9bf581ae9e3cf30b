using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Mcp.Authentication;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinancialMcp.Mcp.Tests.Authentication;

public sealed class RejectedAttemptsTests : IDisposable
{
    private readonly Trail trail = new();
    private readonly RejectedAttempts rejected;

    public RejectedAttemptsTests() => rejected = new(trail, TimeProvider.System, NullLogger<RejectedAttempts>.Instance);

    [Fact]
    public async Task A_few_of_a_source_are_records_and_the_rest_is_one_record_with_their_number()
    {
        await AttemptAsync("10.0.0.1", 100);
        Assert.Equal(RejectedAttempts.Singles, trail.Records.Count);

        await rejected.FlushAsync();

        Assert.Equal(RejectedAttempts.Singles + 1, trail.Records.Count);
        Assert.Equal(100, trail.Records.Sum(record => record.Count));
        Assert.All(trail.Records, record => Assert.Equal("10.0.0.1", record.SourceAddress));
        Assert.All(trail.Records, record => Assert.Equal(AuditCode.Unauthenticated, record.Code));
    }

    [Fact]
    public async Task Sources_do_not_share_their_records_and_each_minute_begins_anew()
    {
        await AttemptAsync("10.0.0.1", 5);
        await AttemptAsync("10.0.0.2", 1);
        await rejected.FlushAsync();
        await AttemptAsync("10.0.0.1", 1);

        Assert.Equal(6, trail.Records.Count);
        Assert.Equal(7, trail.Records.Sum(record => record.Count));
    }

    [Fact]
    public async Task Sources_beyond_the_bound_share_one_count()
    {
        for (var source = 0; source < RejectedAttempts.MostSources + 500; source++)
        {
            await AttemptAsync($"10.1.{source / 256}.{source % 256}", 1);
        }

        await rejected.FlushAsync();

        Assert.Equal(RejectedAttempts.MostSources + 1, trail.Records.Count);
        Assert.Equal((RejectedAttempts.ManySources, 500), (trail.Records[^1].SourceAddress, trail.Records[^1].Count));
    }

    [Fact]
    public async Task What_cannot_be_written_stays_counted()
    {
        await AttemptAsync("10.0.0.1", 10);
        trail.IsDown = true;
        await rejected.FlushAsync();
        trail.IsDown = false;
        await rejected.FlushAsync();

        Assert.Equal(10, trail.Records.Sum(record => record.Count));
    }

    [Fact]
    public async Task An_attempt_that_must_have_its_record_is_not_answered_without()
    {
        trail.IsDown = true;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => AttemptAsync("10.0.0.1", 1));
    }

    [Fact]
    public async Task Stopping_writes_the_rest()
    {
        await rejected.StartAsync(TestContext.Current.CancellationToken);
        await AttemptAsync("10.0.0.1", 10);
        await rejected.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(10, trail.Records.Sum(record => record.Count));
    }

    public void Dispose() => rejected.Dispose();

    private async Task AttemptAsync(string source, int times)
    {
        for (var attempt = 0; attempt < times; attempt++)
        {
            await rejected.RecordAsync("request", source, AuditCode.Unauthenticated, TokenFault.Missing);
        }
    }

    private sealed class Trail : IAuditStore
    {
        public List<AuditEvent> Records { get; } = [];
        public bool IsDown { get; set; }

        public Task AppendAsync(AuditEvent record)
        {
            if (IsDown)
            {
                throw new StoreUnavailableException("Down for a test.");
            }

            Records.Add(record);
            return Task.CompletedTask;
        }
    }
}
