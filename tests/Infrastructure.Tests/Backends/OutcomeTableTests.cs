using System.Text;
using System.Text.Json.Nodes;
using FinancialMcp.Application;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Backends;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>What a whole answer proves: statuses of the body, and what the bank may not have changed on the way.</summary>
public sealed class OutcomeTableTests
{
    public static TheoryData<BankContract, string> Movements()
    {
        var rows = new TheoryData<BankContract, string>();
        foreach (var contract in Enum.GetValues<BankContract>())
        {
            rows.AddRange([.. Moving.Select(kind => new TheoryDataRow<BankContract, string>(contract, kind))]);
        }

        return rows;
    }

    private static readonly string[] Moving = ["deposit", "withdrawal", "transfer", "reversal"];

    [Theory]
    [InlineData("COMPLETED", OutcomeClass.Succeeded)]
    [InlineData("REVERSED", OutcomeClass.Succeeded)]
    [InlineData("FAILED", OutcomeClass.NotExecuted)]
    [InlineData("CANCELLED", OutcomeClass.NotExecuted)]
    [InlineData("PENDING", OutcomeClass.Accepted)]
    [InlineData("PROCESSING", OutcomeClass.Accepted)]
    [InlineData("FAILED_REQUIRES_MANUAL_ACTION", OutcomeClass.NeedsOperator)]
    [InlineData("SETTLING", OutcomeClass.Unknown)]
    [InlineData("completed", OutcomeClass.Unknown)]
    [InlineData(null, OutcomeClass.Unknown)]
    public void The_status_in_the_body_decides_for_every_movement(string? status, OutcomeClass expected)
    {
        foreach (var (contract, kind) in Movements().Select(row => row.Data))
        {
            var verdict = Classify(contract, kind, body => body["status"] = status);

            Assert.Equal(expected, verdict.Outcome.Class);
            Assert.Equal(expected == OutcomeClass.Unknown, verdict.Problem is not null);
            Assert.Equal(
                expected is OutcomeClass.Unknown ? null : Samples.New.ToString(),
                verdict.Outcome.BackendTransactionId
            );
            Assert.Equal(expected is OutcomeClass.NotExecuted, verdict.Outcome.ErrorCode is not null);
            Assert.Equal(expected is OutcomeClass.Succeeded, verdict.Outcome.Result is not null);
        }
    }

    [Theory]
    [InlineData("amount", "12.51")]
    [InlineData("amount", "12.505")]
    [InlineData("amount", null)]
    [InlineData("amount", "1e30")]
    [InlineData("currency", "\"EUR\"")]
    [InlineData("currency", "\"XYZ\"")]
    [InlineData("fromAccountId", "\"4711\"")]
    [InlineData("toAccountId", "\"4711\"")]
    [InlineData("toAccountId", "4711")]
    [InlineData("type", "\"FEE\"")]
    [InlineData("idempotencyKey", "\"fm1-other\"")]
    [InlineData("idempotencyKey", null)]
    [InlineData("createdBy", "\"mallory\"")]
    [InlineData("createdBy", null)]
    [InlineData("transactionId", null)]
    [InlineData("transactionId", "\"../1\"")]
    [InlineData("createdAt", null)]
    [InlineData("createdAt", "\"yesterday\"")]
    public void A_row_that_is_not_exactly_ours_proves_nothing_whatever_its_status(string field, string? json)
    {
        foreach (var (contract, kind) in Movements().Select(row => row.Data))
        {
            foreach (var status in (string[])["COMPLETED", "FAILED", "PENDING", "FAILED_REQUIRES_MANUAL_ACTION"])
            {
                var verdict = Classify(
                    contract,
                    kind,
                    body =>
                    {
                        body["status"] = status;
                        body[field] = json is null ? null : JsonNode.Parse(json);
                    }
                );

                Assert.Equal(OutcomeClass.Unknown, verdict.Outcome.Class);
                Assert.NotNull(verdict.Problem);
            }
        }
    }

    [Theory]
    [InlineData("amount", "12.51", "amount")]
    [InlineData("fromAccountId", "\"4711\"", "from")]
    [InlineData("toAccountId", "\"4711\"", "to")]
    [InlineData("type", "\"FEE\"", "type")]
    [InlineData("idempotencyKey", "\"fm1-other\"", "key")]
    [InlineData("createdBy", "\"mallory\"", "creator")]
    [InlineData("originalTransactionId", "\"0192f3a0-1111-7000-8000-00000000000f\"", "original")]
    public void A_mismatch_names_its_field(string field, string json, string named)
    {
        var verdict = Classify(BankContract.V1, "reversal", body => body[field] = JsonNode.Parse(json));

        Assert.Equal([named], verdict.Mismatches);
        Assert.Equal(WireProblem.Mismatch, verdict.Problem);
    }

    [Fact]
    public void An_amount_of_another_scale_is_the_same_amount()
    {
        var verdict = Classify(BankContract.V1, "transfer", body => body["amount"] = JsonNode.Parse("12.5000"));

        Assert.Equal(OutcomeClass.Succeeded, verdict.Outcome.Class);
    }

    [Fact]
    public void Under_a_static_token_the_creator_is_not_compared()
    {
        var verdict = Classify(
            BankContract.V1,
            "transfer",
            body => body["createdBy"] = "service",
            checksCreator: false
        );

        Assert.Equal(OutcomeClass.Succeeded, verdict.Outcome.Class);
    }

    [Fact]
    public void A_step_up_at_the_bank_is_accepted_and_not_settled()
    {
        var verdict = Classify(BankContract.V2, "transfer", body => body["authorizationRequired"] = true, status: 202);

        Assert.Equal(OutcomeClass.Accepted, verdict.Outcome.Class);
        Assert.Equal(Samples.New.ToString(), verdict.Outcome.BackendTransactionId);
        Assert.Null(verdict.Outcome.Result);
    }

