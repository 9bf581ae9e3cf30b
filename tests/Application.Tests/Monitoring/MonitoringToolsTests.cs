using FinancialMcp.Application.Monitoring;
using FinancialMcp.Domain.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Application.Tests.Monitoring;

public sealed class MonitoringToolsTests
{
    [Fact]
    public async Task Health_is_shown_with_each_dependency()
    {
        await using var application = new TestApplication();
        application.Health.Set("account_service", HealthState.Unhealthy, "open");

        var health = await application.CallAsync(Known.Alice, new HealthCheck());

        Assert.Equal((HealthState.Degraded, TestApplication.Start), (health.Status, health.Timestamp));
        Assert.Equal(
            [
                ("account_service", HealthState.Unhealthy),
                ("audit", HealthState.Healthy),
                ("database", HealthState.Healthy),
                ("redis", HealthState.NotConfigured),
                ("transaction_service", HealthState.Healthy),
            ],
            health
                .Dependencies.Select(dependency => (dependency.Name, dependency.Status))
                .OrderBy(dependency => dependency.Name, StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("database")]
    [InlineData("audit")]
    public async Task Without_what_every_call_needs_the_server_is_unhealthy(string dependency)
    {
        await using var application = new TestApplication();
        application.Health.Set(dependency, HealthState.Unhealthy);

        Assert.Equal(HealthState.Unhealthy, (await application.CallAsync(Known.Alice, new HealthCheck())).Status);
    }

    [Fact]
    public async Task The_service_status_tells_versions_latencies_breakers_and_uptime()
    {
        var server = new ServerInstance("9.8.7", TestApplication.Start.AddMinutes(-90));
        await using var application = new TestApplication(BankContract.V2, services => services.AddSingleton(server));
        application.Health.Set("transaction_service", HealthState.Degraded, "half_open");

        var status = await application.CallAsync(Known.Admin, new GetServiceStatus());

        Assert.Equal(
            ("9.8.7", BankContract.V2, 5400L, FigureScope.ThisInstance),
            (status.Version, status.BankContract, status.UptimeSeconds, status.Scope)
        );
        Assert.StartsWith(".NET 10", status.Runtime, StringComparison.Ordinal);
        Assert.Equal(
            new DependencyStatus("transaction_service", HealthState.Degraded, 3, "half_open", null),
            status.Dependencies.Single(dependency => dependency.Name == "transaction_service")
        );
    }

    [Fact]
    public void A_process_knows_its_version_and_start()
    {
        var server = ServerInstance.OfThisProcess();

        Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+", server.Version);
        Assert.InRange(server.StartedAt, TimeProvider.System.GetUtcNow().AddHours(-6), TimeProvider.System.GetUtcNow());
        Assert.Equal("7.0", ServerInstance.OfThisProcess("7.0").Version);
    }

    [Fact]
    public async Task Metrics_are_those_of_the_window_asked_for()
    {
        await using var application = new TestApplication();
        var statistics = application.Statistics;
        statistics.Record("get_account", CallStatus.Success, TimeSpan.FromMilliseconds(40));
        application.Clock.Advance(TimeSpan.FromMinutes(10));
        statistics.Record("get_account", CallStatus.Error, TimeSpan.FromMilliseconds(20));

        var quarter = await application.CallAsync(Known.Admin, new GetMetrics(null));
        var five = await application.CallAsync(Known.Admin, new GetMetrics(StatisticsWindow.FiveMinutes));

        Assert.Equal(
            (StatisticsWindow.QuarterHour, 2L, 0.5),
            (quarter.Window, quarter.Total.Calls, quarter.Total.ErrorRate)
        );
        Assert.Equal((30.0, 25.0, 40.0), (quarter.Total.AverageMs, quarter.Total.P50Ms, quarter.Total.P99Ms));
        Assert.Equal((1L, 1L, 1.0), (five.Total.Calls, five.Total.Error, five.Total.ErrorRate));
        Assert.Equal(20, Assert.Single(five.Tools).Figures.P95Ms);
        Assert.Equal(
            (TestApplication.Start, FigureScope.ThisInstance, TestApplication.Start.AddMinutes(6)),
            (five.Since, five.Scope, five.From)
        );
    }

    [Fact]
    public async Task Before_the_first_call_metrics_hold_no_durations()
    {
        await using var application = new TestApplication();

        var metrics = await application.CallAsync(Known.Admin, new GetMetrics(StatisticsWindow.Day));

        Assert.Empty(metrics.Tools);
        Assert.Equal((0L, 0.0), (metrics.Total.Calls, metrics.Total.ErrorRate));
        Assert.Null(metrics.Total.AverageMs);
        Assert.Null(metrics.Total.P99Ms);
    }

    [Fact]
    public async Task A_summary_brings_everything_together()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Answer = _ => Task.FromResult(Outcome.Unknown());
        await application.CallAsync(Known.Alice, Known.Transfer());
        application.Bank.Answer = _ => Task.FromResult(new Outcome(OutcomeClass.NeedsOperator, null, null, null, null));
        await application.CallAsync(Known.Alice, Known.Transfer(key: 2));
        await application.CallAsync(Known.Alice, Known.Transfer(key: 3));
        application.Statistics.Record("get_account", CallStatus.Success, TimeSpan.FromMilliseconds(1));
        application.Statistics.Record("transfer_funds", CallStatus.InDoubt, TimeSpan.FromMilliseconds(2));

        var summary = await application.CallAsync(Known.Admin, new GetMonitoringSummary(StatisticsWindow.Hour));

        Assert.Equal((StatisticsWindow.Hour, HealthState.Healthy), (summary.Window, summary.Status));
        Assert.Equal((1, 2), (summary.OperationsInDoubt, summary.OperationsNeedingOperator));
        Assert.Equal((2L, "transfer_funds"), (summary.Calls.Calls, summary.SlowestTool));
        Assert.Equal(AlertCondition.ErrorRate, Assert.Single(summary.Alerts).Condition);
    }

    [Fact]
    public async Task A_summary_before_the_first_call_has_no_slowest_tool()
    {
        await using var application = new TestApplication();

        Assert.Null((await application.CallAsync(Known.Admin, new GetMonitoringSummary(null))).SlowestTool);
    }

    [Fact]
    public async Task Only_administrators_see_more_than_health()
    {
        await using var application = new TestApplication();

        AppException[] refusals =
        [
            await application.RefusedAsync(Known.Officer, new GetServiceStatus()),
            await application.RefusedAsync(Known.Officer, new GetMetrics(null)),
            await application.RefusedAsync(Known.Officer, new GetAlerts()),
            await application.RefusedAsync(Known.Officer, new GetMonitoringSummary(null)),
        ];

        Assert.All(refusals, refused => Assert.Equal(ErrorCodes.AuthorizationError, refused.Code));
    }
}
