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

    /// <summary>Requests beyond twice the rate limit, which were not read.</summary>
    RateLimited = 122,

    /// <summary>A change was decided on: it is about to be sent, or held for people.</summary>
    OperationIntent = 200,

    /// <summary>A change that was held is about to be sent.</summary>
    OperationDispatch = 201,

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

    /// <summary>An attempt's outcome came after others had concluded; what it told is kept here and nowhere else.</summary>
    OperationFenced = 207,

    /// <summary>A person voted on a held change.</summary>
    ApprovalVote = 210,

    /// <summary>A change that was never sent ended: denied, rejected, expired or cancelled.</summary>
    OperationEnded = 211,

    /// <summary>An approved change needs more people by now.</summary>
    OperationAsksMore = 212,

    /// <summary>A person proposed how a doubt ends.</summary>
    ResolutionProposed = 213,

    /// <summary>A second person confirmed it.</summary>
    ResolutionConfirmed = 214,

    /// <summary>The server began or ended.</summary>
    ServerStarted = 300,

    /// <inheritdoc cref="ServerStarted"/>
    ServerStopped = 301,

    /// <summary>A person stopped something.</summary>
    StopSet = 400,

    /// <summary>A person proposed to release a stop.</summary>
    StopReleaseProposed = 401,

    /// <summary>A second person released it.</summary>
    StopReleased = 402,

    /// <summary>An agent called for the first time.</summary>
    AgentRegistered = 410,

    /// <summary>A person proposed a grant.</summary>
    AgentGrantProposed = 411,

    /// <summary>A second person approved it.</summary>
    AgentGranted = 412,

    /// <summary>A person suspended, reinstated or revoked an agent.</summary>
    AgentStatusChanged = 413,

    /// <summary>A person proposed rules.</summary>
    PolicyProposed = 420,

    /// <summary>Rules hold from here on.</summary>
    PolicyActivated = 421,

    /// <summary>A second person turned them down.</summary>
    PolicyRejected = 422,

    /// <summary>An administrator proposed an approver's subjects.</summary>
    ApproverProposed = 430,

    /// <summary>A second administrator confirmed them.</summary>
    ApproverConfirmed = 431,

    /// <summary>A new life of the database began: it was restored, or emptied. Everything is stopped.</summary>
    EpochBegan = 500,

    /// <summary>A key signs seals from here on.</summary>
    SigningKeyIntroduced = 501,

    /// <summary>The trail was verified.</summary>
    AuditVerified = 510,

    /// <summary>Somebody read the trail.</summary>
    AuditRead = 511,

    /// <summary>Somebody saw a record without its masks.</summary>
    AuditRevealed = 512,

    /// <summary>Somebody took records with them.</summary>
    AuditExported = 513,

    /// <summary>Somebody kept, shared or removed a search.</summary>
    AuditViewChanged = 514,

    /// <summary>Records of a case must not be removed.</summary>
    LegalHoldPlaced = 520,

    /// <summary>They may be removed again.</summary>
    LegalHoldLifted = 521,

    /// <summary>Somebody asked to remove a month of records.</summary>
    DropRequested = 522,

    /// <summary>A second person confirmed it.</summary>
    DropConfirmed = 523,

    /// <summary>The month was archived and removed.</summary>
    RecordsDropped = 524,

    /// <summary>A one-time secret was made, by which somebody can enrol.</summary>
    StaffSecretMade = 600,

    /// <summary>A person of the staff chose a password and a device.</summary>
    StaffEnrolled = 601,

    /// <summary>An administrator proposed an account or its roles.</summary>
    StaffProposed = 602,

    /// <summary>A second administrator approved them.</summary>
    StaffApproved = 603,

    /// <summary>An administrator closed an account.</summary>
    StaffDisabled = 604,

    /// <summary>A person of the staff signed in.</summary>
    StaffSignedIn = 610,

    /// <summary>Somebody could not sign in.</summary>
    StaffSignInRefused = 611,

    /// <summary>A person of the staff signed out.</summary>
    StaffSignedOut = 612,

    /// <summary>A session was ended from another.</summary>
    StaffSessionEnded = 613,

    /// <summary>A person who is signed in proved to be there, before deciding something.</summary>
    StaffPresent = 614,

    /// <summary>Somebody at a person's session could not prove to be that person.</summary>
    StaffPresenceRefused = 615,

    /// <summary>A person added a passkey, which signs in to the account from then on.</summary>
    StaffPasskeyAdded = 620,

    /// <summary>A person removed one.</summary>
    StaffPasskeyRemoved = 621,
}
