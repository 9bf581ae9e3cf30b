using FinancialMcp.Application;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;
using FinancialMcp.Testing;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>What reads ask, to the letter, and which refusals mean "there is none".</summary>
public sealed class ReadRequestsTests
{
    private const string EmptyPage =
        """{"content":[],"number":0,"size":20,"totalElements":0,"totalPages":0,"pageable":{"x":1}}""";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Accounts_are_listed_by_what_was_asked_and_nothing_else()
    {
        await using var server = new RawHttpServer(RawReply.Json(200, EmptyPage));
        await using var backends = new BackendsUnderTest(BackendsUnderTest.Options(server.Url));

        await backends.Accounts.ListAsync(new AccountFilter(null, null, null, 0, 20), BackendsUnderTest.Staff, Stop);
        await backends.Accounts.ListAsync(
            new AccountFilter("a&b=c/ü", AccountType.Savings, AccountStatus.Frozen, 3, 50),
            BackendsUnderTest.Staff,
            Stop
        );

        Assert.Equal("/api/accounts?page=0&size=20", server.Requests[0].Target);
        Assert.Equal(
            "/api/accounts?ownerId=a%26b%3Dc%2F%C3%BC&accountType=SAVINGS&status=FROZEN&page=3&size=50",
            server.Requests[1].Target
        );
    }

    [Fact]
    public async Task A_search_is_asked_in_the_banks_time_and_exact_amounts()
    {
        await using var server = new RawHttpServer(RawReply.Json(200, EmptyPage));
        var options = BackendsUnderTest.Options(server.Url) with
        {
            TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
        };
        await using var backends = new BackendsUnderTest(options);
        var search = new TransactionSearch
        {
            Account = Samples.One,
            Type = TransactionType.Transfer,
            Status = TransactionStatus.FailedRequiresManualAction,
            Start = new DateTimeOffset(2026, 7, 1, 22, 0, 0, TimeSpan.Zero),
            End = new DateTimeOffset(2026, 7, 2, 21, 59, 59, 999, TimeSpan.Zero),
            MinAmount = Amount.Parse("0.1"),
            MaxAmount = Amount.Parse("999999999999.99"),
            DescriptionContains = "rent & more",
            Reference = "fm1-x",
        };

        await backends.Transactions.SearchAsync(search, 2, 10, BackendsUnderTest.Alice, Stop);

        Assert.Equal(
            "/api/transactions/search?accountId=1001&type=TRANSFER&status=FAILED_REQUIRES_MANUAL_ACTION"
                + "&startDate=2026-07-02T00%3A00%3A00.000000&endDate=2026-07-02T23%3A59%3A59.999000"
                + "&minAmount=0.10&maxAmount=999999999999.99&description=rent%20%26%20more&reference=fm1-x"
                + "&page=2&size=10",
            Assert.Single(server.Requests).Target
        );
    }

