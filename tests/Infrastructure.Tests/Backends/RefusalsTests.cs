using System.Text;
using FinancialMcp.Application;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Backends;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>Every refusal of the bank's contract, and everything that looks like one and is none.</summary>
public sealed class RefusalsTests
{
    private const string Marker = " (alice, 4711)";
    private const string Every = "deposit withdrawal transfer reversal open change status close";
    private const string Movements = "deposit withdrawal transfer reversal";
    private const string AccountKinds = "open change status";

    /// <summary>Contracts, kinds, status, error, message, code. The words are the bank's.</summary>
    public static TheoryData<string, string, int, string, string, string> Documented() =>
        new()
        {
            { "V1 V2", "reversal", 400, "Bad Request", "Transaction not found: 7", ErrorCodes.TransactionNotFound },
            { "V1 V2", "reversal", 403, "Forbidden", "Not authorized", ErrorCodes.TransactionNotFound },
            { "V1 V2", "deposit withdrawal transfer", 403, "Forbidden", "Not authorized", ErrorCodes.AccountNotFound },
            { "V1 V2", Movements, 400, "Bad Request", "Account not found", ErrorCodes.AccountNotFound },
            { "V1 V2", Movements, 400, "Bad Request", "Insufficient funds", ErrorCodes.InsufficientFunds },
            { "V2", Movements, 400, "Insufficient Funds", "Not enough", ErrorCodes.InsufficientFunds },
            { "V1 V2", Movements, 400, "Bad Request", "Transaction exceeds limits", ErrorCodes.LimitExceeded },
            { "V1 V2", Movements, 400, "Limit", "Daily spending limit exceeded", ErrorCodes.LimitExceeded },
            { "V1 V2", "transfer", 400, "Bad Request", "Currency mismatch", ErrorCodes.AccountNotFound },
            { "V1 V2", "transfer", 409, "Conflict", "Account is closed", ErrorCodes.AccountNotFound },
            { "V1 V2", "deposit withdrawal", 400, "Bad Request", "Currency mismatch", ErrorCodes.ValidationError },
            {
                "V1 V2",
                "reversal",
                400,
                "Bad Request",
                "Can only reverse completed transactions. Is: X",
                ErrorCodes.NotReversible
            },
            {
                "V1 V2",
                "reversal",
                400,
                "Bad Request",
                "Cannot reverse a reversal transaction",
                ErrorCodes.NotReversible
            },
            {
                "V1 V2",
                "reversal",
                400,
                "Bad Request",
                "Cannot reverse transactions older than 30 days",
                ErrorCodes.NotReversible
            },
            { "V1 V2", Movements, 400, "Validation Failed", "Invalid input parameters", ErrorCodes.ValidationError },
            { "V1 V2", Movements, 400, "Bad Request", "Invalid request body format", ErrorCodes.InternalError },
            { "V2", Movements, 400, "Bad Request", "Idempotency-Key header is required", ErrorCodes.InternalError },
            { "V1 V2", "reversal", 409, "Transaction Already Reversed", "7 has been", ErrorCodes.AlreadyReversed },
            { "V1 V2", Movements, 409, "Conflict", "Account is frozen", ErrorCodes.AccountFrozen },
            {
                "V1 V2",
                "deposit withdrawal reversal",
                409,
                "Conflict",
                "Account is closed",
                ErrorCodes.ValidationError
            },
            { "V2", "deposit", 409, "Conflict", "Deposits are disabled", ErrorCodes.ToolDisabled },
            { "V1 V2", Movements, 415, "Unsupported Media Type", "application/json only", ErrorCodes.InternalError },
            {
                "V2",
                "close",
                409,
                "Conflict",
                "Account balance must be zero to close the account",
                ErrorCodes.ValidationError
            },
            { "V2", "close", 409, "Conflict", "Account is already closed", ErrorCodes.ValidationError },
            { "V2", "close", 400, "Bad Request", "Account not found", ErrorCodes.AccountNotFound },
            { "V1", "close", 404, "Not Found", "Account not found: 7", ErrorCodes.AccountNotFound },
            { "V1", "close", 403, "Forbidden", "Not authorized for this account", ErrorCodes.AccountNotFound },
            {
                "V1 V2",
                AccountKinds,
                400,
                "Validation Failed",
                "balance: must not be null",
                ErrorCodes.ValidationError
            },
            { "V1 V2", AccountKinds, 400, "Malformed JSON", "no", ErrorCodes.InternalError },
            { "V1 V2", "open", 403, "Forbidden", "Not authorized to create", ErrorCodes.AuthorizationError },
            { "V1 V2", "open", 404, "Not Found", "Unsupported account type: X", ErrorCodes.ValidationError },
            { "V1 V2", "status change", 403, "Forbidden", "Access Denied", ErrorCodes.AccountNotFound },
            { "V1 V2", "status change", 404, "Not Found", "Account not found: 7", ErrorCodes.AccountNotFound },
            { "V2", "status change", 409, "Conflict", "Account is closed", ErrorCodes.ValidationError },
        };

