using System.Globalization;
using System.Text.Json.Nodes;
using FinancialMcp.Application;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Testing;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>What became of a deposit, a withdrawal or a transfer: told by searches that were read to their end, or not at all.</summary>
public sealed class MovementLookUpTests
{
    private static readonly string[] Kinds = ["deposit", "withdrawal", "transfer"];

    private static readonly Dictionary<string, RawReply> Troubles = new(StringComparer.Ordinal)
    {
        ["500"] = RawReply.Json(500, """{"error":"Internal Server Error","message":"no"}"""),
        ["503"] = RawReply.Json(503, "{}", "Retry-After: 30"),
        ["400"] = RawReply.Json(400, """{"error":"Bad Request","message":"Transaction not found"}"""),
        ["401"] = RawReply.Empty(401),
        ["403"] = RawReply.Json(403, """{"error":"Forbidden","message":"no"}"""),
        ["302"] = RawReply.Empty(302, "Location: /elsewhere"),
        ["timeout"] = RawReply.Hang,
        ["reset"] = RawReply.Reset,
        ["garbage"] = RawReply.Garbage,
        ["wrong type"] = RawReply.Typed(200, "text/html", Page()),
        ["truncated"] = RawReply.Truncated(200, Page()),
        ["not json"] = RawReply.Json(200, Page()[..^1]),
        ["null"] = RawReply.Json(200, "null"),
        ["a list"] = RawReply.Json(200, "[]"),
        ["empty object"] = RawReply.Json(200, "{}"),
        ["no content"] = RawReply.Json(200, Page().Replace("content", "rows", StringComparison.Ordinal)),
        ["no page count"] = RawReply.Json(200, Page().Replace("totalPages", "pages", StringComparison.Ordinal)),
        ["no total"] = RawReply.Json(200, Page().Replace("totalElements", "elements", StringComparison.Ordinal)),
        ["page apart"] = RawReply.Json(
            200,
            """{"content":[],"page":{"size":100,"number":0,"totalElements":0,"totalPages":0}}"""
        ),
        ["another page"] = RawReply.Json(200, Page().Replace("\"number\":0", "\"number\":1", StringComparison.Ordinal)),
        ["rows left out"] = RawReply.Json(
            200,
            Page().Replace("\"totalElements\":0", "\"totalElements\":1", StringComparison.Ordinal)
        ),
        ["null row"] = RawReply.Json(
            200,
            Page()
                .Replace("[]", "[null]", StringComparison.Ordinal)
                .Replace("\"totalElements\":0", "\"totalElements\":1", StringComparison.Ordinal)
        ),
        ["odd row"] = RawReply.Json(200, Page().Replace("[]", "[{\"amount\":true}]", StringComparison.Ordinal)),
    };

    public static TheoryData<BankContract, string> Movements() => Crossed(Kinds);

    public static TheoryData<BankContract, string> EveryTrouble() => Crossed(Troubles.Keys);

