namespace FinancialMcp.Sandbox.Http;

/// <summary>One of the two services: a listener whose routes know their caller.</summary>
internal sealed class Service(Listener listener, ServiceEdge edge)
{
    /// <summary>A route that needs a valid token.</summary>
    public void Map(string method, string pattern, Func<BankCall, Task> handle) =>
        listener.Map(
            method,
            pattern,
            http =>
            {
                if (edge.Authenticate(BearerToken(http)) is { } caller)
                {
                    return handle(new BankCall(http, caller));
                }
                http.Response.StatusCode = edge.UnauthenticatedStatus;
                return Task.CompletedTask;
            }
        );

    /// <summary>A route that anyone may call.</summary>
    public void MapOpen(string method, string pattern, RequestDelegate handle) => listener.Map(method, pattern, handle);

    public static string? BearerToken(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : null;
    }
}
