namespace FinancialMcp.Application.Monitoring;

/// <summary>What a call came to, as counted in <c>mcp_requests_total</c>.</summary>
public enum CallStatus
{
    /// <summary>Answered with what was asked for.</summary>
    Success,

    /// <summary>Refused for a reason of the caller's, or by policy.</summary>
    Refused,

    /// <summary>A change that waits for people or for the bank.</summary>
    Pending,

    /// <summary>A change of which nobody knows yet whether the bank did it.</summary>
    InDoubt,

    /// <summary>Failed through our or the bank's fault.</summary>
    Error,
}
