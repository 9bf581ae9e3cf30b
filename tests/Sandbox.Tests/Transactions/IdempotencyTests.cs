using FinancialMcp.Sandbox.Tests.Harness;

namespace FinancialMcp.Sandbox.Tests.Transactions;

public sealed class IdempotencyTests
{
    [Fact]
    public async Task V1_replays_a_key_without_comparing_the_body()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        var first = (await bank.Alice.TransferAsync(1001, 1003, "10", "k")).Expect(201);
        var same = (await bank.Alice.TransferAsync(1001, 1003, "10", "k")).Expect(201);
        var other = (await bank.Alice.TransferAsync(1001, 1002, "999", "k")).Expect(201);

        Assert.Equal(first.Body, same.Body);
        Assert.Equal(first.Body, other.Body);
        Assert.Equal(1, Count(bank, "k"));
    }

    [Fact]
    public async Task V2_refuses_a_key_with_another_body()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V2);
        const string Reference = """, "reference": "r" """;

        var first = (await bank.Alice.TransferAsync(1001, 1003, "10", "k", Reference)).Expect(201);
        var same = (await bank.Alice.TransferAsync(1001, 1003, "10.00", "k", Reference)).Expect(201);
        var amount = (await bank.Alice.TransferAsync(1001, 1003, "10.01", "k", Reference)).Expect(409);
        (await bank.Alice.TransferAsync(1001, 1002, "10", "k", Reference)).Expect(409);
        (await bank.Alice.TransferAsync(1001, 1003, "10", "k")).Expect(409);

        Assert.Equal(first.Body, same.Body);
        Assert.Equal("Conflict", amount.Text("error"));
        Assert.Equal(1, Count(bank, "k"));
    }

    [Theory]
    [InlineData(BankContract.V1, 201)]
    [InlineData(BankContract.V2, 400)]
    public async Task A_key_is_optional_in_v1_and_mandatory_in_v2(BankContract contract, int status)
    {
        await using var bank = await TestBank.StartAsync(contract);
        const string Body = """{"fromAccountId": 1001, "toAccountId": 1003, "amount": 1}""";

        (await bank.Alice.TransactionsAsync(HttpMethod.Post, "/api/transactions/transfer", Body)).Expect(status);
        (await bank.Alice.TransactionsAsync(HttpMethod.Post, "/api/transactions/transfer", Body)).Expect(status);

        var moved = LedgerFacts.Number(
            bank.Host.LedgerPath,
            "SELECT count(*) FROM transactions WHERE amount = 100 AND type = 'TRANSFER'"
        );
        Assert.Equal(status == 201 ? 2 : 0, moved);
    }

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task A_key_has_1_to_128_of_its_characters(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract);

        (await bank.Alice.TransferAsync(1001, 1003, "1", new string('k', 128))).Expect(201);
        (await bank.Alice.TransferAsync(1001, 1003, "1", "aZ09._:-")).Expect(201);
        (await bank.Alice.TransferAsync(1001, 1003, "1", new string('k', 129))).Expect(400);
        (await bank.Alice.TransferAsync(1001, 1003, "1", "a key")).Expect(400);
        (await bank.Alice.TransferAsync(1001, 1003, "1", "a/key")).Expect(400);
    }

    [Fact]
    public async Task A_key_is_scoped_by_subject_and_type()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        var ids = new[]
        {
            await bank.Alice.TransferAsync(1001, 1003, "1", "k"),
            await bank.Alice.DepositAsync(1001, "1", "k"),
            await bank.Alice.WithdrawAsync(1001, "1", "k"),
            await bank.Bob.TransferAsync(1003, 1001, "1", "k"),
        };

        Assert.Equal(4, ids.Select(r => r.Expect(201).Text("transactionId")).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task A_refusal_leaves_its_key_free(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract);

        (await bank.Alice.TransferAsync(1001, 1003, "2000.01", "k")).Expect(400);

        (await bank.Alice.TransferAsync(1001, 1003, "2000", "k")).Expect(201);
    }

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task A_key_never_expires(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract);
        var first = (await bank.Alice.TransferAsync(1001, 1003, "1", "k")).Expect(201);

        bank.Clock.Advance(TimeSpan.FromDays(3650));

        Assert.Equal(first.Body, (await bank.Alice.TransferAsync(1001, 1003, "1", "k")).Expect(201).Body);
    }

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task Of_64_posts_with_one_key_at_once_one_moves_money_and_all_tell_of_it(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract);
        var before = await bank.Olivia.BalanceAsync(1003);

        var replies = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(_ => bank.Alice.TransferAsync(1001, 1003, "7.77", "k"))
        );

        Assert.Single(replies.Select(r => r.Expect(201).Body).Distinct(StringComparer.Ordinal));
        Assert.Equal(1, Count(bank, "k"));
        Assert.Equal(
            decimal.Parse(before, System.Globalization.CultureInfo.InvariantCulture) + 7.77m,
            decimal.Parse(await bank.Olivia.BalanceAsync(1003), System.Globalization.CultureInfo.InvariantCulture)
        );
    }

    [Fact]
    public async Task A_key_still_answers_after_a_restart()
    {
        using var data = new FinancialMcp.Testing.TemporaryFolder();
        string first;
        await using (var bank = await TestBank.StartAsync(BankContract.V1, o => o with { DataDirectory = data.Path }))
        {
            first = (await bank.Alice.TransferAsync(1001, 1003, "1", "k")).Expect(201).Body;
        }

        await using var again = await TestBank.StartAsync(BankContract.V1, o => o with { DataDirectory = data.Path });

        Assert.Equal(first, (await again.Alice.TransferAsync(1001, 1003, "1", "k")).Expect(201).Body);
    }

    private static long Count(TestBank bank, string key) =>
        LedgerFacts.Number(bank.Host.LedgerPath, $"SELECT count(*) FROM transactions WHERE idempotency_key = '{key}'");
}
