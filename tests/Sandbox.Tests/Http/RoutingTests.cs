using System.Net.Http.Headers;
using FinancialMcp.Sandbox.Tests.Harness;

namespace FinancialMcp.Sandbox.Tests.Http;

public sealed class RoutingTests
{
    [Fact]
    public async Task A_route_of_one_service_is_unknown_on_the_port_of_the_other()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        var account = await bank.Alice.GetTransactionsAsync("/api/accounts/1001");
        var search = await bank.Alice.GetAccountsAsync("/api/transactions/search");

        Assert.Equal("Not Found", account.Expect(404).Text("error"));
        Assert.Equal("/api/transactions", account.Text("path"));
        Assert.Equal("/api/transactions/search", search.Expect(404).Text("path"));
    }

    [Fact]
    public async Task A_forged_host_opens_no_other_service()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(bank.Host.TransactionUrl, "/api/accounts/1001")
        );
        request.Headers.Host = bank.Host.AccountUrl.Authority;
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            TestTokens.For(bank.Clock, "alice", "ROLE_USER")
        );

        using var response = await bank.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(404, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_method_that_a_route_does_not_have_is_not_allowed()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        (await bank.Alice.AccountsAsync(HttpMethod.Patch, "/api/accounts/1001")).Expect(405);
    }

    [Theory]
    [InlineData(BankContract.V1, 403)]
    [InlineData(BankContract.V2, 401)]
    public async Task Health_is_open_and_figures_are_for_administrators(BankContract contract, int unknown)
    {
        await using var bank = await TestBank.StartAsync(contract);
        (await bank.Alice.TransferAsync(1001, 1003, "1")).Expect(201);

        Assert.Equal("""{"status":"UP"}""", (await bank.Nobody.GetAccountsAsync("/actuator/health")).Expect(200).Body);
        Assert.Equal(
            """{"status":"UP"}""",
            (await bank.Nobody.GetTransactionsAsync("/actuator/health")).Expect(200).Body
        );
        (await bank.Nobody.GetAccountsAsync("/actuator/prometheus")).Expect(unknown);
        (await bank.Nobody.GetTransactionsAsync("/actuator/prometheus")).Expect(401);
        (await bank.Alice.GetAccountsAsync("/actuator/prometheus")).Expect(403);
        (await bank.Alice.GetTransactionsAsync("/actuator/prometheus")).Expect(403);
        (await bank.Olivia.GetAccountsAsync("/actuator/prometheus")).Expect(200);
        var figures = (await bank.Olivia.GetTransactionsAsync("/actuator/prometheus")).Expect(200).Body;
        Assert.Contains(
            "http_server_requests_seconds_count{method=\"POST\",status=\"201\"} 1\n",
            figures,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "http_server_requests_seconds_count{method=\"GET\",status=\"403\"} 1\n",
            figures,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task A_body_that_is_not_json_is_415_from_transactions_and_500_from_accounts(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract);

        var transactions = await PostTextAsync(bank, new Uri(bank.Host.TransactionUrl, "/api/transactions/transfer"));
        var accounts = await PostTextAsync(bank, new Uri(bank.Host.AccountUrl, "/api/accounts"));

        Assert.Equal(415, transactions);
        Assert.Equal(500, accounts);
    }

    [Fact]
    public async Task Several_banks_live_in_one_process_without_knowing_of_each_other()
    {
        await using var one = await TestBank.StartAsync(BankContract.V1);
        await using var two = await TestBank.StartAsync(BankContract.V2);

        (await one.Alice.TransferAsync(1001, 1003, "100")).Expect(201);

        Assert.NotEqual(await one.Alice.BalanceAsync(1001), await two.Alice.BalanceAsync(1001));
    }

    private static async Task<int> PostTextAsync(TestBank bank, Uri url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent("amount=1") };
        request.Headers.Add("Idempotency-Key", "k");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            TestTokens.For(bank.Clock, "alice", "ROLE_USER")
        );
        using var response = await bank.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
