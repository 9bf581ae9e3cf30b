using System.Text.Json.Serialization;
using FinancialMcp.Sandbox.Auth;
using FinancialMcp.Sandbox.Ledger;
using Microsoft.AspNetCore.WebUtilities;

namespace FinancialMcp.Sandbox.Http;

/// <summary>Body of every error of the transaction service; its path is always the collection's.</summary>
internal sealed record TransactionError(string Timestamp, int Status, string Error, string Message, string Path)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TransactionId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? ValidationErrors { get; init; }
}

/// <summary>The transaction service's edge: roles come from the token's claims.</summary>
internal sealed class TransactionEdge(SandboxOptions options, BankTokens tokens) : ServiceEdge
{
    public override int UnauthenticatedStatus => 401;

    public override Caller? Authenticate(string? bearerToken) =>
        tokens.Read(bearerToken) is { } claims ? new Caller(claims.Subject, claims.Roles) : null;

    public override Task WriteRefusalAsync(HttpContext http, RefusedException refusal)
    {
        var (status, error, message) = refusal.Reason switch
        {
            RefusalReason.Validation => (400, "Validation Failed", refusal.Message),
            RefusalReason.MalformedBody => (400, "Bad Request", "Invalid request body format"),
            RefusalReason.IllegalArgument => (400, "Bad Request", refusal.Message),
            RefusalReason.InsufficientFunds => (
                400,
                options.IsV2 ? "Insufficient Funds" : "Bad Request",
                refusal.Message
            ),
            RefusalReason.SpendingLimit => (400, "Transaction Limit Exceeded", refusal.Message),
            RefusalReason.Forbidden => (403, "Forbidden", refusal.Message),
            RefusalReason.MethodNotAllowed => (405, "Method Not Allowed", refusal.Message),
            RefusalReason.State => (409, "Conflict", refusal.Message),
            RefusalReason.AlreadyReversed => (409, "Transaction Already Reversed", refusal.Message),
            RefusalReason.UnsupportedMedia => (415, "Unsupported Media Type", "Content type must be application/json"),
            _ => (500, "Internal Server Error", "An unexpected error occurred"),
        };
        var body = Body(status, error, message) with
        {
            TransactionId = refusal.TransactionId,
            ValidationErrors = Fields(refusal),
        };
        return BankJson.WriteAsync(http, status, body);
    }

    public override Task WriteDefectAsync(HttpContext http, Exception defect) =>
        BankJson.WriteAsync(http, 500, Body(500, "Internal Server Error", "An unexpected error occurred"));

    public override Task WriteErrorAsync(HttpContext http, int status, string message) =>
        BankJson.WriteAsync(http, status, Body(status, ReasonPhrases.GetReasonPhrase(status), message));

    public override Task WriteUnavailableAsync(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "30";
        return BankJson.WriteAsync(
            http,
            503,
            Body(503, "Service Unavailable", "Account service is currently unavailable")
        );
    }

    public override Task WriteNoRouteAsync(HttpContext http) =>
        BankJson.WriteAsync(http, 404, Body(404, "Not Found", "Resource not found"));

    private TransactionError Body(int status, string error, string message) =>
        new(BankTime.Local(BankTime.Micros(options.Clock.GetUtcNow())), status, error, message, "/api/transactions");

    private static Dictionary<string, string>? Fields(RefusedException refusal)
    {
        if (refusal.Fields.Count == 0)
        {
            return null;
        }
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, message) in refusal.Fields)
        {
            fields[field] = message;
        }
        return fields;
    }
}
