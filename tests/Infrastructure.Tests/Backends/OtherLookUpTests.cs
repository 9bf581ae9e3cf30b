using System.Text.Json.Nodes;
using FinancialMcp.Application;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Testing;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>What became of a reversal, of what the bank accepted, and of a change to an account.</summary>
public sealed class OtherLookUpTests
{
    private static readonly RawReply Unknown = RawReply.Json(
        400,
        """{"error":"Bad Request","message":"Transaction not found: x"}"""
    );
    private static readonly RawReply Gone = RawReply.Json(
        404,
        """{"error":"Not Found","message":"Account not found"}"""
    );

    private static readonly Dictionary<string, RawReply> Troubles = new(StringComparer.Ordinal)
    {
        ["500"] = RawReply.Json(500, """{"error":"Internal Server Error","message":"no"}"""),
        ["401"] = RawReply.Empty(401),
        ["403 without a body"] = RawReply.Empty(403),
        ["403"] = RawReply.Json(403, """{"error":"Forbidden","message":"no"}"""),
        ["404 of somebody else"] = RawReply.Typed(404, "text/html", "<h1>nothing here</h1>"),
        ["timeout"] = RawReply.Hang,
        ["reset"] = RawReply.Reset,
        ["garbage"] = RawReply.Garbage,
        ["wrong type"] = RawReply.Typed(200, "text/html", "[]"),
        ["null"] = RawReply.Json(200, "null"),
        ["another shape"] = RawReply.Json(200, "\"row\""),
        ["null row"] = RawReply.Json(200, "[null]"),
    };

    public static TheoryData<BankContract> Contracts() => [BankContract.V1, BankContract.V2];

