using FinancialMcp.Sandbox.Tests.Harness;

namespace FinancialMcp.Sandbox.Tests.Accounts;

public sealed class AccountV2Tests
{
    private static readonly HttpMethod Put = HttpMethod.Put;

    [Fact]
    public async Task An_account_opens_at_zero_for_the_caller_in_dollars()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V2);

        var reply = await PostAsync(bank, """{"accountType": "CHECKING"}""");

        Assert.Equal(
            """{"id":1008,"ownerId":"alice","accountType":"CHECKING","balance":0.00,"createdAt":"2026-03-15","status":"ACTIVE","statusReason":null,"statusUpdatedAt":null,"statusUpdatedBy":null,"interestRate":null,"creditLimit":null,"dueDate":null,"ledgerBalance":0.00,"availableBalance":0.00,"pendingBalance":0.00,"currency":"USD"}""",
            reply.Expect(201).Body
        );
    }

    [Theory]
    [InlineData("""{"accountType": "CHECKING", "balance": 1}""", 400, "Malformed JSON")]
    [InlineData("""{"accountType": "CHECKING", "nickname": "x"}""", 400, "Malformed JSON")]
    [InlineData("""{"ownerId": "alice"}""", 400, "Validation Failed")]
    [InlineData("""{"accountType": "CHECKING", "currency": "usd"}""", 400, "Validation Failed")]
    [InlineData("""{"accountType": "GOLD"}""", 404, "Not Found")]
    [InlineData("""{"accountType": "CREDIT"}""", 404, "Not Found")]
    [InlineData("""{"accountType": "CREDIT", "creditLimit": 5}""", 404, "Not Found")]
    [InlineData("""{"accountType": "CREDIT", "creditLimit": 5, "dueDate": "2026-03-15"}""", 400, "Validation Failed")]
    public async Task A_body_that_does_not_fit_is_refused(string body, int status, string error)
    {
        await using var bank = await TestBank.StartAsync(BankContract.V2);

        var reply = await PostAsync(bank, body);

        Assert.Equal(error, reply.Expect(status).Text("error"));
    }

    [Fact]
    public async Task Put_changes_the_terms_that_the_type_has()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V2);

        var rate = await bank.Alice.AccountsAsync(
            Put,
            "/api/accounts/1002",
            """{"interestRate": 2.75, "creditLimit": 5}"""
        );
        var limit = await bank.Carol.AccountsAsync(
            Put,
            "/api/accounts/1007",
            """{"creditLimit": 99.9, "dueDate": "2027-01-31"}"""
        );
        var balance = await bank.Alice.AccountsAsync(Put, "/api/accounts/1001", """{"balance": 5}""");

        Assert.Equal("2.75", rate.Expect(200).Raw("interestRate"));
        Assert.Equal("null", rate.Raw("creditLimit"));
        Assert.Equal("99.90", limit.Expect(200).Raw("creditLimit"));
        Assert.Equal("2027-01-31", limit.Text("dueDate"));
        Assert.Equal("Malformed JSON", balance.Expect(400).Text("error"));
    }

    [Fact]
    public async Task Delete_is_not_offered()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V2);

        var reply = await bank.Olivia.AccountsAsync(HttpMethod.Delete, "/api/accounts/1001");

        Assert.Equal("Method Not Allowed", reply.Expect(405).Text("error"));
        (await bank.Alice.GetAccountsAsync("/api/accounts/1001")).Expect(200);
    }

    [Fact]
    public async Task An_account_closes_only_when_nothing_is_left_and_takes_no_change_afterwards()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V2);
        var id = await bank.Alice.OpenAsync("""{"accountType": "CHECKING"}""");
        (await bank.Alice.TransferAsync(1001, id, "5")).Expect(201);

        var early = await CloseAsync(bank.Alice, id);
        (await bank.Alice.TransferAsync(id, 1001, "5")).Expect(201);
        var foreign = await CloseAsync(bank.Bob, id);
        var closed = await CloseAsync(bank.Alice, id);
        var again = await CloseAsync(bank.Alice, id);

        Assert.Equal("Conflict", early.Expect(409).Text("error"));
        Assert.Equal("Account not found", foreign.Expect(400).Text("message"));
        Assert.Equal("CLOSED", closed.Expect(200).Text("status"));
        again.Expect(409);
        var shown = (await bank.Alice.GetAccountsAsync($"/api/accounts/{id}")).Expect(200);
        Assert.Equal("CLOSED", shown.Text("status"));
        Assert.Equal("no longer needed", shown.Text("statusReason"));
        (await bank.Alice.AccountsAsync(Put, $"/api/accounts/{id}", """{"interestRate": 1}""")).Expect(409);
        (await bank.Alice.TransferAsync(1001, id, "1")).Expect(409);
        (
            await bank.Olivia.AccountsAsync(
                HttpMethod.Patch,
                $"/api/accounts/{id}/status",
                """{"status": "ACTIVE", "reason": "x"}"""
            )
        ).Expect(409);
    }

    [Fact]
    public async Task Closing_belongs_to_v2()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        (await CloseAsync(bank.Alice, 1001)).Expect(404);
    }

    [Fact]
    public async Task Spending_limits_tell_what_left_each_own_account_today()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V2);
        (await bank.Alice.TransferAsync(1001, 1003, "10.50")).Expect(201);
        (await bank.Bob.TransferAsync(1003, 1001, "3")).Expect(201);
        (await bank.Alice.WithdrawAsync(1001, "7")).Expect(201);

        var reply = (await bank.Alice.GetAccountsAsync("/api/security/spending-limits")).Expect(200);

        var limits = reply.Json.EnumerateArray().ToList();
        Assert.Equal(["1001", "1002"], limits.Select(l => l.GetProperty("accountId").GetRawText()));
        Assert.Equal("10000.00", limits[0].GetProperty("transferDailyLimit").GetRawText());
        Assert.Equal("2000.00", limits[0].GetProperty("withdrawalDailyLimit").GetRawText());
        Assert.Equal("10.50", limits[0].GetProperty("transferUsedToday").GetRawText());
        Assert.Equal("7.00", limits[0].GetProperty("withdrawalUsedToday").GetRawText());
        Assert.Equal("0.00", limits[1].GetProperty("transferUsedToday").GetRawText());
    }

    [Fact]
    public async Task Without_bank_limits_no_spending_limit_is_told()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V2, o => o with { BankLimits = false });

        Assert.Equal("[]", (await bank.Alice.GetAccountsAsync("/api/security/spending-limits")).Expect(200).Body);
    }

    private static Task<Reply> CloseAsync(BankClient client, long id) =>
        client.TransactionsAsync(
            HttpMethod.Post,
            $"/api/controlled-beta/accounts/{id}/close",
            """{"reason": "no longer needed"}"""
        );

    private static Task<Reply> PostAsync(TestBank bank, string body) =>
        bank.Alice.AccountsAsync(HttpMethod.Post, "/api/accounts", body);
}
