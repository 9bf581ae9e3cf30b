using System.Globalization;
using CsCheck;
using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;

namespace FinancialMcp.Application.Tests.Transactions;

public sealed class AccountAnalyticsTests
{
    private static readonly CurrencyCode Yen = CurrencyCode.Parse("JPY");

    /// <summary>A history of any transactions of the last 500 days, in two currencies, newest first.</summary>
    private static readonly Gen<BankTransaction[]> Histories = Gen.Select(
            Gen.Int[0, 500 * 24 * 60],
            Gen.Long[1, 99_999_999],
            Gen.Enum<TransactionType>(),
            Gen.Enum<TransactionStatus>(),
            Gen.Int[0, 3],
            Gen.Bool
        )
        .Array[0, 300]
        .Select(rows =>
            rows.OrderBy(row => row.Item1)
                .Select(
                    (row, number) =>
                        Known.TransactionOf(
                            number,
                            TestApplication.Start.AddMinutes(-row.Item1),
                            row.Item5 is 0 or 2 ? Known.AliceChecking : null,
                            row.Item5 is 1 or 2 ? Known.AliceChecking
                                : row.Item5 == 0 ? Known.BobChecking
                                : null,
                            row.Item2,
                            row.Item3,
                            row.Item4
                        ) with
                        {
                            Amount = new Money(row.Item2, row.Item6 ? CurrencyCode.Usd : Yen),
                        }
                )
                .Where(transaction => transaction.From is not null || transaction.To is not null)
                .ToArray()
        );

    /// <summary>Added up one by one as decimal numbers, where the figures are counted in minor units.</summary>
    [Fact]
    public async Task The_figures_are_those_of_adding_up_one_by_one()
    {
        await using var application = new TestApplication().WithAccounts();

        await Gen.Select(Histories, Gen.Int[1, 365])
            .SampleAsync(
                async (transactions, days) =>
                {
                    application.Bank.Transactions.Clear();
                    application.Bank.Transactions.AddRange(transactions);

                    var analytics = await application.CallAsync(Known.Alice, AnalyticsOf(days, trends: true));

                    var within = transactions
                        .Where(item => DayOf(item) >= analytics.StartDate && DayOf(item) <= analytics.EndDate)
                        .ToList();
                    var currencies = within.Select(item => item.Amount.Currency.ToString()).Distinct();
                    Assert.Equal(
                        currencies.Order(StringComparer.Ordinal),
                        analytics.Currencies.Select(figures => figures.Currency)
                    );
                    Assert.All(
                        analytics.Currencies,
                        figures =>
                            Agree(figures, within.Where(item => item.Amount.Currency.ToString() == figures.Currency))
                    );
                },
                iter: 200,
                threads: 1
            );
    }

    [Fact]
    public async Task The_period_is_so_many_days_up_to_and_with_today()
    {
        await using var application = new TestApplication().WithAccounts();

        var month = await application.CallAsync(Known.Alice, AnalyticsOf(null));
        var day = await application.CallAsync(Known.Alice, AnalyticsOf(1));

        Assert.Equal(
            (30, new DateOnly(2026, 2, 14), new DateOnly(2026, 3, 15)),
            (month.PeriodDays, month.StartDate, month.EndDate)
        );
        Assert.Equal((1, day.EndDate), (day.PeriodDays, day.StartDate));
        Assert.Empty(month.Currencies);
    }

    [Fact]
    public async Task An_average_is_rounded_to_the_smallest_unit_halves_to_even()
    {
        await using var application = new TestApplication().WithAccounts();
        foreach (var (minor, other, average) in new[] { (1, 2, "0.02"), (2, 3, "0.02"), (3, 4, "0.04") })
        {
            application.Bank.Transactions.Clear();
            application.Bank.Transactions.AddRange([Sent(1, minor), Sent(2, other)]);

            var analytics = await application.CallAsync(Known.Alice, AnalyticsOf(1));

            Assert.Equal(average, Assert.Single(analytics.Currencies).Average);
        }
    }

    [Fact]
    public async Task Where_nothing_moved_there_is_no_average_and_where_nothing_ended_no_rate()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Transactions.Add(Sent(1, 100) with { Status = TransactionStatus.Pending });

        var figures = Assert.Single((await application.CallAsync(Known.Alice, AnalyticsOf(1))).Currencies);

