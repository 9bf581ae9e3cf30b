using FinancialMcp.Application.Monitoring;
using FinancialMcp.Domain.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Application.Tests.Monitoring;

public sealed class AlertsTests
{
    [Fact]
    public async Task All_is_well_at_first()
    {
        await using var application = new TestApplication();

        var firing = await application.CallAsync(Known.Admin, new GetAlerts());

        Assert.Empty(firing.Alerts);
        Assert.Equal((FigureScope.ThisInstance, TestApplication.Start), (firing.Scope, firing.Since));
    }

    [Theory]
    [InlineData(95, 5, 0, null)]
    [InlineData(94, 6, 0, "6 %")]
    [InlineData(94, 0, 6, "6 %")]
    [InlineData(0, 1, 0, "100 %")]
    public async Task More_than_5_percent_failures_in_5_minutes_fire(int fine, int errors, int doubts, string? value)
    {
        await using var application = new TestApplication();
        Record(application, fine, CallStatus.Success);
        Record(application, errors, CallStatus.Error);
        Record(application, doubts, CallStatus.InDoubt);

        var alert = (await FiringAsync(application)).SingleOrDefault();

        Assert.Equal(value, alert?.Value);
        Assert.Equal(value is null ? null : AlertCondition.ErrorRate, alert?.Condition);
        Assert.Equal(value is null ? null : "5 %", alert?.Threshold);
    }

    [Fact]
    public async Task Refusals_are_the_callers_affair_and_fire_nothing()
    {
        await using var application = new TestApplication();
        Record(application, 100, CallStatus.Refused);

        Assert.Empty(await FiringAsync(application));
    }

    [Theory]
    [InlineData(2000, null)]
    [InlineData(2010, "2.01 s")]
    public async Task More_than_2_seconds_on_average_in_5_minutes_fire(int milliseconds, string? value)
    {
        await using var application = new TestApplication();
        Record(application, 3, CallStatus.Success, milliseconds);

        Assert.Equal(value, (await FiringAsync(application)).SingleOrDefault()?.Value);
    }

    [Fact]
    public async Task An_alert_tells_since_when_it_has_been_so_and_ends_when_it_is_over()
    {
        await using var application = new TestApplication();
        Record(application, 10, CallStatus.Error);
        application.Clock.Advance(TimeSpan.FromMinutes(6));
        Record(application, 10, CallStatus.Success);
        Assert.Empty(await FiringAsync(application));

        application.Clock.Advance(TimeSpan.FromMinutes(10));
        var began = application.Clock.GetUtcNow();
        for (var minute = 0; minute < 20; minute++)
        {
            Record(application, 1, CallStatus.Error);
            application.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(began, Assert.Single(await FiringAsync(application)).Since);

        application.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Empty(await FiringAsync(application));
    }

    [Fact]
    public async Task A_dependency_that_is_not_well_fires_from_when_it_was_first_seen_until_it_is_well()
    {
        await using var application = new TestApplication();
        application.Health.Set("database", HealthState.Unhealthy);
        application.Health.Set("account_service", HealthState.Degraded, "open");

        var first = await FiringAsync(application);
        application.Clock.Advance(TimeSpan.FromMinutes(3));
        application.Health.Set("database", HealthState.Healthy);
        var second = await FiringAsync(application);
        application.Clock.Advance(TimeSpan.FromMinutes(3));
        application.Health.Set("database", HealthState.Unhealthy);
        var third = await FiringAsync(application);

        Assert.Equal(
            [
                (AlertCondition.BreakerOpen, "account_service", "open", "closed"),
                (AlertCondition.DependencyUnhealthy, "account_service", "degraded", "healthy"),
                (AlertCondition.DependencyUnhealthy, "database", "unhealthy", "healthy"),
            ],
            first
                .Select(alert => (alert.Condition, alert.Subject!, alert.Value, alert.Threshold))
                .OrderBy(alert => (alert.Condition.ToString(), alert.Item2))
        );
        Assert.Equal(2, second.Count);
        Assert.All(second, alert => Assert.Equal(TestApplication.Start, alert.Since));
        Assert.Equal(TestApplication.Start.AddMinutes(6), third.Single(alert => alert.Subject == "database").Since);
    }

    [Fact]
    public async Task A_closed_breaker_and_what_is_not_configured_fire_nothing()
    {
        await using var application = new TestApplication();
        application.Health.Set("account_service", HealthState.Healthy, "closed");
        application.Health.Set("redis", HealthState.NotConfigured);

        Assert.Empty(await FiringAsync(application));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task An_operation_in_doubt_for_more_than_15_minutes_fires(int secondsMore, bool fires)
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Answer = _ => Task.FromResult(Outcome.Unknown());
        await application.CallAsync(Known.Alice, Known.Transfer());
        application.Clock.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(secondsMore));

        var alert = (await FiringAsync(application)).SingleOrDefault();

        Assert.Equal(fires, alert is not null);
        Assert.True(
            alert is null or { Condition: AlertCondition.OperationInDoubt, Value: "15.02 min", Threshold: "15 min" }
        );
        Assert.Equal(fires ? TestApplication.Start.AddMinutes(15) : null, alert?.Since);
    }

    [Theory]
    [InlineData(80, null)]
    [InlineData(81, "81 %")]
    public async Task More_than_80_percent_of_the_memory_fires(long used, string? value)
    {
        await using var application = new TestApplication(configure: services =>
            services.AddSingleton(new MemoryGauge(() => used, () => 100))
        );

        var alert = (await FiringAsync(application)).SingleOrDefault();

        Assert.Equal(value, alert?.Value);
        Assert.Equal(value is null ? null : AlertCondition.Memory, alert?.Condition);
    }

    [Fact]
    public void The_memory_of_a_process_is_within_its_limit() =>
        Assert.InRange(MemoryGauge.OfThisProcess.UsedShare(), 0.000001, 1);

    [Fact]
    public async Task Alerts_that_need_the_store_are_not_left_out_when_it_is_away()
    {
        await using var application = new TestApplication();
        application.Operations.IsAway = true;

        var refused = await application.RefusedAsync(Known.Admin, new GetAlerts());

        Assert.Equal(ErrorCodes.AuditUnavailable, refused.Code);
    }

    private static async Task<IReadOnlyList<Alert>> FiringAsync(TestApplication application) =>
        (await application.CallAsync(Known.Admin, new GetAlerts())).Alerts;

    private static void Record(TestApplication application, int times, CallStatus status, int milliseconds = 1)
    {
        for (var call = 0; call < times; call++)
        {
            application.Statistics.Record("get_account", status, TimeSpan.FromMilliseconds(milliseconds));
        }
    }
}
