using System.Text.Json;
using FinancialMcp.Testing;

namespace FinancialMcp.Admin.Tests;

/// <summary>The identity provider among what the server depends on, as a dashboard reads it.</summary>
[Collection(nameof(AtTheDesks))]
public sealed class ProviderHealthTests(House house)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_provider_that_goes_away_degrades_the_server_and_without_one_there_is_no_such_check()
    {
        Assert.SkipWhen(ProviderHouse.Missing is not null, ProviderHouse.Missing ?? "");
        using var folder = new TemporaryFolder();
        await using var provider = await IdentityProvider.StartAsync();
        var settings = ServerProcess.Settings(
            house.Bank,
            new Dictionary<string, string>(provider.Settings, StringComparer.Ordinal) { ["DATA_DIR"] = folder.Path }
        );
        await using var server = await ServerProcess.StartAsync(settings);

        Assert.Equal(("Healthy", "healthy"), await CheckAsync(server));
        await provider.DisposeAsync();
        await Eventually.TrueAsync(
            async () => await CheckAsync(server) is ("Degraded", var why) && why!.Contains("nobody can sign in"),
            Patience,
            "the provider's absence is noticed"
        );
        Assert.Null(await CheckAsync(house.Server));
    }

    private static async Task<(string? Status, string? Description)?> CheckAsync(ServerProcess server)
    {
        using var http = new HttpClient();
        var text = await http.GetStringAsync(
            new Uri(server.MetricsUrl + "/health/ui"),
            TestContext.Current.CancellationToken
        );
        using var report = JsonDocument.Parse(text);
        return report.RootElement.GetProperty("entries").TryGetProperty("identity_provider", out var entry)
            ? (entry.GetProperty("status").GetString(), entry.GetProperty("description").GetString())
            : null;
    }
}
