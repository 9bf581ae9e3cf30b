using FinancialMcp.Sandbox.Tests.Harness;

namespace FinancialMcp.Sandbox.Tests.Accounts;

public sealed class AccountAccessTests
{
    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task An_account_is_shown_to_its_owner_and_to_the_privileged(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract);

        (await bank.Alice.GetAccountsAsync("/api/accounts/1001")).Expect(200);
        (await bank.Olivia.GetAccountsAsync("/api/accounts/1001")).Expect(200);
        var foreign = (await bank.Bob.GetAccountsAsync("/api/accounts/1001")).Expect(403);
        var unknown = (await bank.Bob.GetAccountsAsync("/api/accounts/99999")).Expect(404);
        var crooked = (await bank.Bob.GetAccountsAsync("/api/accounts/abc")).Expect(500);

        Assert.Equal("Forbidden", foreign.Text("error"));
        Assert.Equal("Account not found: 99999", unknown.Text("message"));
        Assert.Equal("Internal Server Error", crooked.Text("error"));
        Assert.Contains("\"abc\"", crooked.Text("message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BankContract.V1, """{"accountType": "CHECKING", "ownerId": "bob", "balance": 0}""")]
    [InlineData(BankContract.V2, """{"accountType": "CHECKING", "ownerId": "bob"}""")]
    public async Task Only_the_privileged_open_an_account_for_someone_else(BankContract contract, string body)
    {
        await using var bank = await TestBank.StartAsync(contract);

        (await bank.Alice.AccountsAsync(HttpMethod.Post, "/api/accounts", body)).Expect(403);
        var opened = (await bank.Olivia.AccountsAsync(HttpMethod.Post, "/api/accounts", body)).Expect(201);

        Assert.Equal("bob", opened.Text("ownerId"));
    }

    [Fact]
    public async Task Changing_someone_elses_account_is_forbidden()
    {
        await using var v1 = await TestBank.StartAsync(BankContract.V1);
        await using var v2 = await TestBank.StartAsync(BankContract.V2);

        (
            await v1.Alice.AccountsAsync(
                HttpMethod.Put,
                "/api/accounts/1003",
                """{"accountType": "CHECKING", "ownerId": "bob", "balance": 0}"""
            )
        ).Expect(403);
        (await v1.Alice.AccountsAsync(HttpMethod.Delete, "/api/accounts/1003")).Expect(403);
        (await v2.Alice.AccountsAsync(HttpMethod.Put, "/api/accounts/1004", """{"interestRate": 9}""")).Expect(403);
    }

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task Status_is_set_by_an_administrator_with_a_reason(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract);
        const string Path = "/api/accounts/1001/status";
        const string Freeze = """{"status": "FROZEN", "reason": "card lost"}""";

        (await bank.Alice.AccountsAsync(HttpMethod.Patch, Path, Freeze)).Expect(403);
        (await bank.Olivia.AccountsAsync(HttpMethod.Patch, Path, """{"status": "FROZEN"}""")).Expect(400);
        (await bank.Olivia.AccountsAsync(HttpMethod.Patch, Path, """{"status": "MELTED", "reason": "x"}""")).Expect(
            400
        );
        var frozen = (await bank.Olivia.AccountsAsync(HttpMethod.Patch, Path, Freeze)).Expect(200);

        Assert.Equal("FROZEN", frozen.Text("status"));
        Assert.Equal("card lost", frozen.Text("statusReason"));
        Assert.Equal("olivia", frozen.Text("statusUpdatedBy"));
        Assert.Equal("2026-03-15T12:00:00.000000", frozen.Text("statusUpdatedAt"));
    }

    [Theory]
    [InlineData(BankContract.V1, 400)]
    [InlineData(BankContract.V2, 409)]
    public async Task Closed_is_no_status_to_set(BankContract contract, int status)
    {
        await using var bank = await TestBank.StartAsync(contract);

        (
            await bank.Olivia.AccountsAsync(
                HttpMethod.Patch,
                "/api/accounts/1001/status",
                """{"status": "CLOSED", "reason": "x"}"""
            )
        ).Expect(status);
    }

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task The_list_of_a_customer_is_the_own_accounts_whatever_owner_is_asked_for(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract);

        var own = await bank.Alice.GetAccountsAsync("/api/accounts?ownerId=bob");
        var all = await bank.Olivia.GetAccountsAsync("/api/accounts");
        var bobs = await bank.Olivia.GetAccountsAsync("/api/accounts?ownerId=bob&accountType=SAVINGS&status=ACTIVE");

        Assert.Equal([1001, 1002], Ids(own));
        Assert.Equal([1001, 1002, 1003, 1004, 1005, 1006, 1007], Ids(all));
        Assert.Equal([1004], Ids(bobs));
        (await bank.Olivia.GetAccountsAsync("/api/accounts?status=MELTED")).Expect(500);
    }

    [Fact]
    public async Task The_list_is_paged_sorted_and_capped()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        var second = await bank.Olivia.GetAccountsAsync("/api/accounts?page=1&size=3&sort=ownerId,desc&sort=id,desc");
        var odd = await bank.Olivia.GetAccountsAsync("/api/accounts?page=-1&size=x");
        var most = await bank.Olivia.GetAccountsAsync("/api/accounts?size=2000");
        var beyond = await bank.Olivia.GetAccountsAsync("/api/accounts?size=2001");

        Assert.Equal([1004, 1003, 1002], Ids(second));
        Assert.Equal(("1", "3", "7", "3"), Shape(second));
        Assert.Equal(("0", "20", "7", "1"), Shape(odd));
        Assert.Equal("2000", most.Raw("size"));
        Assert.Equal("2000", beyond.Raw("size"));
        (await bank.Olivia.GetAccountsAsync("/api/accounts?sort=password")).Expect(500);
    }

    private static (string, string, string, string) Shape(Reply page) =>
        (page.Raw("number"), page.Raw("size"), page.Raw("totalElements"), page.Raw("totalPages"));

    private static IEnumerable<int> Ids(Reply page) =>
        page.Expect(200).Content.Select(a => a.GetProperty("id").GetInt32());
}
