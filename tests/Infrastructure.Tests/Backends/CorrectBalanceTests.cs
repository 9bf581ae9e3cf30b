using System.Globalization;
using System.Text.Json.Nodes;
using FinancialMcp.Application;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Backends;
using FinancialMcp.Testing;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>A balance that people have found wrong is set in contract v1, by one PUT that repeats the account.</summary>
public sealed class CorrectBalanceTests
{
    private static readonly CorrectBalance Correction = new(
        Samples.One,
        Samples.Usd("70.10"),
        Samples.Usd("80.00"),
        AccountType.Savings,
        "alice",
        null,
        null,
        "counted wrong"
    );

    internal static Operation Operation() => Samples.Operation(BankContract.V1, Correction, BackendsUnderTest.Staff);

    internal static JsonObject Account(string balance) =>
        new()
        {
            ["id"] = 1001,
            ["ownerId"] = "alice",
            ["accountType"] = "SAVINGS",
            ["status"] = "ACTIVE",
            ["balance"] = decimal.Parse(balance, CultureInfo.InvariantCulture),
        };

    [Fact]
    public async Task It_is_one_put_of_the_account_with_its_new_balance()
    {
        await using var server = new RawHttpServer(RawReply.Json(200, Samples.Text(Account("80.00"))));
        await using var backends = new BackendsUnderTest(BackendsUnderTest.Options(server.Url));

        var (outcome, attempt) = await backends.SendAsync(Operation());

        Assert.Equal((OutcomeClass.Succeeded, 200), (outcome.Class, attempt.HttpStatus));
        var request = Assert.Single(server.Requests);
        Assert.Equal(("PUT", "/api/accounts/1001"), (request.Method, request.Target));
        Assert.Equal("""{"accountType":"SAVINGS","ownerId":"alice","balance":80.00}""", request.Body);
    }

    [Fact]
    public void A_credit_accounts_terms_are_repeated()
    {
        var credit = Correction with
        {
            Type = AccountType.Credit,
            CreditLimit = Samples.Usd("1000"),
            DueDate = new DateOnly(2027, 1, 31),
        };

        Assert.Equal(
            """{"accountType":"CREDIT","ownerId":"alice","balance":80.00,"creditLimit":1000.00,"dueDate":"2027-01-31"}""",
            ChangeBody.Of(BankContract.V1, credit, "fm1-key")
        );
    }

    [Theory]
    [InlineData("balance", "70.10")]
    [InlineData("balance", "80.01")]
    [InlineData("balance", "null")]
    [InlineData("id", "1002")]
    public async Task An_echo_that_differs_proves_nothing(string field, string json)
    {
        var account = Account("80.00");
        account[field] = JsonNode.Parse(json);
        await using var server = new RawHttpServer(RawReply.Json(200, Samples.Text(account)));
        await using var backends = new BackendsUnderTest(BackendsUnderTest.Options(server.Url));

        var (outcome, _) = await backends.SendAsync(Operation());

        Assert.Equal(OutcomeClass.Unknown, outcome.Class);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(404, "Not Found", ErrorCodes.AccountNotFound)]
    [InlineData(403, "Forbidden", ErrorCodes.AccountNotFound)]
    [InlineData(400, "Validation Failed", ErrorCodes.ValidationError)]
    [InlineData(500, "Internal Server Error", null)]
    [InlineData(201, "Created", null)]
    public async Task A_documented_refusal_did_nothing_and_anything_else_is_unknown(
        int status,
        string error,
        string? code
    )
    {
        await using var server = new RawHttpServer(
            RawReply.Json(status, $$"""{"error":"{{error}}","message":"x","status":{{status}}}""")
        );
        await using var backends = new BackendsUnderTest(BackendsUnderTest.Options(server.Url));

        var (outcome, _) = await backends.SendAsync(Operation());

        Assert.Equal(code is null ? OutcomeClass.Unknown : OutcomeClass.NotExecuted, outcome.Class);
        Assert.Equal(code, outcome.ErrorCode);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task V2_has_no_route_for_it_and_sees_nothing()
    {
        await using var server = new RawHttpServer(RawReply.Json(200, "{}"));
        await using var backends = new BackendsUnderTest(BackendsUnderTest.Options(server.Url, BankContract.V2));

        var (outcome, attempt) = await backends.SendAsync(Operation());

        Assert.Equal((OutcomeClass.NotExecuted, ErrorCodes.InternalError), (outcome.Class, outcome.ErrorCode));
        Assert.False(attempt.BytesSent);
        Assert.Equal(0, server.Connections);
        Assert.Throws<InvalidOperationException>(() => ChangeBody.Of(BankContract.V2, Correction, "fm1-key"));
    }
}
