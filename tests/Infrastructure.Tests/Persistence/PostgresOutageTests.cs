using System.Diagnostics;
using FinancialMcp.Application;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Infrastructure.Persistence.Writing;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>Alone on the machine: what it measures is time.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class TimedAlone;

/// <summary>A real server that hangs, dies and comes back under stores that stay.</summary>
[Collection<TimedAlone>]
public sealed class PostgresOutageTests : IAsyncLifetime
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Return = TimeSpan.FromSeconds(20);

    private PostgresServer server = null!;
    private StoreHost host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "No PostgreSQL server is installed.");
        server = await PostgresServer.StartAsync();
        host = await PostgresStoreHost.CreateOnAsync(server);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is null)
        {
            return;
        }

        await server.ResumeAsync();
        await host.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_hangs_is_reported_within_three_seconds_and_used_again_when_it_goes_on()
    {
        await WarmUpAsync();
        var operation = Samples.Operation();

        await server.PauseAsync();
        await EveryCallFailsInTimeAsync();
        await EveryCallFailsInTimeAsync();
        await server.ResumeAsync();

        await WorksAgainAsync();
        var claim = await host.Operations.ClaimAsync(operation, Samples.EventOf(operation), Samples.Lease);
        Assert.True(claim.IsNew);
    }

    [Fact]
    public async Task A_server_that_was_killed_is_reported_and_used_again_when_it_is_back()
    {
        await WarmUpAsync();
        await server.KillAsync();
        await EveryCallFailsInTimeAsync();
        await EveryCallFailsInTimeAsync();
        await server.RestartAsync();

        await WorksAgainAsync();
    }

    [Fact]
    public async Task What_was_answered_before_a_kill_is_there_after_it()
    {
        var answered = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var callers = Enumerable.Range(0, 16).Select(_ => Task.Run(AppendUntilStoppedAsync, Cancel)).ToList();
        await Eventually.TrueAsync(() => Volatile.Read(ref answered) > 500, Return, "500 records are answered");

        await server.KillAsync();
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        await server.RestartAsync();

        // More than was answered may be there: a commit whose answer was lost.
        Assert.InRange(await host.CountAsync("audit_event"), answered, answered + 16);

        async Task AppendUntilStoppedAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await host.Audit.AppendAsync(Samples.Event());
                    Interlocked.Increment(ref answered);
                }
                catch (StoreUnavailableException)
                {
                    return;
                }
            }
        }
    }

    [Fact]
    public async Task More_writes_than_may_wait_are_refused_at_once()
    {
        await WarmUpAsync();
        await server.PauseAsync();
        var waiting = Enumerable.Range(0, 6000).Select(_ => host.Audit.AppendAsync(Samples.Event())).ToList();
        var started = Stopwatch.GetTimestamp();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => host.Audit.AppendAsync(Samples.Event()));

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
        foreach (var write in waiting)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => write);
        }

        // Whose caller was told that it was not written is not written later.
        await server.ResumeAsync();
        await WorksAgainAsync();
        Assert.InRange(await host.CountAsync("audit_event"), 1, 64 + (2 * GroupCommitWriter.MaxBatch) + 1);
    }

    private async Task WarmUpAsync()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => host.Audit.AppendAsync(Samples.Event())));
        await host.Operations.FindAsync(Samples.Operation().Id, Cancel);
    }

    private async Task EveryCallFailsInTimeAsync()
    {
        var operation = Samples.Operation();
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .SelectMany(_ =>
                    new[]
                    {
                        FailsInTimeAsync(() => host.Audit.AppendAsync(Samples.Event())),
                        FailsInTimeAsync(() =>
                            host.Operations.ClaimAsync(operation, Samples.EventOf(operation), Samples.Lease)
                        ),
                        FailsInTimeAsync(() =>
                            host.Operations.SettleAsync(
                                operation,
                                Samples.Succeeded(operation),
                                Samples.Attempt(operation),
                                Samples.EventOf(operation)
                            )
                        ),
                        FailsInTimeAsync(() => host.Operations.FindAsync(operation.Id, Cancel)),
                        FailsInTimeAsync(() =>
                            host.Operations.FindByKeyAsync(operation.Principal, operation.KeyHash, Cancel)
                        ),
                    }
                )
        );
        var health = await host.Services.GetRequiredService<IDependencyHealth>().CheckAsync(Cancel);
        Assert.Equal(["database", "audit"], health.Select(check => check.Name));
        Assert.All(health, check => Assert.Equal(HealthState.Unhealthy, check.State));
    }

    private static async Task FailsInTimeAsync(Func<Task> call)
    {
        var started = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<StoreUnavailableException>(call);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Promise);
    }

    private async Task WorksAgainAsync()
    {
        var health = host.Services.GetRequiredService<IDependencyHealth>();
        await Eventually.TrueAsync(
            async () => (await health.CheckAsync(Cancel)).All(check => check.State == HealthState.Healthy),
            Return,
            "database and audit are healthy again"
        );
        await host.Audit.AppendAsync(Samples.Event());
        Assert.Null(await host.Operations.FindAsync(Samples.Operation().Id, Cancel));
    }
}
