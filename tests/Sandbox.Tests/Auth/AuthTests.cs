using FinancialMcp.Sandbox.Tests.Harness;

namespace FinancialMcp.Sandbox.Tests.Auth;

public sealed class AuthTests
{
    private static readonly HttpMethod Post = HttpMethod.Post;

    [Theory]
    [InlineData(BankContract.V1, 5, 6)]
    [InlineData(BankContract.V2, 11, 12)]
    public async Task Register_takes_a_password_of_the_contracts_length_and_no_shorter(
        BankContract contract,
        int refused,
        int taken
    )
    {
        await using var bank = await TestBank.StartAsync(contract);

        var tooShort = await RegisterAsync(bank, "dave", new string('x', refused));
        var done = await RegisterAsync(bank, "dave", new string('x', taken));

        Assert.Equal("Validation Failed", tooShort.Expect(400).Text("error"));
        Assert.StartsWith("password: ", tooShort.Text("message"), StringComparison.Ordinal);
        Assert.Equal("""{"username":"dave","roles":["ROLE_USER"]}""", done.Expect(201).Body);
    }

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task A_name_that_is_taken_is_not_found(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract);

        var reply = await RegisterAsync(bank, "alice", "a-long-password");

        Assert.Equal(
            """{"error":"Not Found","message":"Username already taken","path":"/api/auth/register","status":404}""",
            reply.Expect(404).Body
        );
    }

    [Fact]
    public async Task Of_many_who_register_one_name_at_once_one_gets_it()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => RegisterAsync(bank, "eve", "password")));

        Assert.Equal(1, replies.Count(r => r.Status == 201));
        Assert.Equal(11, replies.Count(r => r.Status == 404));
    }

    [Theory]
    [InlineData(BankContract.V1, 500)]
    [InlineData(BankContract.V2, 401)]
    public async Task Bad_credentials_answer_the_same_for_a_wrong_password_and_an_unknown_user(
        BankContract contract,
        int status
    )
    {
        await using var bank = await TestBank.StartAsync(contract);

        var wrong = await LogInAsync(bank, "alice", "not-her-password");
        var unknown = await LogInAsync(bank, "mallory", "not-her-password");

        Assert.Equal("Bad credentials", wrong.Expect(status).Text("message"));
        Assert.Equal(wrong.Body, unknown.Expect(status).Body);
    }

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task A_token_from_login_opens_both_services_for_an_hour(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract);
        await RegisterAsync(bank, "dave", "a-long-password");
        var token = (await LogInAsync(bank, "dave", "a-long-password")).Expect(200).Text("accessToken");
        var dave = bank.With(token);

        (await dave.GetAccountsAsync("/api/accounts")).Expect(200);
        (await dave.GetTransactionsAsync("/api/transactions/search")).Expect(200);
        bank.Clock.Advance(TimeSpan.FromMinutes(59));
        (await dave.GetAccountsAsync("/api/accounts")).Expect(200);
        bank.Clock.Advance(TimeSpan.FromMinutes(1));

        (await dave.GetAccountsAsync("/api/accounts")).Expect(contract == BankContract.V1 ? 403 : 401);
        (await dave.GetTransactionsAsync("/api/transactions/search")).Expect(401);
    }

    [Theory]
    [InlineData(BankContract.V1, 403)]
    [InlineData(BankContract.V2, 401)]
    public async Task A_missing_or_invalid_token_gets_an_empty_answer(BankContract contract, int accountStatus)
    {
        await using var bank = await TestBank.StartAsync(contract);
        var clock = bank.Clock;
        var past = clock.GetUtcNow().AddSeconds(-1).ToUnixTimeSeconds();
        string?[] tokens =
        [
            null,
            "not.a.token",
            TestTokens.Mint(clock, new { sub = "alice" }, secret: "another secret that is long enough"),
            TestTokens.Mint(clock, new { sub = "alice" }, alg: "none"),
            TestTokens.Mint(clock, new { sub = "alice", exp = past }),
            TestTokens.Mint(clock, new { roles = "ROLE_ADMIN" }),
        ];

        foreach (var token in tokens)
        {
            var accounts = await bank.With(token).GetAccountsAsync("/api/accounts");
            var transactions = await bank.With(token).GetTransactionsAsync("/api/transactions/search");

            Assert.Equal("", accounts.Expect(accountStatus).Body);
            Assert.Equal("", transactions.Expect(401).Body);
        }
    }

    [Fact]
    public async Task The_account_service_takes_roles_from_its_own_users_and_refuses_a_subject_it_does_not_know()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V2);

        var stranger = await bank.As("stranger", "ROLE_ADMIN").GetAccountsAsync("/api/accounts");
        var alice = await bank.As("alice", "ROLE_ADMIN").GetAccountsAsync("/api/accounts/1003");
        var olivia = await bank.As("olivia", "ROLE_USER").GetAccountsAsync("/api/accounts/1003");

        stranger.Expect(401);
        alice.Expect(403);
        olivia.Expect(200);
    }

    [Fact]
    public async Task The_transaction_service_takes_roles_from_the_token_whoever_the_subject_is()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V2);
        var clock = bank.Clock;
        (object Claims, bool Privileged)[] cases =
        [
            (new { sub = "stranger", roles = new[] { "ROLE_ADMIN" } }, true),
            (new { sub = "stranger", roles = new[] { "ROLE_INTERNAL_SERVICE" } }, true),
            (new { sub = "stranger", roles = new[] { "ADMIN" } }, true),
            (new { sub = "stranger", authorities = new[] { "ROLE_ADMIN" } }, true),
            (new { sub = "stranger", role = "ADMIN" }, true),
            (new { sub = "stranger", roles = new[] { "admin" } }, false),
            (
                new
                {
                    sub = "stranger",
                    roles = new[] { "ROLE_USER" },
                    role = "ADMIN",
                },
                false
            ),
            (new { sub = "stranger" }, false),
        ];

        foreach (var (claims, privileged) in cases)
        {
            var client = bank.With(TestTokens.Mint(clock, claims));

            (await client.GetTransactionsAsync("/api/transactions/account/1001")).Expect(privileged ? 200 : 400);
        }
    }

    private static Task<Reply> RegisterAsync(TestBank bank, string name, string password) =>
        bank.Nobody.AccountsAsync(
            Post,
            "/api/auth/register",
            $$"""{"username": "{{name}}", "password": "{{password}}"}"""
        );

    private static Task<Reply> LogInAsync(TestBank bank, string name, string password) =>
        bank.Nobody.AccountsAsync(
            Post,
            "/api/auth/login",
            $$"""{"username": "{{name}}", "password": "{{password}}"}"""
        );
}
