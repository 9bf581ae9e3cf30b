using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Operations;
using FinancialMcp.Infrastructure.Tests.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Infrastructure.Tests.Operations;

/// <summary>The patrol that ends doubts by looking: gently while the bank is silent, at once when it answers again.</summary>
public sealed class DoubtPatrolTests : IAsyncLifetime
{
    private static readonly LookUp Happened = LookUp.Found(
        Outcome.Succeeded("0193c0de-0000-7000-8000-000000000001", """{"transaction":null,"account":null}""")
    );

    private PatrolHost host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await PatrolHost.CreateAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_doubt_is_looked_at_when_it_is_due_and_not_before()
    {
        host.Bank.Look = _ => LookUp.Absent;
        await DoubtAsync(dueIn: TimeSpan.FromSeconds(3));
        await host.StartAsync<DoubtPatrol>();

        await host.RoundAsync();
        await host.RoundAsync();
        Assert.Empty(host.Bank.Looks);
        await host.RoundAsync();
        Assert.Single(host.Bank.Looks);
    }

    [Fact]
    public async Task While_the_bank_is_silent_one_is_tried_every_five_seconds_and_all_when_it_answers()
    {
        var doubts = new List<Operation>();
        for (var at = 0; at < 12; at++)
        {
            doubts.Add(await DoubtAsync());
        }

        await host.StartAsync<DoubtPatrol>();
        Assert.Equal(12, host.Bank.Looks.Count);
        for (var second = 1; second <= 20; second++)
        {
            await host.RoundAsync();
            Assert.Equal(12 + (second / 5), host.Bank.Looks.Count);
        }

        Assert.Equal(4, host.Bank.Looks.Skip(12).Distinct().Count());
        host.Bank.Look = _ => Happened;
        for (var second = 1; second <= 6; second++)
        {
            await host.RoundAsync();
        }

        Assert.Equal(12, await host.Stores.Operations.CountAsync(OperationState.Succeeded, Cancel));
        Assert.Equal(12 + 4 + 12, host.Bank.Looks.Count);
        await host.RoundAsync();
        Assert.Equal(12 + 4 + 12, host.Bank.Looks.Count);
    }

    [Fact]
    public async Task What_another_server_is_looking_at_is_left_alone_also_while_catching_up()
    {
        await DoubtAsync();
        var others = await DoubtAsync(dueIn: TimeSpan.FromMinutes(4));
        await host.StartAsync<DoubtPatrol>();
        var looking = new TaskCompletionSource<LookUp>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Bank.Look = _ => Happened;
        for (var second = 1; second <= 5; second++)
        {
            await host.RoundAsync();
        }

        host.Bank.Later = operation => operation.Id == others.Id ? looking.Task : Task.FromResult(Happened);
        await using var scope = host.Stores.Services.CreateAsyncScope();
        var probing = scope.ServiceProvider.GetRequiredService<DoubtResolver>().ProbeAsync(others, 0, Cancel);
        for (var second = 1; second <= 3; second++)
        {
            await host.RoundAsync();
        }

        Assert.Single(host.Bank.Looks, id => id == others.Id);
        looking.SetResult(Happened);
        Assert.Equal(LookUpFinding.Found, await probing);
        Assert.Equal(2, await host.Stores.Operations.CountAsync(OperationState.Succeeded, Cancel));
    }

    [Fact]
    public async Task A_defect_in_one_look_is_logged_and_stops_neither_the_others_nor_the_patrol()
    {
        var broken = await DoubtAsync();
        for (var at = 0; at < 20; at++)
        {
            await DoubtAsync();
        }

        host.Bank.Defect = operation =>
            operation.Id == broken.Id ? new InvalidOperationException("Not foreseen.") : null;
        host.Bank.Look = _ => Happened;

        await host.StartAsync<DoubtPatrol>();

        Assert.Equal(20, await host.Stores.Operations.CountAsync(OperationState.Succeeded, Cancel));
        Assert.Single(host.Stores.Logs.Of("patrol_defect"));
        host.Bank.Defect = _ => null;
        for (var second = 1; second <= 31; second++)
        {
            await host.RoundAsync();
        }

        Assert.Equal(21, await host.Stores.Operations.CountAsync(OperationState.Succeeded, Cancel));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_ends_a_round_and_not_the_patrol()
    {
        await DoubtAsync();
        host.Bank.Look = _ => Happened;
        await host.Stores.ExecuteAsync("alter table operation rename to away");
        await host.StartAsync<DoubtPatrol>();
        await host.RoundAsync();
        Assert.Equal(2, host.Stores.Logs.Of("patrol_failed").Count);
        Assert.Empty(host.Bank.Looks);

        await host.Stores.ExecuteAsync("alter table away rename to operation");
        await host.RoundAsync();

        Assert.Equal(1, await host.Stores.Operations.CountAsync(OperationState.Succeeded, Cancel));
    }

    /// <summary>In doubt, with its last attempt's lease over.</summary>
    private async Task<Operation> DoubtAsync(TimeSpan? dueIn = null)
    {
        var now = host.Time.GetUtcNow();
        var asked = Payments.Of(500) with { CreatedAt = now, UpdatedAt = now };
        var claimed = await host.Stores.Operations.ClaimedAsync(asked);
        var doubted = claimed.After(Outcome.Unknown(), now) with { NextProbeAt = now + (dueIn ?? TimeSpan.Zero) };
        Assert.True(await host.Stores.Operations.MoveAsync(claimed, doubted));
        return doubted;
    }
}
