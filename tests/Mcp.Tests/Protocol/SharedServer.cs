namespace FinancialMcp.Mcp.Tests.Protocol;

/// <summary>A server for one test class, with the bank in contract v1.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    public RunningServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