    [Theory]
    [InlineData("amount", "99")]
    [InlineData("fromAccountId", "\"4711\"")]
    [InlineData("toAccountId", "\"4711\"")]
    [InlineData("idempotencyKey", "\"fm1-other\"")]
    [InlineData("transactionId", null)]
    public void An_authorization_of_something_else_proves_nothing(string field, string? json)
    {
        var verdict = Classify(
            BankContract.V2,
            "transfer",
            body => body[field] = json is null ? null : JsonNode.Parse(json),
            status: 202
        );

        Assert.Equal(OutcomeClass.Unknown, verdict.Outcome.Class);
    }

    [Theory]
    [InlineData("open", "ownerId", "\"mallory\"", "owner")]
    [InlineData("open", "accountType", "\"CHECKING\"", "type")]
    [InlineData("open", "status", "\"FROZEN\"", "status")]
    [InlineData("open", "balance", "0.01", "balance")]
    [InlineData("open", "interestRate", "1.6", "interest_rate")]
    [InlineData("change", "interestRate", "2.2", "interest_rate")]
    [InlineData("change", "interestRate", null, "interest_rate")]
    [InlineData("change", "id", "4711", "account")]
    [InlineData("status", "status", "\"ACTIVE\"", "status")]
    [InlineData("status", "id", "4711", "account")]
    [InlineData("close", "status", "\"ACTIVE\"", "status")]
    [InlineData("close", "accountId", "4711", "account")]
    public void An_account_that_does_not_show_what_was_asked_proves_nothing(
        string kind,
        string field,
        string? json,
        string named
    )
    {
        var verdict = Classify(BankContract.V2, kind, body => body[field] = json is null ? null : JsonNode.Parse(json));

        Assert.Equal(OutcomeClass.Unknown, verdict.Outcome.Class);
        Assert.Equal([named], verdict.Mismatches);
    }

    [Theory]
    [MemberData(nameof(Samples.Kinds), MemberType = typeof(Samples))]
    public void Only_the_documented_success_is_one(BankContract contract, string kind)
    {
        var documented = Samples.SuccessStatus(contract, Samples.All[kind]);
        for (var status = 200; status < 300; status++)
        {
            // A movement's body decides under 200 and 201 alike (a replay), and 202 is a step-up.
            var isSuccess = Moving.Contains(kind) ? status is 200 or 201 : status == documented;
            var expected =
                isSuccess ? OutcomeClass.Succeeded
                : Moving.Contains(kind) && status == 202 ? OutcomeClass.Accepted
                : OutcomeClass.Unknown;

            Assert.Equal(expected, Classify(contract, kind, status: status).Outcome.Class);
        }
    }

    [Theory]
    [MemberData(nameof(Samples.Kinds), MemberType = typeof(Samples))]
    public void A_success_that_cannot_be_read_is_unknown(BankContract contract, string kind)
    {
        var status = Samples.SuccessStatus(contract, Samples.All[kind]);
        if (status == 204)
        {
            return;
        }

        var operation = Samples.Operation(contract, Samples.All[kind]);
        var body = Samples.Text(Samples.SuccessBody(operation));
        foreach (var unreadable in (string[])["", "null", "[]", "{}", "\"x\"", "{\"id\":", body[..^1], $"[{body}]"])
        {
            var verdict = Classify(
                contract,
                operation,
                new BankAnswer(status, Json, Encoding.UTF8.GetBytes(unreadable))
            );
            Assert.Equal(OutcomeClass.Unknown, verdict.Outcome.Class);
        }

        foreach (var type in (string?[])["text/html", "application/problem+json", null])
        {
            var verdict = Classify(contract, operation, new BankAnswer(status, type, Encoding.UTF8.GetBytes(body)));
            Assert.Equal(OutcomeClass.Unknown, verdict.Outcome.Class);
            Assert.Equal(WireProblem.NotUnderstood, verdict.Problem);
        }
    }

    [Fact]
    public void The_result_of_a_movement_is_the_transaction_in_our_words()
    {
        var verdict = Classify(
            BankContract.V1,
            "transfer",
            body => body["description"] = "rent\u202e\u200b\u0007" + new string('x', 600)
        );

        var result = System.Text.Json.JsonSerializer.Deserialize<OperationResult>(
            verdict.Outcome.Result!,
            WireJson.Options
        );
        Assert.Equal("12.50", result?.Transaction?.Amount);
        Assert.Equal("1001", result?.Transaction?.FromAccountId);
        Assert.Equal("rent" + new string('x', 496), result?.Transaction?.Description);
        Assert.Null(result?.Account);
    }

    internal const string Json = "application/json";

    internal static Verdict Classify(
        BankContract contract,
        Operation operation,
        BankAnswer answer,
        bool checksCreator = true
    ) => new OutcomeTable(contract, new BankReading(TimeZoneInfo.Utc)).Classify(operation, answer, checksCreator);

    private static Verdict Classify(
        BankContract contract,
        string kind,
        Action<JsonObject>? bend = null,
        int? status = null,
        bool checksCreator = true
    )
    {
        var operation = Samples.Operation(contract, Samples.All[kind]);
        var body = Samples.SuccessBody(operation);
        bend?.Invoke(body);
        var answer = new BankAnswer(
            status ?? Samples.SuccessStatus(contract, operation.Instruction),
            Json,
            Encoding.UTF8.GetBytes(Samples.Text(body))
        );
        return Classify(contract, operation, answer, checksCreator);
    }
}
