using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Admin;

/// <summary>One provider for the tests of a class; each test has a server of its own.</summary>
public sealed class AtTheProvider : IAsyncLifetime
{
    private IdentityProvider? provider;

    internal IdentityProvider Provider
    {
        get
        {
            Assert.SkipWhen(provider is null, IdentityProvider.Missing ?? "");
            return provider;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (IdentityProvider.Missing is null)
        {
            provider = await IdentityProvider.StartAsync();
        }
    }

    public ValueTask DisposeAsync() => provider?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>A server whose people sign in at the provider.</summary>
    internal Task<Hosting.RunningServer> ServerAsync(params (string Name, string? Value)[] changes) =>
        Hosting.RunningServer.StartAsync([
            .. Provider.Settings.Select(setting => (setting.Key, (string?)setting.Value)),
            .. changes,
        ]);
}
