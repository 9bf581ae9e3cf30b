using FinancialMcp.Application;
using Microsoft.AspNetCore.Http;

namespace FinancialMcp.Admin;

/// <summary>
/// Without the database nobody can be recognized, so there is no page to show: what is asked for then is answered by 503 and one
/// sentence. An open page says itself that what it shows is old.
/// </summary>
internal sealed class DatabaseGuard(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (StoreUnavailableException) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "5";
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(
                "The database does not answer, so nobody can be let in and nothing was done. Try again in a few seconds.",
                context.RequestAborted
            );
        }
    }
}
