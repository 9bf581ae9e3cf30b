using FinancialMcp.Sandbox.Tests.Harness;

namespace FinancialMcp.Sandbox.Tests.Accounts;

public sealed class AccountV1Tests
{
    [Fact]
    public async Task An_account_opens_with_its_balance_and_shows_only_the_fields_of_v1()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        var reply = await PostAsync(
            bank,
            """{"accountType": "SAVINGS", "ownerId": "alice", "balance": 12.5, "interestRate": 1.25, "nickname": "x"}"""
        );

        Assert.Equal(
            """{"id":1008,"ownerId":"alice","accountType":"SAVINGS","balance":12.50,"createdAt":"2026-03-15","status":"ACTIVE","statusReason":null,"statusUpdatedAt":null,"statusUpdatedBy":null,"interestRate":1.25,"creditLimit":null,"dueDate":null}""",
            reply.Expect(201).Body
        );
        LedgerFacts.AssertSound(bank.Host.LedgerPath);
    }

    [Theory]
    [InlineData("""{"accountType": "GOLD", "ownerId": "alice", "balance": 1}""", "Malformed JSON", "")]
    [InlineData("""{"ownerId": "alice", "balance": 1}""", "Malformed JSON", "")]
    [InlineData("{", "Malformed JSON", "")]
    [InlineData("[]", "Malformed JSON", "")]
    [InlineData("""{"accountType": "CHECKING", "ownerId": "alice", "balance": "1"}""", "Malformed JSON", "")]
    [InlineData(
        """{"accountType": "CHECKING", "ownerId": "alice", "balance": -0.01}""",
        "Validation Failed",
        "balance: "
    )]
    [InlineData(
        """{"accountType": "CHECKING", "ownerId": "alice", "balance": 0.001}""",
        "Validation Failed",
        "balance: "
    )]
    [InlineData("""{"accountType": "CHECKING", "ownerId": "alice"}""", "Validation Failed", "balance: ")]
    [InlineData("""{"accountType": "CHECKING", "ownerId": " ", "balance": 1}""", "Validation Failed", "ownerId: ")]
    [InlineData(
        """{"accountType": "CREDIT", "ownerId": "alice", "balance": 0}""",
        "Validation Failed",
        "creditLimit: "
    )]
    [InlineData(
        """{"accountType": "CREDIT", "ownerId": "alice", "balance": 0, "creditLimit": 5, "dueDate": "2026-03-15"}""",
        "Validation Failed",
        "dueDate: "
    )]
    public async Task A_body_that_does_not_fit_is_refused_by_its_first_problem(string body, string error, string start)
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        var reply = (await PostAsync(bank, body)).Expect(400);

        Assert.Equal(error, reply.Text("error"));
        Assert.StartsWith(start, reply.Text("message"), StringComparison.Ordinal);
        Assert.Equal("/api/accounts", reply.Text("path"));
        Assert.Equal("400", reply.Raw("status"));
    }

    [Fact]
    public async Task A_credit_account_keeps_its_limit_and_date()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        var reply = await PostAsync(
            bank,
            """{"accountType": "CREDIT", "ownerId": "alice", "balance": 0, "creditLimit": 1500.5, "dueDate": "2026-03-16"}"""
        );

        Assert.Equal("1500.50", reply.Expect(201).Raw("creditLimit"));
        Assert.Equal("2026-03-16", reply.Text("dueDate"));
        Assert.Equal("0.00", reply.Raw("balance"));
    }

    [Fact]
    public async Task A_repeated_post_opens_a_second_account()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        const string Body = """{"accountType": "CHECKING", "ownerId": "alice", "balance": 1}""";

        var first = await bank.Alice.OpenAsync(Body);
        var second = await bank.Alice.OpenAsync(Body);

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Put_stores_the_balance_and_nothing_else()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        var reply = await bank.Alice.AccountsAsync(
            HttpMethod.Put,
            "/api/accounts/1002",
            """{"accountType": "SAVINGS", "ownerId": "bob", "balance": 7.07, "interestRate": 9}"""
        );

        Assert.Equal("7.07", reply.Expect(200).Raw("balance"));
        Assert.Equal("alice", reply.Text("ownerId"));
        Assert.Equal("1.5", reply.Raw("interestRate"));
        LedgerFacts.AssertSound(bank.Host.LedgerPath);
    }

    [Fact]
    public async Task Delete_answers_204_without_looking_at_the_balance_and_the_account_is_gone()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        var reply = await bank.Alice.AccountsAsync(HttpMethod.Delete, "/api/accounts/1001");

        Assert.Equal("", reply.Expect(204).Body);
        (await bank.Alice.GetAccountsAsync("/api/accounts/1001")).Expect(404);
        (await bank.Bob.TransferAsync(1003, 1001, "1")).Expect(400);
        LedgerFacts.AssertSound(bank.Host.LedgerPath);
    }

    private static Task<Reply> PostAsync(TestBank bank, string body) =>
        bank.Alice.AccountsAsync(HttpMethod.Post, "/api/accounts", body);
}