    [Fact]
    public async Task Every_read_carries_a_token_of_ours_and_the_paths_of_the_contract()
    {
        await using var server = new RawHttpServer(RawReply.Json(404, """{"error":"Not Found"}"""));
        var prefixed = new Uri(server.Url, "/bank/");
        await using var backends = new BackendsUnderTest(BackendsUnderTest.Options(prefixed, BankContract.V2));

        await backends.Accounts.FindAsync(Samples.One, BackendsUnderTest.Alice, Stop);
        await Assert.ThrowsAsync<AppException>(() =>
            backends.Transactions.FindAsync(Samples.New, BackendsUnderTest.Alice, Stop)
        );
        await Assert.ThrowsAsync<AppException>(() =>
            backends.Transactions.HistoryAsync(Samples.One, 1, 2, BackendsUnderTest.Alice, Stop)
        );
        await Assert.ThrowsAsync<AppException>(() => backends.Transactions.TakesDepositsAsync(Stop));

        Assert.Equal(
            [
                "/bank/api/accounts/1001",
                $"/bank/api/transactions/{Samples.New}",
                "/bank/api/transactions/account/1001?page=1&size=2",
                "/bank/api/transactions/deposit/capability",
            ],
            server.Requests.Select(request => request.Target)
        );
        Assert.All(
            server.Requests,
            request => Assert.StartsWith("Bearer ey", request.Headers["authorization"], StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(404, "Not Found", "Account not found: 7", true)]
    [InlineData(403, "Forbidden", "Not authorized", true)]
    [InlineData(400, "Bad Request", "Account not found", false)]
    public async Task An_account_is_absent_when_the_bank_says_so(
        int status,
        string error,
        string message,
        bool isAbsent
    )
    {
        await using var backends = Refusing(status, error, message, out var server);
        await using var owned = server;

        await AssertAbsentAsync(
            isAbsent,
            async () => await backends.Accounts.FindAsync(Samples.One, BackendsUnderTest.Alice, Stop) is null
        );
    }

    [Theory]
    [InlineData(400, "Bad Request", "Transaction not found: 7", true)]
    [InlineData(403, "Forbidden", "Not authorized to view this transaction", true)]
    [InlineData(400, "Bad Request", "Something new", false)]
    [InlineData(404, "Not Found", "Resource not found", false)]
    public async Task A_transaction_is_absent_when_the_bank_says_so(
        int status,
        string error,
        string message,
        bool isAbsent
    )
    {
        await using var backends = Refusing(status, error, message, out var server);
        await using var owned = server;

        await AssertAbsentAsync(
            isAbsent,
            async () => await backends.Transactions.FindAsync(Samples.New, BackendsUnderTest.Alice, Stop) is null
        );
    }

    [Theory]
    [InlineData(400, "Bad Request", "Account not found", ErrorCodes.AccountNotFound)]
    [InlineData(403, "Forbidden", "Not authorized", ErrorCodes.AccountNotFound)]
    [InlineData(400, "Bad Request", "Something new", ErrorCodes.ServiceUnavailable)]
    public async Task The_history_of_an_absent_account_is_not_found(
        int status,
        string error,
        string message,
        string code
    )
    {
        await using var backends = Refusing(status, error, message, out var server);
        await using var owned = server;

        var failure = await Assert.ThrowsAsync<AppException>(() =>
            backends.Transactions.HistoryAsync(Samples.One, 0, 20, BackendsUnderTest.Alice, Stop)
        );

        Assert.Equal(code, failure.Code);
    }

    [Theory]
    [InlineData("""{"enabled":true,"message":"x"}""", true)]
    [InlineData("""{"enabled":false}""", false)]
    public async Task Whether_deposits_are_taken_is_the_banks_word_in_v2(string body, bool taken)
    {
        await using var server = new RawHttpServer(RawReply.Json(200, body));
        await using var backends = new BackendsUnderTest(BackendsUnderTest.Options(server.Url, BankContract.V2));

        Assert.Equal(taken, await backends.Transactions.TakesDepositsAsync(Stop));
    }

    [Fact]
    public async Task In_v1_deposits_are_taken_and_nobody_is_asked()
    {
        await using var server = new RawHttpServer(RawReply.Close);
        await using var backends = new BackendsUnderTest(BackendsUnderTest.Options(server.Url));

        Assert.True(await backends.Transactions.TakesDepositsAsync(Stop));
        Assert.Equal(0, server.Connections);
    }

    private static BackendsUnderTest Refusing(int status, string error, string message, out RawHttpServer server)
    {
        server = new RawHttpServer(RawReply.Json(status, $$"""{"error":"{{error}}","message":"{{message}}"}"""));
        return new BackendsUnderTest(BackendsUnderTest.Options(server.Url));
    }

    private static async Task AssertAbsentAsync(bool isAbsent, Func<Task<bool>> ask)
    {
        if (isAbsent)
        {
            Assert.True(await ask());
            return;
        }

        Assert.Equal(ErrorCodes.ServiceUnavailable, (await Assert.ThrowsAsync<AppException>(ask)).Code);
    }
}
