namespace FinancialMcp.Testing.Tests;

/// <summary>An echo behind a proxy, for each test anew.</summary>
public abstract class ProxyUnderTest : IAsyncLifetime
{
    private protected EchoTarget Target { get; } = new();

    private protected FaultProxy Proxy { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        Proxy = new FaultProxy(Target.Address, seed: 7);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await Target.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A caller whose connection is known to work.</summary>
    private protected async Task<Caller> ConnectedAsync()
    {
        var caller = await Caller.ConnectAsync(Proxy.Port);
        Assert.Equal(1, await caller.EchoAsync(1));
        return caller;
    }
}