    /// <summary>Answers that no contract documents as a refusal of that kind.</summary>
    public static TheoryData<string, int, string?, string?> Undocumented() =>
        new()
        {
            { Every, 400, "Bad Request", "Something quite new" },
            { Every, 404, "No", "There is nothing here" },
            { Movements, 404, "Not Found", "Resource not found" },
            { Every, 405, "Method Not Allowed", "no" },
            { Every, 408, "Request Timeout", "no" },
            { Every, 409, "Conflict", "Idempotency key was already used with a different request" },
            { Every, 409, "Conflict", "Row was updated by another transaction" },
            { "deposit withdrawal transfer", 409, "Transaction Already Reversed", "no" },
            { "withdrawal transfer reversal", 409, "Conflict", "Deposits are disabled" },
            { Every, 422, "Unprocessable", "no" },
            { Every, 425, "Too Early", "no" },
            { Every, 429, "Too Many Requests", "Insufficient funds" },
            { Every, 500, "Internal Server Error", "Insufficient funds" },
            { Every, 502, "Bad Gateway", "Account not found" },
            { Every, 503, "Service Unavailable", "Account service is currently unavailable" },
            { Every, 504, "Gateway Timeout", "no" },
            { Every, 302, "Found", "Insufficient funds" },
            { Every, 400, "Bad Request", "He says: Insufficient funds" },
            { Every, 400, null, null },
            { Every, 403, null, null },
        };

    [Theory]
    [MemberData(nameof(Documented))]
    public void A_documented_refusal_means_not_executed_with_its_code(
        string contracts,
        string kinds,
        int status,
        string error,
        string message,
        string code
    )
    {
        foreach (var (contract, kind) in Pairs(contracts, kinds))
        {
            var outcome = Classify(contract, kind, status, Body(error, message + Marker)).Outcome;

            Assert.Equal(OutcomeClass.NotExecuted, outcome.Class);
            Assert.Equal(code, outcome.ErrorCode);
            Assert.NotNull(outcome.Message);
            Assert.DoesNotContain(Marker, outcome.Message, StringComparison.Ordinal);
            Assert.Null(outcome.Result);
        }
    }

    [Theory]
    [MemberData(nameof(Documented))]
    public void The_same_words_in_another_type_or_cut_short_prove_nothing(
        string contracts,
        string kinds,
        int status,
        string error,
        string message,
        string code
    )
    {
        Assert.True(ErrorCodes.RetryOf.ContainsKey(code));
        var body = Body(error, message);
        foreach (var (contract, kind) in Pairs(contracts, kinds))
        {
            Assert.Equal(OutcomeClass.Unknown, Classify(contract, kind, status, body, "text/html").Outcome.Class);
            Assert.Equal(OutcomeClass.Unknown, Classify(contract, kind, status, body[..^1]).Outcome.Class);
            Assert.Equal(OutcomeClass.Unknown, Classify(contract, kind, status, $"[{body}]").Outcome.Class);
        }
    }

    [Theory]
    [MemberData(nameof(Undocumented))]
    public void Whatever_else_is_answered_proves_nothing(string kinds, int status, string? error, string? message)
    {
        foreach (var (contract, kind) in Pairs("V1 V2", kinds))
        {
            var verdict = Classify(contract, kind, status, Body(error, message));

            Assert.Equal(OutcomeClass.Unknown, verdict.Outcome.Class);
            Assert.Equal(WireProblem.UnexpectedStatus, verdict.Problem);
            Assert.Null(verdict.Outcome.ErrorCode);
        }
    }

    [Fact]
    public void A_refused_token_has_no_body_and_its_own_status_in_each_service_and_contract()
    {
        foreach (var (contract, kind) in Pairs("V1 V2", Every))
        {
            var service = ChangeRoute.Of(contract, Samples.All[kind]).Service;
            var refused = contract == BankContract.V1 && service == Backend.Account ? 403 : 401;
            foreach (var status in (int[])[401, 403, 404, 409])
            {
                var outcome = Classify(contract, kind, status, "").Outcome;
                Assert.Equal(status == refused ? OutcomeClass.NotExecuted : OutcomeClass.Unknown, outcome.Class);
                Assert.Equal(status == refused ? ErrorCodes.ServiceUnavailable : null, outcome.ErrorCode);
            }
        }
    }

    private static IEnumerable<(BankContract Contract, string Kind)> Pairs(string contracts, string kinds) =>
        from contract in contracts.Split(' ').Select(Enum.Parse<BankContract>)
        from kind in kinds.Split(' ')
        where kind != "change" || contract == BankContract.V2
        select (contract, kind);

    private static Verdict Classify(
        BankContract contract,
        string kind,
        int status,
        string body,
        string type = OutcomeTableTests.Json
    ) =>
        OutcomeTableTests.Classify(
            contract,
            Samples.Operation(contract, Samples.All[kind]),
            new BankAnswer(status, type, Encoding.UTF8.GetBytes(body))
        );

    private static string Body(string? error, string? message) =>
        Samples.Text(
            new System.Text.Json.Nodes.JsonObject
            {
                ["timestamp"] = "2026-01-31T10:15:30",
                ["status"] = 0,
                ["error"] = error,
                ["message"] = message,
                ["path"] = "/api/transactions",
            }
        );
}
