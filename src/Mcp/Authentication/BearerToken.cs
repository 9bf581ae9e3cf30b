using System.Diagnostics.Metrics;
using Meters = FinancialMcp.Application.Monitoring.Telemetry;

namespace FinancialMcp.Mcp.Authentication;

/// <summary>
/// Finds out who sent a request. A token is taken from the Authorization header and from nowhere else: one in the query
/// string has been written to logs on its way, so it is refused even beside a good one.
/// </summary>
internal sealed class BearerToken(CallerTokens tokens)
{
    private const string Scheme = "Bearer ";

    private static readonly Counter<long> Requests = Meters.Meter.CreateCounter<long>(
        "auth_requests_total",
        description: "Requests by whether their token was accepted."
    );

    private static readonly Counter<long> Failures = Meters.Meter.CreateCounter<long>(
        "auth_failures_total",
        description: "Refused requests by why."
    );

    public async ValueTask<TokenJudgement> JudgeAsync(HttpRequest request)
    {
        var judgement = Find(request, out var token) is { } fault
            ? new(null, fault)
            : await tokens.JudgeAsync(token, request.HttpContext.RequestAborted);
        var status = judgement.Caller is null ? "rejected" : "accepted";
        Requests.Add(1, new KeyValuePair<string, object?>("status", status));
        if (judgement.Reason is { } reason)
        {
            Failures.Add(1, new KeyValuePair<string, object?>("reason", reason));
        }

        return judgement;
    }

    private static string? Find(HttpRequest request, out string token)
    {
        token = "";
        if (request.Query.ContainsKey("access_token"))
        {
            return TokenFault.InQuery;
        }

        if (request.Headers.Authorization is not [{ Length: > 0 } header])
        {
            return request.Headers.Authorization.Count > 1 ? TokenFault.Malformed : TokenFault.Missing;
        }

        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return TokenFault.Malformed;
        }

        token = header[Scheme.Length..].Trim();
        return token.Length == 0 ? TokenFault.Malformed : null;
    }
}
