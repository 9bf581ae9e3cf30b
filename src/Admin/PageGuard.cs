using Microsoft.AspNetCore.Http;

namespace FinancialMcp.Admin;

/// <summary>
/// What protects every page: a policy that runs no script but our own files, and a live connection that only a page of
/// the same origin can open, over WebSockets alone.
/// </summary>
internal sealed class PageGuard(RequestDelegate next)
{
    /// <summary>MudBlazor sets styles in elements; nothing needs inline script, eval or another host.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    /// <summary>Without negotiation no transport but WebSockets finds its connection.</summary>
    private const string Connection = "/_blazor";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
        if (
            context.Request.Path.StartsWithSegments(Connection, StringComparison.OrdinalIgnoreCase, out var rest)
            && (
                rest.StartsWithSegments("/negotiate", StringComparison.OrdinalIgnoreCase)
                || (string.IsNullOrEmpty(rest.Value?.Trim('/')) && !IsOurs(context))
            )
        )
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return next(context);
    }

    private static bool IsOurs(HttpContext context) =>
        string.Equals(
            context.Request.Headers.Origin,
            $"{context.Request.Scheme}://{context.Request.Host}",
            StringComparison.OrdinalIgnoreCase
        );
}
