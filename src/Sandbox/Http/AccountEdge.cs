using FinancialMcp.Sandbox.Auth;
using Microsoft.AspNetCore.WebUtilities;

namespace FinancialMcp.Sandbox.Http;

/// <summary>Body of every error of the account service.</summary>
internal sealed record AccountError(string Error, string Message, string Path, int Status);

/// <summary>The account service's edge: roles come from its own user table, an unknown subject is refused.</summary>
internal sealed class AccountEdge(SandboxOptions options, BankTokens tokens, Users users) : ServiceEdge
{
    public override int UnauthenticatedStatus => options.IsV2 ? 401 : 403;

    public override Caller? Authenticate(string? bearerToken) =>
        tokens.Read(bearerToken) is { } claims && users.RolesOf(claims.Subject) is { } roles
            ? new Caller(claims.Subject, roles)
            : null;

    public override Task WriteRefusalAsync(HttpContext http, RefusedException refusal)
    {
        var (status, error) = refusal.Reason switch
        {
            RefusalReason.Validation => (400, "Validation Failed"),
            RefusalReason.MalformedBody => (400, "Malformed JSON"),
            RefusalReason.Forbidden => (403, "Forbidden"),
            RefusalReason.IllegalArgument => (404, "Not Found"),
            RefusalReason.MethodNotAllowed => (405, "Method Not Allowed"),
            RefusalReason.State => (409, "Conflict"),
            RefusalReason.BadCredentials when options.IsV2 => (401, "Unauthorized"),
            _ => (500, "Internal Server Error"),
        };
        var message =
            refusal.Fields.Count > 0 ? $"{refusal.Fields[0].Key}: {refusal.Fields[0].Value}" : refusal.Message;
        return WriteAsync(http, status, error, message);
    }

    public override Task WriteDefectAsync(HttpContext http, Exception defect) =>
        WriteAsync(http, 500, "Internal Server Error", defect.Message);

    public override Task WriteErrorAsync(HttpContext http, int status, string message) =>
        WriteAsync(http, status, ReasonPhrases.GetReasonPhrase(status), message);

    public override Task WriteUnavailableAsync(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "30";
        return WriteAsync(http, 503, "Service Unavailable", "Service temporarily unavailable");
    }

    public override Task WriteNoRouteAsync(HttpContext http) =>
        WriteAsync(http, 404, "Not Found", "Resource not found");

    private static Task WriteAsync(HttpContext http, int status, string error, string message) =>
        BankJson.WriteAsync(http, status, new AccountError(error, message, http.Request.Path.Value ?? "/", status));
}
