using System.Diagnostics;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Limits;
using ModelContextProtocol;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>
/// One request of an agent and what became of it: filled by the entry point as facts are learned, read by the handlers
/// when they begin the call. One per scope.
/// </summary>
internal sealed class Exchange(CallContext context, TimeProvider time)
{
    private const string FirstWithCaching = "2026-07-28";

    /// <summary>What records say of a client that did not introduce itself; before 2026-07-28 only initialize does.</summary>
    private const string UnknownClient = "unknown";
    private readonly long started = time.GetTimestamp();

    private Caller? caller;

    /// <summary>Names the exchange in answers, logs and records.</summary>
    public string RequestId { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>Throws <see cref="InvalidOperationException"/> when nobody was authenticated: no handler may run then.</summary>
    public Caller Caller
    {
        get => caller ?? throw new InvalidOperationException("Nobody was authenticated in this exchange.");
        set => caller = value;
    }

    /// <summary>Whether the agent that calls may act at all.</summary>
    public AgentStatus AgentStatus { get; set; } = AgentStatus.Active;

    /// <summary>How the caller stands under the rate limit, this request included.</summary>
    public RateStanding Rate { get; set; } = new(0, null);

    /// <summary>Who sends more than is read; null for everybody else.</summary>
    public Principal? Flooding { get; set; }

    /// <summary>True once it is known who calls.</summary>
    public bool IsAuthenticated => caller is not null;

    /// <summary>How long the exchange has lasted.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(started);
    public string? SourceAddress { get; set; }

    /// <summary>What was asked for, once it could be read.</summary>
    public Envelope? Envelope { get; set; }

    /// <summary>What the record says of an exchange that no use case recorded.</summary>
    public AuditCode Verdict { get; set; } = AuditCode.CallAnswered;

    /// <summary>A short reason of ours for <see cref="Verdict"/>.</summary>
    public string? Reason { get; set; }

    /// <summary>The code of the error that the caller was told, where that belongs to the record.</summary>
    public string? ErrorCode { get; private set; }

    /// <summary>True when the answer is that the audit cannot be written: the one answer that has no record.</summary>
    public bool IsAuditLost { get; set; }

    /// <summary>True when the answer did not wait for the rest of the body: the connection ends with it.</summary>
    public bool IsBodyUnfinished { get; set; }

    /// <summary>The scopes that the token lacks; over HTTP they turn the answer into a challenge.</summary>
    public IReadOnlyList<string> MissingScopes { get; set; } = [];

    /// <summary>True once a call was begun.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Begins the exchange's one call.</summary>
    /// <param name="tool">The tool's name, or the protocol method of what is not a tool.</param>
    /// <param name="arguments">Canonical and capped: <see cref="ArgumentRecord"/>.</param>
    /// <param name="problems">What the strict reading found wrong.</param>
    /// <param name="schemaHash">What the tool's caller was shown.</param>
    public void Begin(
        string tool,
        string arguments = ArgumentRecord.None,
        IReadOnlyList<Problem>? problems = null,
        string? schemaHash = null
    )
    {
        HasBegun = true;
        context.Begin(
            new Call
            {
                Caller = Caller,
                RequestId = RequestId,
                Tool = tool,
                Arguments = arguments,
                Problems = problems ?? [],
                ToolSchemaHash = schemaHash,
                TraceId = Activity.Current?.TraceId.ToHexString(),
                SourceAddress = SourceAddress,
                ProtocolVersion = Envelope?.ProtocolVersion,
                ClientName = Envelope?.ClientName ?? UnknownClient,
                ClientVersion = Envelope?.ClientVersion,
            }
        );
    }

    /// <summary>True when the client speaks a revision in which results say how long they may be kept.</summary>
    public bool KnowsCaching => string.CompareOrdinal(Envelope?.ProtocolVersion ?? "", FirstWithCaching) >= 0;

    /// <summary>An error of the protocol that names this exchange.</summary>
    public McpProtocolException Failure(McpErrorCode code, string message) =>
        new(message, code) { Data = { ["request_id"] = RequestId } };

    /// <summary>Notes that the request was refused before it became a call.</summary>
    public void Refuse(AuditCode verdict, string reason, string? errorCode = null)
    {
        Verdict = verdict;
        Reason = reason;
        ErrorCode = errorCode;
    }
}