        Assert.Equal((1, 0, "0.00"), (figures.TransactionCount, figures.CompletedCount, figures.TotalVolume));
        Assert.Null(figures.SuccessRate);
        Assert.Null(figures.Average);
        Assert.Null(figures.Largest);
        Assert.Null(figures.Smallest);
        Assert.Null(figures.Trend);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(31, 31)]
    [InlineData(32, 2)]
    [InlineData(365, 13)]
    public async Task A_trend_goes_by_day_up_to_31_days_and_then_by_month_without_a_gap(int days, int points)
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Transactions.Add(Sent(1, 100));

        var analytics = await application.CallAsync(Known.Alice, AnalyticsOf(days, trends: true));

        var trend = Assert.Single(analytics.Currencies).Trend!;
        Assert.Equal(points, trend.Count);
        Assert.Equal((analytics.StartDate, analytics.EndDate), (trend[0].StartDate, trend[^1].EndDate));
        Assert.All(
            trend.Zip(trend.Skip(1)),
            pair => Assert.Equal(pair.First.EndDate.AddDays(1), pair.Second.StartDate)
        );
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(365, true)]
    [InlineData(366, false)]
    public async Task A_period_lies_within_its_limits(int days, bool isValid)
    {
        await using var application = new TestApplication().WithAccounts();

        if (isValid)
        {
            await application.CallAsync(Known.Alice, AnalyticsOf(days));
        }
        else
        {
            await application.InvalidAsync(Known.Alice, AnalyticsOf(days), "period_days");
        }
    }

    [Fact]
    public async Task Figures_of_a_history_too_long_to_read_say_that_they_are_cut()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Transactions.AddRange(Enumerable.Range(0, 10_001).Select(number => Sent(number, 1)));

        var analytics = await application.CallAsync(Known.Alice, AnalyticsOf(30));

        Assert.True(analytics.Truncated);
        Assert.Equal(10_000, Assert.Single(analytics.Currencies).TransactionCount);
    }

    [Fact]
    public async Task Somebody_elses_account_has_no_figures()
    {
        await using var application = new TestApplication().WithAccounts();

        var refused = await application.RefusedAsync(Known.Bob, AnalyticsOf(30));

        Assert.Equal(ErrorCodes.AccountNotFound, refused.Code);
        Assert.Equal(0, application.Bank.HistoryPagesRead);
    }

    private static void Agree(CurrencyFigures figures, IEnumerable<BankTransaction> transactions)
    {
        int count = 0,
            moved = 0,
            ended = 0,
            received = 0,
            sent = 0;
        decimal volume = 0,
            incoming = 0,
            outgoing = 0;
        var sums = new List<decimal>();
        foreach (var transaction in transactions)
        {
            count++;
            ended += transaction.Status is TransactionStatus.Pending or TransactionStatus.Processing ? 0 : 1;
            if (transaction.Status is not (TransactionStatus.Completed or TransactionStatus.Reversed))
            {
                continue;
            }

            var sum = transaction.Amount.ToDecimal();
            sums.Add(sum);
            moved++;
            volume += sum;
            received += transaction.To == Known.AliceChecking ? 1 : 0;
            incoming += transaction.To == Known.AliceChecking ? sum : 0;
            sent += transaction.From == Known.AliceChecking ? 1 : 0;
            outgoing += transaction.From == Known.AliceChecking ? sum : 0;
        }

        Assert.Equal((count, moved), (figures.TransactionCount, figures.CompletedCount));
        Assert.Equal((received, sent), (figures.IncomingCount, figures.OutgoingCount));
        Assert.Equal(volume, Number(figures.TotalVolume));
        Assert.Equal(
            (incoming, outgoing, incoming - outgoing),
            (Number(figures.IncomingVolume), Number(figures.OutgoingVolume), Number(figures.Net))
        );
        Assert.Equal(ended == 0 ? null : Math.Round((decimal)moved / ended, 4), Maybe(figures.SuccessRate));
        Assert.Equal(moved == 0 ? null : sums.Max(), Maybe(figures.Largest));
        Assert.Equal(moved == 0 ? null : sums.Min(), Maybe(figures.Smallest));
        var decimals = figures.Currency == "JPY" ? 0 : 2;
        Assert.Equal(moved == 0 ? null : Math.Round(volume / moved, decimals), Maybe(figures.Average));
        Assert.Equal(moved, figures.ByType.Sum(type => type.Count));
        Assert.Equal(volume, figures.ByType.Sum(type => Number(type.Volume)));
        Assert.Equal(moved, figures.Trend!.Sum(point => point.Count));
        Assert.Equal(incoming, figures.Trend!.Sum(point => Number(point.IncomingVolume)));
        Assert.Equal(outgoing, figures.Trend!.Sum(point => Number(point.OutgoingVolume)));
        Assert.Equal(incoming - outgoing, figures.Trend!.Sum(point => Number(point.Net)));
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static decimal? Maybe(string? text) => text is null ? null : Number(text);

    private static DateOnly DayOf(BankTransaction transaction) =>
        DateOnly.FromDateTime(transaction.CreatedAt.UtcDateTime);

    private static BankTransaction Sent(int number, long minor) =>
        Known.TransactionOf(
            number,
            TestApplication.Start.AddSeconds(-number),
            Known.AliceChecking,
            Known.BobChecking,
            minor
        );

    private static GetAccountAnalytics AnalyticsOf(int? days, bool? trends = null) =>
        new(Known.AliceChecking, days, trends);
}
