using CsCheck;
using FinancialMcp.Application.Transactions;

namespace FinancialMcp.Application.Tests.Transactions;

public sealed class TransactionHistoryTests
{
    private static readonly DateOnly Today = new(2026, 3, 15);
    private static readonly DateTimeOffset Midnight = new(2026, 3, 15, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Without_dates_the_banks_page_is_passed_on()
    {
        await using var application = new TestApplication().WithAccounts();
        Fill(application, 45, number => TestApplication.Start.AddHours(-number));

        var page = await application.CallAsync(Known.Alice, HistoryOf(page: 2, size: 20));

        Assert.Equal(
            (2, 20, 45L, 3, false),
            (page.Page, page.Size, page.TotalElements, page.TotalPages, page.Truncated)
        );
        Assert.Equal(application.Bank.Transactions.Skip(40).Select(IdOf), page.Transactions.Select(IdOf));
        Assert.Equal(1, application.Bank.HistoryPagesRead);
    }

    /// <summary>Against plain filtering, over histories with quiet and busy days, ties, and any dates and page.</summary>
    [Fact]
    public async Task With_dates_exactly_the_transactions_of_those_days_are_paged()
    {
        await using var application = new TestApplication().WithAccounts();
        var gaps = Gen.OneOf(Gen.Const(0), Gen.Int[1, 600], Gen.Int[1, 5_000]).Array[0, 1500];

        await Gen.Select(gaps, Gen.Int[-5, 120], Gen.Int[-5, 120], Gen.Int[0, 12], Gen.Int[1, 100])
            .SampleAsync(
                async (minutes, one, other, page, size) =>
                {
                    var at = TestApplication.Start;
                    var times = minutes.Select(gap => at = at.AddMinutes(-gap)).ToList();
                    Fill(application, times.Count, number => times[number]);
                    var start = Today.AddDays(-Math.Max(one, other));
                    var end = Today.AddDays(-Math.Min(one, other));

                    var history = await application.CallAsync(Known.Alice, HistoryOf(page, size, start, end));

                    var expected = application
                        .Bank.Transactions.Where(item => DayOf(item.CreatedAt) >= start && DayOf(item.CreatedAt) <= end)
                        .Select(IdOf)
                        .ToList();
                    Assert.Equal(expected.Skip(page * size).Take(size), history.Transactions.Select(IdOf));
                    Assert.Equal(expected.Count, history.TotalElements);
                    Assert.Equal((int)Math.Ceiling((decimal)expected.Count / size), history.TotalPages);
                    Assert.False(history.Truncated);
                },
                iter: 300,
                threads: 1
            );
    }

    [Fact]
    public async Task A_day_begins_at_midnight_utc_and_ends_before_the_next()
    {
        await using var application = new TestApplication().WithAccounts();
        DateTimeOffset[] times =
        [
            Midnight.AddDays(1),
            Midnight.AddDays(1).AddTicks(-1),
            Midnight,
            Midnight.AddTicks(-1),
        ];
        Fill(application, times.Length, number => times[number]);

        var history = await application.CallAsync(Known.Alice, HistoryOf(0, 10, Today, Today));

        Assert.Equal([times[1], times[2]], history.Transactions.Select(transaction => transaction.CreatedAt));
    }

    [Fact]
    public async Task One_date_alone_leaves_the_other_side_open()
    {
        await using var application = new TestApplication().WithAccounts();
        Fill(application, 10, number => TestApplication.Start.AddDays(-number));

        var since = await application.CallAsync(Known.Alice, HistoryOf(0, 10, start: Today.AddDays(-3)));
        var until = await application.CallAsync(Known.Alice, HistoryOf(0, 10, end: Today.AddDays(-3)));

        Assert.Equal((4L, 7L), (since.TotalElements, until.TotalElements));
    }

    [Fact]
    public async Task The_calendars_ends_are_dates_like_others()
    {
        await using var application = new TestApplication().WithAccounts();
        Fill(application, 3, number => TestApplication.Start.AddDays(-number));

        var all = await application.CallAsync(Known.Alice, HistoryOf(0, 10, DateOnly.MinValue, DateOnly.MaxValue));

        Assert.Equal(3, all.TotalElements);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task The_last_day_is_not_before_the_first(int daysBefore, bool isValid)
    {
        await using var application = new TestApplication().WithAccounts();
        var request = HistoryOf(0, 10, Today, Today.AddDays(-daysBefore));

        if (isValid)
        {
            await application.CallAsync(Known.Alice, request);
        }
        else
        {
            await application.InvalidAsync(Known.Alice, request, "end_date");
        }
    }

    /// <summary>20 000 transactions are 100 of our pages: a bisection over them reads 7, not 90.</summary>
    [Fact]
    public async Task Days_long_ago_are_found_without_reading_all_that_came_since()
    {
        await using var application = new TestApplication().WithAccounts();
        Fill(application, 20_000, number => TestApplication.Start.AddHours(-number));
        var day = DayOf(TestApplication.Start.AddHours(-18_000));

        var history = await application.CallAsync(Known.Alice, HistoryOf(0, 100, day, day));

        Assert.Equal((24L, false), (history.TotalElements, history.Truncated));
        Assert.InRange(application.Bank.HistoryPagesRead, 2, 10);
    }

    [Fact]
    public async Task A_period_too_long_for_fifty_pages_is_read_from_its_newest_and_says_that_it_is_cut()
    {
        await using var application = new TestApplication().WithAccounts();
        Fill(application, 10_001, number => TestApplication.Start.AddMinutes(-number));

        var cut = await application.CallAsync(Known.Alice, HistoryOf(0, 100, start: Today.AddDays(-365)));

        Assert.Equal((true, 10_000L, 50), (cut.Truncated, cut.TotalElements, application.Bank.HistoryPagesRead));
        Assert.Equal(application.Bank.Transactions.Take(100).Select(IdOf), cut.Transactions.Select(IdOf));
    }

    [Fact]
    public async Task A_period_of_just_fifty_pages_is_read_whole()
    {
        await using var application = new TestApplication().WithAccounts();
        Fill(application, 10_000, number => TestApplication.Start.AddMinutes(-number));

        var whole = await application.CallAsync(Known.Alice, HistoryOf(0, 100, start: Today.AddDays(-365)));

        Assert.Equal((false, 10_000L, 50), (whole.Truncated, whole.TotalElements, application.Bank.HistoryPagesRead));
    }

    /// <summary>Each newcomer pushes the others down a place, so that a page's last ones come again on the next.</summary>
    [Fact]
    public async Task Transactions_that_come_in_while_pages_are_read_neither_hide_nor_double_others()
    {
        await using var application = new TestApplication().WithAccounts();
        Fill(application, 1000, number => TestApplication.Start.AddMinutes(-number));
        var before = application.Bank.Transactions.Where(item => DayOf(item.CreatedAt) == Today).Select(IdOf).ToList();
        var newcomers = 0;
        application.Bank.BeforeHistoryPage = () =>
        {
            if (application.Bank.HistoryPagesRead > 1)
            {
                var at = TestApplication.Start.AddSeconds(++newcomers);
                application.Bank.Transactions.Insert(0, TransactionAt(5000 + newcomers, at));
            }
        };

        var history = await application.CallAsync(Known.Alice, HistoryOf(0, 100, Today, Today));

        Assert.True(newcomers > 1);
        Assert.Equal(before.Count, history.TotalElements);
        Assert.Equal(before.Take(100), history.Transactions.Select(IdOf));
    }

    /// <summary>What others sent is there too: a search would hide it.</summary>
    [Fact]
    public async Task The_receiver_sees_what_was_sent_to_them()
    {
        await using var application = new TestApplication().WithAccounts();
        Fill(application, 3, number => TestApplication.Start.AddDays(-number));

        var history = await application.CallAsync(
            Known.Bob,
            new GetTransactionHistory(Known.BobChecking, null, null, Today, Today)
        );

        Assert.Equal("1001", Assert.Single(history.Transactions).FromAccountId);
    }

    [Fact]
    public async Task Somebody_elses_history_is_refused_before_it_is_read()
    {
        await using var application = new TestApplication().WithAccounts();

        var refused = await application.RefusedAsync(Known.Bob, HistoryOf(0, 10));

        Assert.Equal(ErrorCodes.AccountNotFound, refused.Code);
        Assert.Equal(0, application.Bank.HistoryPagesRead);
    }

    private static void Fill(TestApplication application, int count, Func<int, DateTimeOffset> at)
    {
        application.Bank.Transactions.Clear();
        application.Bank.Transactions.AddRange(
            Enumerable.Range(0, count).Select(number => TransactionAt(number, at(number)))
        );
    }

    private static BankTransaction TransactionAt(int number, DateTimeOffset at) =>
        Known.TransactionOf(number, at, Known.AliceChecking, Known.BobChecking);

    private static GetTransactionHistory HistoryOf(int page, int size, DateOnly? start = null, DateOnly? end = null) =>
        new(Known.AliceChecking, page, size, start, end);

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private static string IdOf(BankTransaction transaction) => transaction.Id.ToString();

    private static string IdOf(TransactionView transaction) => transaction.TransactionId;
}
