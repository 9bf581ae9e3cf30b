using System.Net.Sockets;

namespace FinancialMcp.Testing.Tests;

/// <summary>What a proxy passes on, and the toxics that end connections, on real sockets.</summary>
public sealed class FaultProxyTests : ProxyUnderTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Without_a_toxic_everything_passes_and_is_counted()
    {
        using var caller = await Caller.ConnectAsync(Proxy.Port);
        Assert.Equal(100_000, await caller.EchoAsync(100_000));
        Assert.Equal(1, Proxy.OpenConnections);
        caller.End();
        Assert.Equal(0, await caller.ReceiveAsync(1));

        Assert.Equal((1, 100_000, 100_000), (Proxy.Connections, Proxy.BytesToTarget, Proxy.BytesToClient));
        await Eventually.TrueAsync(() => Proxy.OpenConnections == 0, Soon, "the ended connection is forgotten");
    }

    [Fact]
    public async Task A_reset_by_the_target_reaches_the_client_as_a_reset()
    {
        using var caller = await ConnectedAsync();
        Target.ResetAll();
        await caller.AssertResetAsync();
    }

    [Fact]
    public async Task A_target_that_is_not_there_is_a_reset()
    {
        await Target.DisposeAsync();
        await Caller.AssertResetAtOnceAsync(Proxy.Port);
    }

    [Fact]
    public async Task A_black_hole_swallows_and_keeps_the_connection_open()
    {
        using var caller = await ConnectedAsync();
        Proxy.Switch(Toxic.BlackHole);
        var nothing = caller.ReceiveAsync(1);
        await caller.SendAsync(10);
        caller.End();
        await Eventually.TrueAsync(() => Proxy.BytesSwallowed == 10, Soon, "the bytes are swallowed");

        Assert.False(nothing.IsCompleted);
        Assert.Equal(1, Target.Received);
        Assert.Equal(1, Proxy.OpenConnections);
        Proxy.Switch(Toxic.None);
        await Assert.ThrowsAsync<SocketException>(() => nothing);
    }

    [Fact]
    public async Task A_connection_that_lost_nothing_survives_a_black_hole()
    {
        using var caller = await ConnectedAsync();
        Proxy.Switch(Toxic.BlackHole);
        Proxy.Switch(Toxic.None);
        Assert.Equal(10, await caller.EchoAsync(10));
    }

    [Fact]
    public async Task A_black_hole_hides_that_the_target_broke()
    {
        using var caller = await ConnectedAsync();
        Proxy.Switch(Toxic.BlackHole);
        var nothing = caller.ReceiveAsync(1);
        Target.ResetAll();
        await caller.SendAsync(10);
        await Eventually.TrueAsync(() => Proxy.BytesSwallowed == 10, Soon, "the bytes are swallowed");

        Assert.False(nothing.IsCompleted);
        Proxy.Switch(Toxic.None);
        await Assert.ThrowsAsync<SocketException>(() => nothing);
    }

    [Fact]
    public async Task A_reset_at_once_ends_old_and_new_connections()
    {
        using var before = await ConnectedAsync();
        Proxy.Switch(Toxic.Reset());
        await before.AssertResetAsync();
        await Caller.AssertResetAtOnceAsync(Proxy.Port);
        Assert.Equal(2, Proxy.Connections);
    }

    [Fact]
    public async Task A_reset_after_some_bytes_lets_exactly_those_pass()
    {
        using var caller = await ConnectedAsync();
        Proxy.Switch(Toxic.Reset(afterBytes: 100));
        await caller.SendAsync(60);
        Assert.Equal(40, await caller.ReceiveAsync(40));
        await caller.AssertResetAsync();
        Assert.Equal((61, 41), (Proxy.BytesToTarget, Proxy.BytesToClient));
    }

    [Fact]
    public async Task Down_refuses_and_comes_back_at_the_same_port()
    {
        using var before = await ConnectedAsync();
        Proxy.Switch(Toxic.Down);
        await before.AssertResetAsync();
        var refused = await Assert.ThrowsAsync<SocketException>(() => Caller.ConnectAsync(Proxy.Port));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);

        Proxy.Switch(Toxic.None);
        using var after = await ConnectedAsync();
        Assert.Equal(2, Proxy.Connections);
    }
}
