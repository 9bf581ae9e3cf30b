using FinancialMcp.Sandbox.Auth;

namespace FinancialMcp.Sandbox.Http;

/// <summary>One request of a known caller.</summary>
internal sealed record BankCall(HttpContext Http, Caller Caller)
{
    public string Route(string name) => (string)Http.Request.RouteValues[name]!;

    public string? Query(string name) => Http.Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    public Task ReplyAsync<T>(int status, T body) => BankJson.WriteAsync(Http, status, body);
}
