using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Audit;

/// <summary>
/// One record of the trail. It holds no token, secret or password; text is as given and untrusted. Its time is the
/// database's, set when it is committed.
/// </summary>
public sealed record AuditEvent
{
    /// <summary>Version 7, so that ids sort by time.</summary>
    public required Guid Id { get; init; }
    public required AuditCode Code { get; init; }
    public required string RequestId { get; init; }
    public OperationId? OperationId { get; init; }

    /// <summary>The digest of the operation's idempotency key: see <see cref="Operation.KeyHash"/>.</summary>
    public string? KeyHash { get; init; }
    public string? TraceId { get; init; }
    public Principal? Principal { get; init; }
    public IReadOnlyCollection<string> Roles { get; init; } = [];
    public IReadOnlyCollection<string>? Scopes { get; init; }
    public string? TokenHash { get; init; }
    public string? SourceAddress { get; init; }
    public string? ProtocolVersion { get; init; }
    public string? ClientName { get; init; }
    public string? ClientVersion { get; init; }
    public string? Tool { get; init; }
    public string? ToolSchemaHash { get; init; }

    /// <summary>The call's arguments, or the operation's instruction, as canonical JSON.</summary>
    public string? Arguments { get; init; }

    /// <summary>allowed, refused or none.</summary>
    public required string Decision { get; init; }
    public string? ErrorCode { get; init; }

    /// <summary>What the record adds in words that are ours: a state, the field that was wrong.</summary>
    public string? Reason { get; init; }
    public string? State { get; init; }

    /// <summary>The policy by which a change was judged, and the name of its rule that decided.</summary>
    public int? PolicyVersion { get; init; }

    /// <inheritdoc cref="PolicyVersion"/>
    public string? Rule { get; init; }

    /// <summary>How each limit that a change counts under stood before and after it, in words.</summary>
    public IReadOnlyCollection<string>? Limits { get; init; }

    /// <summary>Who approved what is about to be sent.</summary>
    public IReadOnlyCollection<string>? Approvers { get; init; }
    public Money? Sum { get; init; }
    public AccountId? From { get; init; }
    public AccountId? To { get; init; }

    /// <summary>The contract by which the bank was asked: v1 or v2.</summary>
    public string? Backend { get; init; }
    public string? BackendSubject { get; init; }
    public string? BackendTransactionId { get; init; }
    public int? Attempt { get; init; }
    public int? BackendStatus { get; init; }

    /// <summary>SHA-256 of the answer given to the caller, lower-case hex.</summary>
    public string? ResultDigest { get; init; }

    /// <summary>Of the call; in an outcome's record, of its attempt at the bank.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How long the call had waited for the bank before this record.</summary>
    public TimeSpan? BankTime { get; init; }

    /// <summary>
    /// How long the call had waited for our own database before this record. What a call's duration has beyond both is our
    /// own work.
    /// </summary>
    public TimeSpan? StoreTime { get; init; }

    /// <summary>How many attempts this record sums up: 1 unless it stands for a flood.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How long it is kept: reads, and attempts that came to nothing, less long than the rest.</summary>
    public Retention Retention =>
        OperationId is null
        && Code
            is AuditCode.CallAnswered
                or AuditCode.CallCancelled
                or AuditCode.RequestMalformed
                or AuditCode.ToolUnknown
                or AuditCode.Unauthenticated
                or AuditCode.ScopeMissing
                or AuditCode.RateLimited
                or AuditCode.StaffSignInRefused
            ? Retention.Other
            : Retention.Money;
}
