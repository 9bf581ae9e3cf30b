using FinancialMcp.Application.Audit;
using FinancialMcp.Mcp.Authentication;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinancialMcp.Mcp.Tests.Authentication;

/// <summary>The counts of rejected attempts at the end of the server, before a store that does not answer.</summary>
public sealed class RejectedAttemptsStopTests
{
    [Fact]
    public async Task Stopping_hands_all_counts_over_at_once_and_waits_no_longer_than_it_may()
    {
        var store = new StuckStore();
        using var rejected = new RejectedAttempts(store, TimeProvider.System, NullLogger<RejectedAttempts>.Instance);
        foreach (var source in new[] { "10.0.0.1", "10.0.0.2", "10.0.0.3" })
        {
            for (var attempt = 0; attempt <= RejectedAttempts.Singles; attempt++)
            {
                await rejected.RecordAsync("request", source, AuditCode.Unauthenticated, TokenFault.Missing);
            }
        }

        store.IsStuck = true;
        using var hurry = new CancellationTokenSource();
        var stopped = rejected.StopAsync(hurry.Token);
        Assert.Equal(3, store.Waiting);
        await hurry.CancelAsync();

        await stopped.WaitAsync(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
    }

    private sealed class StuckStore : IAuditStore
    {
        private readonly TaskCompletionSource never = new();

        public bool IsStuck { get; set; }
        public int Waiting { get; private set; }

        public Task AppendAsync(AuditEvent record)
        {
            if (!IsStuck)
            {
                return Task.CompletedTask;
            }

            Waiting++;
            return never.Task;
        }
    }
}
