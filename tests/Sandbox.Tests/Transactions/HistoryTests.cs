using System.Text.Json;
using FinancialMcp.Sandbox.Tests.Harness;

namespace FinancialMcp.Sandbox.Tests.Transactions;

public sealed class HistoryTests
{
    [Fact]
    public async Task The_history_of_an_account_is_newest_first_and_shows_both_sides()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        (await bank.Alice.TransferAsync(1001, 1003, "1", "out")).Expect(201);
        bank.Clock.Advance(TimeSpan.FromSeconds(1));
        (await bank.Bob.TransferAsync(1003, 1001, "2", "in")).Expect(201);

        var page = await bank.Alice.GetTransactionsAsync("/api/transactions/account/1001?size=2");

        Assert.Equal(["in", "out"], Keys(page));
        Assert.Equal("bob", page.Content[0].GetProperty("createdBy").GetString());
    }

    [Fact]
    public async Task Walking_the_pages_meets_every_row_once_and_in_order()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        var all = (await bank.Alice.GetTransactionsAsync("/api/transactions/account/1001?size=2000")).Expect(200);

        var walked = new List<string>();
        var pages = 0;
        for (var more = true; more; pages++)
        {
            var page = await bank.Alice.GetTransactionsAsync($"/api/transactions/account/1001?page={pages}&size=7");
            walked.AddRange(page.Expect(200).Content.Select(t => t.GetRawText()));
            more = pages + 1 < page.Json.GetProperty("totalPages").GetInt32();
        }

        Assert.Equal(all.Content.Select(t => t.GetRawText()), walked);
        Assert.Equal(all.Json.GetProperty("totalElements").GetInt32(), walked.Count);
        Assert.True(walked.Count > 50, "the demonstration history is long enough to page");
        var times = all.Content.Select(t => t.GetProperty("createdAt").GetString()!).ToList();
        Assert.Equal(times.OrderDescending(StringComparer.Ordinal), times);
    }

    [Fact]
    public async Task A_history_can_be_sorted_by_amount()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        var page = await bank.Alice.GetTransactionsAsync("/api/transactions/account/1001?sort=amount,asc&size=2000");

        var amounts = page.Expect(200).Content.Select(t => t.GetProperty("amount").GetDecimal()).ToList();
        Assert.Equal(amounts.Order(), amounts);
    }

    [Fact]
    public async Task Search_hides_what_others_sent()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        (await bank.Bob.TransferAsync(1003, 1001, "2", "from-bob")).Expect(201);

        Assert.DoesNotContain("from-bob", Keys(await SearchAsync(bank.Alice, "accountId=1001&size=2000")));
        Assert.Contains("from-bob", Keys(await SearchAsync(bank.Bob, "accountId=1001&size=2000")));
        Assert.Contains("from-bob", Keys(await SearchAsync(bank.Olivia, "accountId=1001&size=2000")));
    }

    [Fact]
    public async Task Search_finds_by_each_of_its_filters()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        (
            await bank.Alice.TransferAsync(
                1001,
                1003,
                "11.11",
                "one",
                """, "reference": "R-1", "description": "Blue Bike" """
            )
        ).Expect(201);
        bank.Clock.Advance(TimeSpan.FromMinutes(1));
        (
            await bank.Alice.TransferAsync(
                1001,
                1002,
                "22.22",
                "two",
                """, "reference": "R-2", "description": "red car" """
            )
        ).Expect(201);
        bank.Clock.Advance(TimeSpan.FromMinutes(1));
        (await bank.Alice.WithdrawAsync(1001, "33.33", "three")).Expect(201);
        const string Today = "startDate=2026-03-15T00:00:00";
        (string Query, string[] Found)[] cases =
        [
            (Today, ["three", "two", "one"]),
            ($"{Today}&accountId=1003", ["one"]),
            ($"{Today}&type=WITHDRAWAL", ["three"]),
            ($"{Today}&status=COMPLETED&type=TRANSFER", ["two", "one"]),
            ($"{Today}&status=FAILED", []),
            ("startDate=2026-03-15T12:01:00&endDate=2026-03-15T12:01", ["two"]),
            ($"{Today}&minAmount=22.22&maxAmount=33.32", ["two"]),
            ($"{Today}&minAmount=22.215&maxAmount=22.225", ["two"]),
            ($"{Today}&description=bLUE", ["one"]),
            ("reference=R-2", ["two"]),
            ("reference=R-", []),
            ($"{Today}&page=1&size=2", ["one"]),
        ];

        foreach (var (query, found) in cases)
        {
            Assert.Equal(found, Keys(await SearchAsync(bank.Alice, query)));
        }
    }

    [Theory]
    [InlineData("type=GIFT")]
    [InlineData("status=DONE")]
    [InlineData("startDate=2026-03-15")]
    [InlineData("endDate=2026-03-15T00:00:00Z")]
    [InlineData("minAmount=many")]
    public async Task A_filter_that_cannot_be_read_is_the_services_500(string query)
    {
        await using var bank = await TestBank.StartAsync(BankContract.V2);

        Assert.Equal(
            "An unexpected error occurred",
            (await SearchAsync(bank.Alice, query)).Expect(500).Text("message")
        );
    }

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task A_transaction_reads_the_same_alone_in_the_history_and_in_the_search(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract);
        var posted = (await bank.Alice.TransferAsync(1001, 1003, "3.21", more: """, "reference": "same" """)).Expect(
            201
        );

        var alone = await bank.Alice.GetTransactionsAsync($"/api/transactions/{posted.Text("transactionId")}");
        var history = await bank.Alice.GetTransactionsAsync("/api/transactions/account/1001?size=1");
        var search = await SearchAsync(bank.Alice, "reference=same");

        Assert.Equal(posted.Body, alone.Expect(200).Body);
        Assert.Equal(posted.Body, history.Content[0].GetRawText());
        Assert.Equal(posted.Body, search.Content[0].GetRawText());
    }

    private static Task<Reply> SearchAsync(BankClient client, string query) =>
        client.GetTransactionsAsync($"/api/transactions/search?{query}");

    private static IEnumerable<string?> Keys(Reply page) =>
        page.Expect(200)
            .Content.Select(t =>
                t.GetProperty("idempotencyKey") is { ValueKind: JsonValueKind.String } k ? k.GetString() : null
            );
}
