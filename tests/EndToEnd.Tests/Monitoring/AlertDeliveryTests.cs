using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Monitoring;

/// <summary>Alerts reach people, by a real Alertmanager at a real webhook; what follows from another one does not.</summary>
public sealed class AlertDeliveryTests
{
    private const string Job = "mcp-financial-server";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task An_alert_is_told_when_it_fires_and_when_it_is_over()
    {
        Tool.Require("prometheus-alertmanager", "prometheus-alertmanager");
        await using var server = await AlertmanagerServer.StartAsync();

        await server.PostAsync(("HighErrorRate", "critical", Job, null), ("HighMemoryUsage", "warning", Job, null));
        await ToldAsync(server, "firing", "HighErrorRate");
        await ToldAsync(server, "firing", "HighMemoryUsage");
        await server.PostAsync(("HighErrorRate", "critical", Job, TimeProvider.System.GetUtcNow()));

        await ToldAsync(server, "resolved", "HighErrorRate");
        Assert.DoesNotContain(("resolved", "HighMemoryUsage"), server.Told);
    }

    [Fact]
    public async Task What_follows_from_another_alert_is_not_told_beside_it()
    {
        Tool.Require("prometheus-alertmanager", "prometheus-alertmanager");
        await using var server = await AlertmanagerServer.StartAsync();

        await server.PostAsync(("NoServer", "critical", Job, null), ("OperationsNeedOperator", "critical", Job, null));
        await ToldAsync(server, "firing", "NoServer");
        await ToldAsync(server, "firing", "OperationsNeedOperator");
        await server.PostAsync(
            ("ServiceUnavailable", "critical", Job, null),
            ("DependencyUnhealthy", "warning", Job, null),
            ("OperationsInDoubt", "warning", Job, null),
            ("OperationsInDoubt", "warning", "another", null)
        );
        await ToldAsync(server, "firing", "OperationsInDoubt");

        Assert.Equal(
            [$"DependencyUnhealthy of {Job}", $"OperationsInDoubt of {Job}", $"ServiceUnavailable of {Job}"],
            await server.InhibitedAsync()
        );
        Assert.Equal(
            ["NoServer", "OperationsInDoubt", "OperationsNeedOperator"],
            server.Told.Select(it => it.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        );
    }

    private static Task ToldAsync(AlertmanagerServer server, string status, string name) =>
        Eventually.TrueAsync(() => server.Told.Contains((status, name)), Patience, $"{name} is told as {status}");
}