    public static TheoryData<string> EveryTrouble() => [.. Troubles.Keys];

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task A_reversal_is_looked_for_among_those_of_its_original(BankContract contract)
    {
        var operation = LookUpServer.InDoubt(contract, "reversal");
        var other = LookUpServer.Row(LookUpServer.InDoubt(contract, "reversal"));
        await using var bank = new LookUpServer(contract, _ => List(other.DeepClone(), LookUpServer.Row(operation)));

        var look = await bank.LookAsync(operation);

        Assert.Equal((LookUpFinding.Found, OutcomeClass.Succeeded), (look.Finding, look.Outcome!.Class));
        Assert.Equal($"/api/transactions/{Samples.Original}/reversals", Assert.Single(bank.Requests).Target);
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task A_reversal_may_be_absent_twice_or_of_something_else(BankContract contract)
    {
        var operation = LookUpServer.InDoubt(contract, "reversal");
        var second = LookUpServer.Row(operation);
        second["transactionId"] = Samples.Original.ToString();
        var elsewhere = LookUpServer.Row(operation);
        elsewhere["originalTransactionId"] = Samples.New.ToString();

        Assert.Equal(LookUp.Absent, await LookUpServer.LookAsync(contract, operation, _ => List()));
        Assert.Equal(
            LookUp.Contradiction,
            await LookUpServer.LookAsync(
                contract,
                operation,
                _ => List(LookUpServer.Row(operation), second.DeepClone())
            )
        );
        Assert.Equal(
            LookUp.Contradiction,
            await LookUpServer.LookAsync(contract, operation, _ => List(elsewhere.DeepClone()))
        );
        Assert.Equal(LookUp.Unavailable, await LookUpServer.LookAsync(contract, operation, _ => Unknown));
    }

    [Theory]
    [InlineData("COMPLETED", OutcomeClass.Succeeded)]
    [InlineData("PENDING", OutcomeClass.Accepted)]
    [InlineData("CANCELLED", OutcomeClass.NotExecuted)]
    [InlineData("FAILED", OutcomeClass.NotExecuted)]
    public async Task What_was_accepted_is_asked_for_by_its_id(string status, OutcomeClass expected)
    {
        foreach (var contract in Enum.GetValues<BankContract>())
        {
            var operation = Accepted(contract);
            await using var bank = new LookUpServer(
                contract,
                _ => RawReply.Json(200, Samples.Text(LookUpServer.Row(operation, status)))
            );

            var look = await bank.LookAsync(operation);

            Assert.Equal((LookUpFinding.Found, expected), (look.Finding, look.Outcome!.Class));
            Assert.Equal($"/api/transactions/{Samples.New}", Assert.Single(bank.Requests).Target);
        }
    }

    [Theory]
    [InlineData("COMPLETED", OutcomeClass.Succeeded)]
    [InlineData("PENDING", OutcomeClass.Accepted)]
    [InlineData("CANCELLED", OutcomeClass.NotExecuted)]
    public async Task V2_is_asked_for_an_authorization_where_it_knows_no_transaction(
        string status,
        OutcomeClass expected
    )
    {
        var operation = Accepted(BankContract.V2);
        await using var bank = new LookUpServer(
            BankContract.V2,
            request =>
                request.Target.Contains("/authorizations/", StringComparison.Ordinal)
                    ? RawReply.Json(200, Samples.Text(LookUpServer.Row(operation, status)))
                    : Unknown
        );

        var look = await bank.LookAsync(operation);

        Assert.Equal((LookUpFinding.Found, expected), (look.Finding, look.Outcome!.Class));
        Assert.Equal($"/api/transactions/authorizations/{Samples.New}", bank.Requests[1].Target);
    }

    [Fact]
    public async Task What_was_accepted_and_is_not_known_any_more_is_not_shown()
    {
        await using var first = new LookUpServer(BankContract.V1, _ => Unknown);
        await using var second = new LookUpServer(BankContract.V2, _ => Unknown);

        Assert.Equal(LookUp.NotShown, await first.LookAsync(Accepted(BankContract.V1)));
        Assert.Equal(LookUp.NotShown, await second.LookAsync(Accepted(BankContract.V2)));
        Assert.Equal((1, 2), (first.Requests.Count, second.Requests.Count));
    }

    [Fact]
    public async Task What_was_accepted_and_is_shown_as_another_payment_is_a_contradiction()
    {
        var operation = Accepted(BankContract.V2);
        var row = LookUpServer.Row(operation);
        row["amount"] = 99m;

        Assert.Equal(
            LookUp.Contradiction,
            await LookUpServer.LookAsync(BankContract.V2, operation, _ => RawReply.Json(200, Samples.Text(row)))
        );
    }

    [Theory]
    [InlineData(BankContract.V2, "change", "interestRate", "2.5")]
    [InlineData(BankContract.V1, "status", "status", "\"ACTIVE\"")]
    [InlineData(BankContract.V2, "status", "status", "\"CLOSED\"")]
    [InlineData(BankContract.V1, "correct", "balance", "79.99")]
    [InlineData(BankContract.V1, "correct", "id", "1002")]
    public async Task An_account_that_shows_what_was_asked_has_got_it_and_another_proves_nothing(
        BankContract contract,
        string kind,
        string field,
        string otherwise
    )
    {
        var operation = kind == "correct" ? CorrectBalanceTests.Operation() : LookUpServer.InDoubt(contract, kind);
        var shown = kind == "correct" ? CorrectBalanceTests.Account("80.00") : Samples.SuccessBody(operation);
        await using var bank = new LookUpServer(contract, _ => RawReply.Json(200, Samples.Text(shown)));

        var look = await bank.LookAsync(operation);
        Assert.Equal((LookUpFinding.Found, OutcomeClass.Succeeded), (look.Finding, look.Outcome!.Class));
        Assert.NotNull(look.Outcome.Result);
        Assert.Equal("/api/accounts/1001", Assert.Single(bank.Requests).Target);

        shown[field] = JsonNode.Parse(otherwise);
        Assert.Equal(LookUp.NotShown, await bank.LookAsync(operation));
        Assert.Equal(LookUp.NotShown, await LookUpServer.LookAsync(contract, operation, _ => Gone));
    }

    [Fact]
    public async Task A_closed_account_is_gone_in_v1_and_shown_as_closed_in_v2()
    {
        var first = LookUpServer.InDoubt(BankContract.V1, "close");
        var second = LookUpServer.InDoubt(BankContract.V2, "close");
        RawReply Shown(string status)
        {
            var account = CorrectBalanceTests.Account("0.00");
            account["status"] = status;
            return RawReply.Json(200, Samples.Text(account));
        }

        var gone = await LookUpServer.LookAsync(BankContract.V1, first, _ => Gone);
        var closed = await LookUpServer.LookAsync(BankContract.V2, second, _ => Shown("CLOSED"));

        Assert.Equal((LookUpFinding.Found, OutcomeClass.Succeeded), (gone.Finding, gone.Outcome!.Class));
        Assert.Equal((LookUpFinding.Found, OutcomeClass.Succeeded), (closed.Finding, closed.Outcome!.Class));
        Assert.Equal(LookUp.NotShown, await LookUpServer.LookAsync(BankContract.V1, first, _ => Shown("ACTIVE")));
        Assert.Equal(LookUp.NotShown, await LookUpServer.LookAsync(BankContract.V2, second, _ => Shown("FROZEN")));
        Assert.Equal(LookUp.NotShown, await LookUpServer.LookAsync(BankContract.V2, second, _ => Gone));
    }

    [Theory]
    [MemberData(nameof(EveryTrouble))]
    public async Task A_look_that_is_not_answered_tells_nothing(string trouble)
    {
        foreach (var (contract, kind) in Samples.Kinds().Select(row => row.Data).Where(row => row.Item2 != "open"))
        {
            var operation = LookUpServer.InDoubt(contract, kind);
            var look = await LookUpServer.LookAsync(contract, operation, _ => Troubles[trouble], trouble == "timeout");
            Assert.Equal(LookUp.Unavailable, look);
        }

        Assert.Equal(
            trouble is "403" ? LookUp.NotShown : LookUp.Unavailable,
            await LookUpServer.LookAsync(
                BankContract.V1,
                Accepted(BankContract.V1),
                _ => Troubles[trouble],
                trouble == "timeout"
            )
        );
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task Nothing_tells_whether_an_account_was_opened(BankContract contract)
    {
        await using var bank = new LookUpServer(contract, _ => RawReply.Json(200, "[]"));

        Assert.Equal(LookUp.Impossible, await bank.LookAsync(LookUpServer.InDoubt(contract, "open")));

        Assert.Empty(bank.Requests);
    }

    private static RawReply List(params JsonNode[] rows) => RawReply.Json(200, Samples.Text(new JsonArray(rows)));

    private static Operation Accepted(BankContract contract) =>
        Samples.Operation(contract, Samples.All["transfer"]) with
        {
            State = OperationState.AwaitingBackend,
            Outcome = new Outcome(OutcomeClass.Accepted, null, null, Samples.New.ToString(), null),
        };
}
