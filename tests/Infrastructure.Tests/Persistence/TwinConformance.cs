using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>The same payment under another key is found before it is made twice.</summary>
public abstract class TwinConformance : StoreConformance
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task The_same_payment_under_another_key_is_refused_and_writes_nothing()
    {
        var first = await Host.Operations.ClaimedAsync(Payments.Of(500));

        var second = Payments.Of(500, "the-second-key");
        var result = await ClaimAsync(second);

        Assert.Equal(first.Id, Assert.IsType<ClaimResult.HasTwin>(result).Earlier);
        Assert.Equal(1, await Host.CountAsync("operation"));
        Assert.Equal(1, await Host.CountAsync("audit_event"));
        Assert.Equal(0, await Host.CountAsync("limit_hold"));
        Assert.Null(await Host.Operations.FindByKeyAsync(second.Principal, second.KeyHash, Cancel));
        Assert.Equal(first.Id, await Host.Operations.TwinAsync(first.Twin!, Window, Cancel));
    }

    [Fact]
    public async Task Another_sum_or_principal_is_another_payment()
    {
        var first = await Host.Operations.ClaimedAsync(Payments.Of(500));

        Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(Payments.Of(501)));
        var others = Payments.Of(500) with { Principal = first.Principal with { Subject = "agent-8" } };
        Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(others));
    }

    [Fact]
    public async Task The_own_key_is_found_before_a_twin()
    {
        var first = await Host.Operations.ClaimedAsync(Payments.Of(500, "one-key"));

        var taken = Assert.IsType<ClaimResult.Taken>(await ClaimAsync(Payments.Of(500, "one-key")));

        Assert.Equal(first.Id, taken.Holder.Id);
    }

    [Fact]
    public async Task Who_names_the_newest_twin_may_pay_again_and_who_names_an_older_one_may_not()
    {
        var first = await Host.Operations.ClaimedAsync(Payments.Of(500));
        var later = Payments.Of(500) with { CreatedAt = first.CreatedAt.AddSeconds(1) };
        var second = Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(later, first.Id)).Operation;

        Assert.Equal(
            second.Id,
            Assert.IsType<ClaimResult.HasTwin>(await ClaimAsync(Payments.Of(500), first.Id)).Earlier
        );
        Assert.IsType<ClaimResult.HasTwin>(await ClaimAsync(Payments.Of(500), OperationId.New(TimeProvider.System)));
        Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(Payments.Of(500), second.Id));
    }

    [Theory]
    [InlineData(-11, true)]
    [InlineData(-9, false)]
    public async Task A_payment_counts_as_long_as_its_window_lasts(int minutes, bool isOver)
    {
        var earlier = Payments.Of(500);
        await Host.Operations.ClaimedAsync(earlier with { CreatedAt = earlier.CreatedAt.AddMinutes(minutes) });

        var found = await Host.Operations.TwinAsync(earlier.Twin!, Window, Cancel);
        var result = await ClaimAsync(Payments.Of(500));

        Assert.Equal(isOver, result is ClaimResult.Claimed);
        Assert.Equal(isOver, found is null);
    }

    [Fact]
    public async Task No_window_looks_for_no_twin()
    {
        await Host.Operations.ClaimedAsync(Payments.Of(500));

        await Host.Operations.ClaimedAsync(Payments.Of(500));
    }

    [Fact]
    public async Task What_ended_without_effect_does_not_count_and_all_else_does()
    {
        Func<Operation, Operation>[] without =
        [
            held => held.Cancelled(),
            held => held.Voted("ann", approves: false),
            held => held.Ended(OperationState.Expired, null, held.UpdatedAt),
            held => held.Voted("ann").Ended(OperationState.Denied, null, held.UpdatedAt),
        ];
        foreach (var end in without)
        {
            var held = Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(Payments.Pending(500))).Operation;
            Assert.IsType<ClaimResult.HasTwin>(await ClaimAsync(Payments.Of(500)));
            var ended = end(held);
            var from = ended.State == OperationState.Denied ? held.Voted("ann") : held;
            Assert.True(ReferenceEquals(from, held) || await Host.Operations.MoveAsync(held, from));
            Assert.True(await Host.Operations.MoveAsync(from, ended));
        }

        var sent = Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(Payments.Of(500))).Operation;
        Assert.True(await Host.Operations.MoveAsync(sent, sent.InDoubt()));
        Assert.IsType<ClaimResult.HasTwin>(await ClaimAsync(Payments.Of(500)));
        Assert.True(await Host.Operations.MoveAsync(sent.InDoubt(), sent.InDoubt().Failed()));
        Assert.Null(await Host.Operations.TwinAsync(sent.Twin!, Window, Cancel));

        var done = Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(Payments.Of(500))).Operation;
        Assert.True(await Host.Operations.MoveAsync(done, Samples.Succeeded(done)));
        Assert.IsType<ClaimResult.HasTwin>(await ClaimAsync(Payments.Of(500)));
    }

    [Fact]
    public async Task Of_many_twins_at_two_servers_one_is_claimed()
    {
        var twin = Host.TwinOperations();
        for (var round = 1; round <= 10; round++)
        {
            var results = await Task.WhenAll(
                Enumerable
                    .Range(0, 8)
                    .Select(at => ClaimAsync(Payments.Of(500 + round), null, at % 2 == 0 ? null : twin))
            );

            var won = Assert.Single(results.OfType<ClaimResult.Claimed>());
            Assert.Equal(7, results.OfType<ClaimResult.HasTwin>().Count());
            Assert.All(results.OfType<ClaimResult.HasTwin>(), lost => Assert.Equal(won.Operation.Id, lost.Earlier));
            Assert.Equal(round, await Host.CountAsync("operation"));
        }
    }

    private Task<ClaimResult> ClaimAsync(
        Operation operation,
        OperationId? distinctFrom = null,
        IOperationStore? store = null
    ) =>
        (store ?? Host.Operations).ClaimAsync(
            StoreCalls.IntentOf(operation) with
            {
                TwinWindow = Window,
                DistinctFrom = distinctFrom,
            }
        );
}

public sealed class TwinsOnPostgresTests : TwinConformance
{
    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class TwinsOnSqliteTests : TwinConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