    [Theory]
    [MemberData(nameof(Movements))]
    public async Task A_row_with_our_reference_and_key_is_found_by_one_look(BankContract contract, string kind)
    {
        var operation = LookUpServer.InDoubt(contract, kind);
        await using var bank = new LookUpServer(contract, _ => LookUpServer.Page([LookUpServer.Row(operation)]));

        var look = await bank.LookAsync(operation);

        Assert.Equal((LookUpFinding.Found, OutcomeClass.Succeeded), (look.Finding, look.Outcome!.Class));
        Assert.Equal(Samples.New.ToString(), look.Outcome.BackendTransactionId);
        Assert.NotNull(look.Outcome.Result);
        var target = Assert.Single(bank.Requests).Target;
        Assert.StartsWith("/api/transactions/search?", target, StringComparison.Ordinal);
        Assert.Contains($"reference={operation.BackendKey}", target, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Movements))]
    public async Task A_row_whose_reference_the_bank_dropped_is_found_by_account_type_and_amount(
        BankContract contract,
        string kind
    )
    {
        var operation = LookUpServer.InDoubt(contract, kind);
        await using var bank = new LookUpServer(
            contract,
            request => LookUpServer.Page(LookUpServer.IsByReference(request) ? [] : [LookUpServer.Row(operation)])
        );

        var look = await bank.LookAsync(operation);

        Assert.Equal((LookUpFinding.Found, OutcomeClass.Succeeded), (look.Finding, look.Outcome!.Class));
        Assert.Equal(2, bank.Requests.Count);
        foreach (
            var part in (string[])
                ["accountId=1001", $"type={kind.ToUpperInvariant()}", "minAmount=12.50", "maxAmount=12.50", "page=0"]
        )
        {
            Assert.Contains(part, bank.Requests[1].Target, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Date", bank.Requests[1].Target, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Movements))]
    public async Task What_neither_look_shows_is_absent(BankContract contract, string kind)
    {
        var operation = LookUpServer.InDoubt(contract, kind);
        await using var bank = new LookUpServer(
            contract,
            _ =>
                LookUpServer.Page(
                    Enumerable.Range(0, 3).Select(_ => LookUpServer.Row(LookUpServer.InDoubt(contract, kind)))
                )
        );

        Assert.Equal(LookUpServer.AbsenceOf(contract, kind), (await bank.LookAsync(operation)).Finding);
        Assert.Equal(2, bank.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(Movements))]
    public async Task Two_rows_with_our_key_are_a_contradiction(BankContract contract, string kind)
    {
        var operation = LookUpServer.InDoubt(contract, kind);
        var second = LookUpServer.Row(operation);
        second["transactionId"] = Samples.Original.ToString();

        var look = await LookUpServer.LookAsync(
            contract,
            operation,
            _ => LookUpServer.Page([LookUpServer.Row(operation), second.DeepClone()])
        );

        Assert.Equal(LookUpFinding.Contradiction, look.Finding);
    }

    [Theory]
    [InlineData("amount", "12.51")]
    [InlineData("currency", "\"EUR\"")]
    [InlineData("fromAccountId", "\"4711\"")]
    [InlineData("toAccountId", "4711")]
    [InlineData("type", "\"FEE\"")]
    [InlineData("createdBy", "\"mallory\"")]
    [InlineData("createdBy", "null")]
    public async Task A_row_with_our_key_that_states_something_else_is_a_contradiction(string field, string json)
    {
        foreach (var (contract, kind) in Movements().Select(row => row.Data))
        {
            var operation = LookUpServer.InDoubt(contract, kind);
            var row = LookUpServer.Row(operation);
            row[field] = JsonNode.Parse(json);

            var look = await LookUpServer.LookAsync(contract, operation, _ => LookUpServer.Page([row.DeepClone()]));

            Assert.Equal((LookUpFinding.Contradiction, null), (look.Finding, look.Outcome));
        }
    }

    [Theory]
    [InlineData("REVERSED", LookUpFinding.Found, OutcomeClass.Succeeded)]
    [InlineData("FAILED", LookUpFinding.Found, OutcomeClass.NotExecuted)]
    [InlineData("CANCELLED", LookUpFinding.Found, OutcomeClass.NotExecuted)]
    [InlineData("PENDING", LookUpFinding.Found, OutcomeClass.Accepted)]
    [InlineData("PROCESSING", LookUpFinding.Found, OutcomeClass.Accepted)]
    [InlineData("FAILED_REQUIRES_MANUAL_ACTION", LookUpFinding.Found, OutcomeClass.NeedsOperator)]
    [InlineData("SETTLING", LookUpFinding.Unavailable, null)]
    [InlineData("completed", LookUpFinding.Unavailable, null)]
    public async Task The_rows_status_decides(string status, LookUpFinding finding, OutcomeClass? outcome)
    {
        foreach (var (contract, kind) in Movements().Select(row => row.Data))
        {
            var operation = LookUpServer.InDoubt(contract, kind);

            var look = await LookUpServer.LookAsync(
                contract,
                operation,
                _ => LookUpServer.Page([LookUpServer.Row(operation, status)])
            );

            Assert.Equal((finding, outcome), (look.Finding, look.Outcome?.Class));
        }
    }

    [Theory]
    [MemberData(nameof(EveryTrouble))]
    public async Task A_look_that_is_not_answered_or_not_complete_tells_nothing(BankContract contract, string trouble)
    {
        var operation = LookUpServer.InDoubt(contract, "deposit");

        var isSilent = trouble == "timeout";

        var first = await LookUpServer.LookAsync(contract, operation, _ => Troubles[trouble], isSilent);
        var second = await LookUpServer.LookAsync(
            contract,
            operation,
            request => LookUpServer.IsByReference(request) ? LookUpServer.Page([]) : Troubles[trouble],
            isSilent
        );

        Assert.Equal(LookUp.Unavailable, first);
        Assert.Equal(LookUp.Unavailable, second);
    }

    [Theory]
    [InlineData("transactionId", "null")]
    [InlineData("transactionId", "\"../1\"")]
    [InlineData("createdAt", "\"0001-01-01T00:00:00Z\"")]
    [InlineData("amount", "1e30")]
    [InlineData("amount", "12.505")]
    [InlineData("status", "null")]
    public async Task A_row_of_ours_that_cannot_be_understood_tells_nothing(string field, string json)
    {
        var operation = LookUpServer.InDoubt(BankContract.V2, "transfer");
        var row = LookUpServer.Row(operation);
        row[field] = JsonNode.Parse(json);

        var look = await LookUpServer.LookAsync(BankContract.V2, operation, _ => LookUpServer.Page([row.DeepClone()]));

        Assert.Equal(LookUp.Unavailable, look);
    }

    [Theory]
    [InlineData(3, LookUpFinding.Found, 3)]
    [InlineData(50, LookUpFinding.Found, 50)]
    [InlineData(51, LookUpFinding.Unavailable, 50)]
    public async Task Pages_are_walked_to_the_last_and_no_further_than_fifty(
        int pages,
        LookUpFinding finding,
        int asked
    )
    {
        var operation = LookUpServer.InDoubt(BankContract.V1, "transfer");
        var other = LookUpServer.InDoubt(BankContract.V1, "transfer");
        await using var bank = new LookUpServer(
            BankContract.V1,
            request =>
            {
                var number = NumberOf(request);
                return LookUpServer.Page(
                    [LookUpServer.Row(number == pages - 1 ? operation : other)],
                    number,
                    pages,
                    pages
                );
            }
        );

        Assert.Equal(finding, (await bank.LookAsync(operation)).Finding);
        Assert.Equal(asked, bank.Requests.Count);
        Assert.Equal(Enumerable.Range(0, asked), bank.Requests.Select(NumberOf));
    }

    [Fact]
    public async Task A_second_match_on_a_later_page_is_seen_and_the_same_row_twice_is_one()
    {
        var operation = LookUpServer.InDoubt(BankContract.V1, "transfer");
        var second = LookUpServer.Row(operation);
        second["transactionId"] = Samples.Original.ToString();

        var two = await LookUpServer.LookAsync(
            BankContract.V1,
            operation,
            request =>
                LookUpServer.Page(
                    [NumberOf(request) == 0 ? LookUpServer.Row(operation) : second.DeepClone()],
                    NumberOf(request),
                    2,
                    2
                )
        );
        var one = await LookUpServer.LookAsync(
            BankContract.V1,
            operation,
            request => LookUpServer.Page([LookUpServer.Row(operation)], NumberOf(request), 2, 2)
        );

        Assert.Equal((LookUpFinding.Contradiction, LookUpFinding.Found), (two.Finding, one.Finding));
    }

    private static int NumberOf(RawRequest request)
    {
        var query = request.Target.Split('?')[1].Split('&');
        return int.Parse(
            query.Single(part => part.StartsWith("page=", StringComparison.Ordinal))[5..],
            CultureInfo.InvariantCulture
        );
    }

    private static string Page() => """{"content":[],"number":0,"size":100,"totalElements":0,"totalPages":0}""";

    private static TheoryData<BankContract, string> Crossed(IEnumerable<string> names)
    {
        var rows = new TheoryData<BankContract, string>();
        foreach (var name in names)
        {
            rows.Add(BankContract.V1, name);
            rows.Add(BankContract.V2, name);
        }

        return rows;
    }
}
