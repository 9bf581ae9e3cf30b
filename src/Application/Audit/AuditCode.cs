namespace FinancialMcp.Application.Audit;

/// <summary>What an audit record says happened. The numbers are stored: never reuse or renumber them.</summary>
public enum AuditCode
{
    /// <summary>A read, or a call that changed nothing, was answered.</summary>
    CallAnswered = 100,

    /// <summary>A call was refused: see the error code for why.</summary>
    CallRefused = 101,

    /// <summary>A call failed through our or the bank's fault.</summary>
    CallFailed = 102,

    /// <summary>The caller went away before its answer.</summary>
    CallCancelled = 103,

    /// <summary>A changing call was answered with an earlier operation's state.</summary>
    CallReplayed = 104,

    /// <summary>A request that never became a call: malformed JSON or protocol.</summary>
    RequestMalformed = 110,

    /// <summary>A tool, resource or prompt that does not exist, or is hidden from the caller.</summary>
    ToolUnknown = 111,

    /// <summary>No valid token.</summary>
    Unauthenticated = 120,

    /// <summary>The token lacks a scope.</summary>
    ScopeMissing = 121,

    /// <summary>A change was decided on and is about to be sent.</summary>
    OperationIntent = 200,

    /// <summary>Its outcome is known.</summary>
    OperationOutcome = 202,

    /// <summary>Its outcome is unknown.</summary>
    OperationInDoubt = 203,

    /// <summary>The bank accepted it and has not settled it.</summary>
    OperationAwaitingBank = 204,

    /// <summary>People must decide it.</summary>
    OperationNeedsOperator = 205,

    /// <summary>A lease ran out with nobody to answer for it.</summary>
    OperationLeaseExpired = 206,

    /// <summary>The server began or ended.</summary>
    ServerStarted = 300,

    /// <inheritdoc cref="ServerStarted"/>
    ServerStopped = 301,
}
