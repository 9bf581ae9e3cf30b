using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Keeping;

namespace FinancialMcp.Application.Tests.Audit;

/// <summary>When a month of records may go, and who says so.</summary>
public sealed class KeepingTests : IAsyncDisposable
{
    private readonly TestApplication application = new();

    private DateTimeOffset Now => application.Clock.GetUtcNow();

    public ValueTask DisposeAsync() => application.DisposeAsync();

    [Theory]
    [InlineData(Retention.Money, 84)]
    [InlineData(Retention.Other, 13)]
    public async Task A_month_is_kept_for_its_whole_time_and_may_be_asked_for_on_the_day_after(
        Retention retention,
        int months
    )
    {
        var young = RetentionPeriods.MonthOf(Now).AddMonths(-months);
        var refusal = await Assert.ThrowsAsync<AppException>(() => RequestAsync(retention, young));
        Assert.Contains("kept until", refusal.Problems[0].Message, StringComparison.Ordinal);

        var drop = await RequestAsync(retention, young.AddMonths(-1).AddDays(3));
        Assert.Equal(young.AddMonths(-1), drop.Month);
        Assert.Equal(AuditCode.DropRequested, application.Trail.Records[^1].Code);
        await Assert.ThrowsAsync<AppException>(() => RequestAsync(retention, young.AddMonths(-1)));
    }

    [Fact]
    public async Task A_second_person_confirms_and_a_hold_keeps_the_month_at_either_step()
    {
        var month = RetentionPeriods.MonthOf(Now).AddYears(-8);
        var hold = await application.CallAsync(
            Known.Person("ada", "auditor"),
            new PlaceLegalHold("Case 9", month.AddDays(9), month.AddDays(10), "court")
        );
        var refusal = await Assert.ThrowsAsync<AppException>(() => RequestAsync(Retention.Money, month));
        Assert.Contains("Case 9", refusal.Problems[0].Message, StringComparison.Ordinal);
        await application.CallAsync(Known.Person("ada", "auditor"), new LiftLegalHold(hold.Id, "over"));
        var drop = await RequestAsync(Retention.Money, month);

        await application.CallAsync(
            Known.Person("ada", "auditor"),
            new PlaceLegalHold("Case 10", month, null, "court")
        );
        await Assert.ThrowsAsync<AppException>(() => ConfirmAsync(drop, "max"));
        var holds = (await ViewAsync()).Holds;
        await application.CallAsync(Known.Person("ada", "auditor"), new LiftLegalHold(holds[^1].Id, "over"));
        await Assert.ThrowsAsync<AppException>(() =>
            application.CallAsync(Known.Person("ada", "auditor"), new LiftLegalHold(holds[^1].Id, "over"))
        );

        await Assert.ThrowsAsync<AppException>(() => ConfirmAsync(drop, "ada"));
        Assert.Equal("max", (await ConfirmAsync(drop, "max")).ConfirmedBy);
        await Assert.ThrowsAsync<AppException>(() => ConfirmAsync(drop, "moe"));
    }

    [Fact]
    public async Task What_a_removal_would_take_is_counted_up_to_a_million()
    {
        var month = RetentionPeriods.MonthOf(Now).AddYears(-8);
        application.Retention.Counts[(Retention.Money, month)] = 999_999;
        application.Retention.Counts[(Retention.Other, month)] = 1_000_000;

        var money = await application.CallAsync(Known.Auditor, new PreviewDrop(Retention.Money, month.AddDays(4)));
        var other = await application.CallAsync(Known.Administrator, new PreviewDrop(Retention.Other, month));

        Assert.Equal((month, month.AddMonths(85), "999,999"), (money.Month, money.DueAt, money.RecordsText));
        Assert.Equal("1,000,000+", other.RecordsText);
        Assert.Empty(other.HeldFor);
    }

    [Fact]
    public async Task A_hold_holds_the_months_that_it_touches_and_no_other()
    {
        var oldest = RetentionPeriods.MonthOf(Now).AddMonths(-3);
        application.Retention.Oldest[Retention.Other] = oldest.AddDays(20);
        await application.CallAsync(
            Known.Person("ada", "auditor"),
            new PlaceLegalHold("Case 9", oldest.AddMonths(1).AddDays(30), oldest.AddMonths(3), "court")
        );

        var months = (await ViewAsync()).Months;

        Assert.Equal(
            [oldest, oldest.AddMonths(1), oldest.AddMonths(2), oldest.AddMonths(3)],
            months.Select(month => month.Month)
        );
        Assert.Equal(oldest.AddMonths(14), months[0].DueAt);
        var held = oldest.AddMonths(1).AddDays(30) < oldest.AddMonths(2) ? new[] { 1, 2 } : [2];
        Assert.Equal(held, months.Index().Where(month => month.Item.HeldFor.Count > 0).Select(month => month.Index));
    }

    private Task<MonthDrop> RequestAsync(Retention retention, DateTimeOffset month) =>
        application.CallAsync(Known.Person("ada", "auditor"), new RequestDrop(retention, month, "old enough"));

    private Task<MonthDrop> ConfirmAsync(MonthDrop drop, string person) =>
        application.CallAsync(Known.Person(person, "admin"), new ConfirmDrop(drop.Id, "agreed"));

    private Task<RetentionView> ViewAsync() =>
        application.CallAsync(Known.Person("ada", "auditor"), new ListRetention());
}
