using System.Collections.Concurrent;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Testing;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>
/// Two servers, each with its writers, that claim, settle, dispatch, vote, cancel and register over the same few windows,
/// keys and operations in random order: nobody waits for anybody both ways, and nothing is lost.
/// </summary>
[Collection<TimedAlone>]
public sealed class ContentionTests : StoreConformance
{
    private const int Callers = 24;
    private const int Rounds = 40;
    private static readonly string[] Subjects = ["everyone", "desk", "agent", "account"];

    private readonly ConcurrentDictionary<OperationId, Operation> ends = new();
    private readonly ConcurrentBag<Operation> shared = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_write_is_lost_and_no_batch_waits_in_vain(int seed)
    {
        StoreHost[] servers = [Host, Host.Twin()];
        for (var at = 0; at < 40; at++)
        {
            shared.Add(
                await Host.Operations.ClaimedAsync(Payments.Pending(10, needed: 50), LimitsOf(new SeededPauses(at)))
            );
        }

        await Task.WhenAll(
            Enumerable
                .Range(0, Callers)
                .Select(at => Task.Run(() => CallAsync(servers, new SeededPauses((seed * 1000) + at)), Cancel))
        );

        foreach (var (id, end) in ends)
        {
            Assert.Equal(end.State, (await Host.Operations.FindAsync(id, Cancel))!.State);
        }

        Assert.Equal(0, await Host.CountAsync(Payments.Unbalanced));
        Assert.Equal(
            0,
            await Host.CountAsync(
                "limit_hold h join operation o on o.id = h.operation_id where o.state >= 10 and h.state = 1"
            )
        );
        Assert.Equal(
            await Host.CountAsync("approval_vote"),
            Convert.ToInt64(
                (await Host.SingleAsync("select coalesce(sum(approvals_given), 0) as given from operation"))["given"],
                System.Globalization.CultureInfo.InvariantCulture
            )
        );
        foreach (var server in servers)
        {
            Assert.Empty(server.Logs.Of("database_batch_refused"));
            Assert.Empty(server.Logs.Of("database_error"));
        }
    }

    private async Task CallAsync(StoreHost[] servers, SeededPauses random)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var store = servers[random.Next(2)].Operations;
            switch (random.Next(5))
            {
                case 0:
                    await PayAsync(servers, random);
                    break;
                case 1:
                    await ApproveAsync(servers, random);
                    break;
                case 2:
                    await VoteOnSharedAsync(store, random);
                    break;
                case 3:
                    await ContendForKeyAsync(store, random);
                    break;
                default:
                    await servers[random.Next(2)]
                        .Oversight.RegisterAsync(AgentOf(random), DateTimeOffset.UnixEpoch, Samples.Event());
                    break;
            }
        }
    }

    private async Task PayAsync(StoreHost[] servers, SeededPauses random)
    {
        var sent = await servers[random.Next(2)]
            .Operations.ClaimedAsync(Payments.Of(1 + random.Next(49)), LimitsOf(random));
        var end = random.Next(3) switch
        {
            0 => Samples.Succeeded(sent),
            1 => sent.Failed(),
            _ => sent.InDoubt(),
        };
        var done = await Task.WhenAll(
            servers[0].Operations.MoveAsync(sent, end),
            servers[1].Operations.MoveAsync(new Move(sent, end, null) { Attempt = Samples.Attempt(sent) })
        );
        Assert.Single(done, written => written);
        ends[sent.Id] = end;
    }

    private async Task ApproveAsync(StoreHost[] servers, SeededPauses random)
    {
        var ready = await servers[random.Next(2)].Operations.ReadyAsync(1 + random.Next(49), LimitsOf(random));
        var dispatching = servers[random.Next(2)]
            .Operations.DispatchAsync(Payments.DispatchOf(ready, LimitsOf(random, Payments.Tomorrow)));
        var cancelling = servers[random.Next(2)].Operations.MoveAsync(ready, ready.Cancelled());
        var leased = await dispatching as DispatchResult.Leased;
        Assert.NotEqual(leased is not null, await cancelling);
        ends[ready.Id] = leased?.Operation ?? ready.Cancelled();
    }

    /// <summary>Everybody votes on the same operations: most come too late, and may vote again on what they then find.</summary>
    private async Task VoteOnSharedAsync(IOperationStore store, SeededPauses random)
    {
        await Task.WhenAll(
            shared
                .OrderBy(_ => random.Next(1000))
                .Take(8)
                .Select(async known =>
                {
                    var pending = (await store.FindAsync(known.Id, Cancel))!;
                    if (pending.State == OperationState.PendingApproval)
                    {
                        await store.VoteAsync(pending, Guid.CreateVersion7().ToString());
                    }
                })
        );
    }

    private static async Task ContendForKeyAsync(IOperationStore store, SeededPauses random)
    {
        var operation = Payments.Of(1 + random.Next(4), $"contended-{random.Next(10)}");
        var intent = StoreCalls.IntentOf(operation, LimitsOf(random)) with { TwinWindow = TimeSpan.FromMinutes(10) };
        Assert.True(await store.ClaimAsync(intent) is ClaimResult.Claimed or ClaimResult.Taken or ClaimResult.HasTwin);
    }

    private static Agent AgentOf(SeededPauses random) =>
        new(new AgentId("https://issuer.test", $"bot {random.Next(200)}"), null, Grant.None, AgentStatus.Active, null);

    /// <summary>Some of the windows, in their order, with room for everything.</summary>
    private static WindowLimit[] LimitsOf(SeededPauses random, DateOnly? day = null) =>
        [
            .. Subjects
                .Where(_ => random.Next(2) == 0)
                .SelectMany(subject => Payments.Limits(1_000_000, 10_000, day, subject))
                .OrderBy(limit => limit.Key),
        ];

    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}
