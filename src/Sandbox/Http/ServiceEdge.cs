using FinancialMcp.Sandbox.Auth;

namespace FinancialMcp.Sandbox.Http;

/// <summary>What differs between the two services at their edge: who a caller is, and how a refusal looks.</summary>
internal abstract class ServiceEdge
{
    public abstract string Name { get; }

    /// <summary>Status of the empty answer to a missing or invalid token.</summary>
    public abstract int UnauthenticatedStatus { get; }

    /// <summary>The caller named by a valid token, or null when the token is missing or not accepted.</summary>
    public abstract Caller? Authenticate(string? bearerToken);

    public abstract Task WriteRefusalAsync(HttpContext http, RefusedException refusal);

    /// <summary>A defect of ours: the services answer 500 in their own shape.</summary>
    public abstract Task WriteDefectAsync(HttpContext http, Exception defect);

    /// <summary>503 with Retry-After, as the service answers when something behind it cannot be reached.</summary>
    public abstract Task WriteUnavailableAsync(HttpContext http);

    public abstract Task WriteNoRouteAsync(HttpContext http);

    public static string? BearerToken(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : null;
    }
}
