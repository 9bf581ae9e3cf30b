using FinancialMcp.Domain;

namespace FinancialMcp.Application.Security;

/// <summary>The facts of one call, known before it is carried out.</summary>
public sealed record Call
{
    public required Caller Caller { get; init; }

    /// <summary>Names this call in the answer, the logs and the audit; unique per call, chosen by the server.</summary>
    public required string RequestId { get; init; }

    /// <summary>The tool's name, or the entry point's for what is not a tool.</summary>
    public required string Tool { get; init; }

    /// <summary>The arguments as canonical JSON, capped, for the audit. Never holds a token: no tool takes one.</summary>
    public required string Arguments { get; init; }

    /// <summary>What the strict reading of the arguments found wrong; empty when all is well.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>The session of the person who calls; null for an agent.</summary>
    public Guid? Session { get; init; }

    /// <summary>When that person last proved to be there, as far as it still holds.</summary>
    public DateTimeOffset? PresentAt { get; init; }

    public string? TraceId { get; init; }
    public string? SourceAddress { get; init; }
    public string? ProtocolVersion { get; init; }

    /// <summary>As the client claims, unverified.</summary>
    public string? ClientName { get; init; }

    /// <inheritdoc cref="ClientName"/>
    public string? ClientVersion { get; init; }

    /// <summary>Digest of the tool's schema as offered, so that the record tells what the agent was shown.</summary>
    public string? ToolSchemaHash { get; init; }
}

/// <summary>
/// One scope's call: set once by the entry point, read by the pipeline and the use case, and the place where they leave
/// what the record needs.
/// </summary>
public sealed class CallContext
{
    private Call? call;
    private long bankTicks;
    private long storeTicks;

    /// <summary>Throws <see cref="InvalidOperationException"/> when no call was begun in this scope.</summary>
    public Call Call => call ?? throw new InvalidOperationException("No call was begun in this scope.");

    public Caller Caller => Call.Caller;

    /// <summary>
    /// The person of the bank who calls. Throws <see cref="InvalidOperationException"/> when an agent does: a decision of
    /// people is never made in an agent's name.
    /// </summary>
    public string Person =>
        Caller.IsPerson
            ? Caller.Principal.Subject
            : throw new InvalidOperationException("A decision of people was asked for by an agent.");

    /// <summary>False where the server acts by itself.</summary>
    public bool HasBegun => call is not null;

    /// <summary>The right this call was allowed under; null before that is decided, or when it needs none.</summary>
    public string? Permission { get; set; }

    /// <summary>True when the right allowed comes from a role that is not bound to own accounts.</summary>
    public bool ActsForOthers => Caller.ActsForOthersUnder(Permission);

    /// <summary>True once an operation has committed its own records of this call.</summary>
    public bool IsRecorded { get; set; }

    /// <summary>The operation this call is about, once known.</summary>
    public Domain.Operations.OperationId? OperationId { get; set; }

    /// <summary>The account this call is about, once known.</summary>
    public AccountId? Account { get; set; }

    /// <summary>True when the answer is an earlier operation's.</summary>
    public bool IsReplay { get; set; }

    /// <summary>How long this call has waited for the bank.</summary>
    public TimeSpan BankTime => TimeSpan.FromTicks(Interlocked.Read(ref bankTicks));

    /// <summary>How long this call has waited for our own database, up to its record: for locks, other commits, the disk.</summary>
    public TimeSpan StoreTime => TimeSpan.FromTicks(Interlocked.Read(ref storeTicks));

    /// <summary>
    /// True when a page reads again by itself what a person looks at: the look has its record already, and this has none
    /// unless it is refused or fails.
    /// </summary>
    public bool IsRepeat { get; set; }

    /// <summary>Begins the scope's call. Throws <see cref="InvalidOperationException"/> the second time.</summary>
    public void Begin(Call begun)
    {
        if (call is not null)
        {
            throw new InvalidOperationException("A scope has one call.");
        }

        call = begun;
    }

    public void AddBankTime(TimeSpan spent) => Interlocked.Add(ref bankTicks, spent.Ticks);

    /// <summary>Asks the database, and counts how long that took.</summary>
    public async Task<T> WaitForStoreAsync<T>(Func<Task<T>> ask, TimeProvider time)
    {
        var started = time.GetTimestamp();
        try
        {
            return await ask();
        }
        finally
        {
            Interlocked.Add(ref storeTicks, time.GetElapsedTime(started).Ticks);
        }
    }
}
