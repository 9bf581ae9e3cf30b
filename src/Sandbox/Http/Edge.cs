using FinancialMcp.Sandbox.Auth;

namespace FinancialMcp.Sandbox.Http;

/// <summary>How a listener shapes its errors.</summary>
internal abstract class Edge
{
    public abstract Task WriteRefusalAsync(HttpContext http, RefusedException refusal);

    /// <summary>A defect of ours: 500 in the listener's own shape.</summary>
    public abstract Task WriteDefectAsync(HttpContext http, Exception defect);

    public abstract Task WriteNoRouteAsync(HttpContext http);
}

/// <summary>What else differs between the two services at their edge: who a caller is.</summary>
internal abstract class ServiceEdge : Edge
{
    /// <summary>Status of the empty answer to a missing or invalid token.</summary>
    public abstract int UnauthenticatedStatus { get; }

    /// <summary>The caller named by a valid token, or null when the token is missing or not accepted.</summary>
    public abstract Caller? Authenticate(string? bearerToken);

    /// <summary>Any status in the service's own error shape, for a scripted fault.</summary>
    public abstract Task WriteErrorAsync(HttpContext http, int status, string message);

    /// <summary>503 with Retry-After, as the service answers when something behind it cannot be reached.</summary>
    public abstract Task WriteUnavailableAsync(HttpContext http);
}
