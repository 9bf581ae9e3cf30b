namespace FinancialMcp.Testing.Tests;

/// <summary>Who gets a connection, and what becomes of it when its backend goes.</summary>
public sealed class BalancerTests : IAsyncLifetime
{
    private readonly EchoTarget first = new();
    private readonly EchoTarget second = new();
    private readonly Balancer balancer = new();

    public ValueTask InitializeAsync()
    {
        balancer.Put(first.Address);
        balancer.Put(second.Address);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await balancer.DisposeAsync();
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    [Fact]
    public async Task Connections_go_round()
    {
        for (var connection = 0; connection < 6; connection++)
        {
            using var caller = await ConnectedAsync();
        }

        Assert.Equal((3, 3), (balancer.ConnectionsTo(first.Address), balancer.ConnectionsTo(second.Address)));
        Assert.Equal((3, 3), (first.Received, second.Received));
    }

    [Fact]
    public async Task A_backend_that_is_taken_out_gets_no_new_connection_until_it_is_put_back()
    {
        balancer.TakeOut(first.Address, cutConnections: false);
        using var one = await ConnectedAsync();
        using var two = await ConnectedAsync();
        Assert.Equal((0, 2), (first.Received, second.Received));

        balancer.Put(first.Address);
        balancer.Put(first.Address);
        using var three = await ConnectedAsync();
        using var four = await ConnectedAsync();
        Assert.Equal((1, 3), (first.Received, second.Received));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_connections_are_left_or_cut(bool cut)
    {
        balancer.TakeOut(second.Address, cutConnections: true);
        using var caller = await ConnectedAsync();
        balancer.Put(second.Address);
        balancer.TakeOut(first.Address, cut);

        if (cut)
        {
            await caller.AssertResetAsync();
        }
        else
        {
            Assert.Equal(10, await caller.EchoAsync(10));
            Assert.Equal(11, first.Received);
        }
    }

    [Fact]
    public async Task A_backend_that_refuses_is_passed_over()
    {
        await first.DisposeAsync();
        for (var connection = 0; connection < 4; connection++)
        {
            using var caller = await ConnectedAsync();
        }

        Assert.Equal((0, 4), (balancer.ConnectionsTo(first.Address), balancer.ConnectionsTo(second.Address)));
    }

    [Fact]
    public async Task Without_a_live_backend_the_client_is_reset()
    {
        await first.DisposeAsync();
        balancer.TakeOut(second.Address, cutConnections: true);
        await Caller.AssertResetAtOnceAsync(balancer.Port);
    }

    private async Task<Caller> ConnectedAsync()
    {
        var caller = await Caller.ConnectAsync(balancer.Port);
        Assert.Equal(1, await caller.EchoAsync(1));
        return caller;
    }
}
