namespace FinancialMcp.Domain.Agents;

/// <summary>Whether an agent may act. The numbers are stored: never reuse or reorder them.</summary>
public enum AgentStatus
{
    Active = 1,

    /// <summary>Stopped for now; may be reinstated.</summary>
    Suspended = 2,

    /// <summary>Stopped for good.</summary>
    Revoked = 3,
}

/// <summary>
/// Names an agent: the token's issuer, and the acting party, or the subject where nobody acts for it. One agent may act
/// for many principals.
/// </summary>
public sealed record AgentId(string Issuer, string Party)
{
    public static AgentId Of(Principal principal) => new(principal.Issuer, principal.ActingParty ?? principal.Subject);

    /// <summary>SHA-256 over the length-prefixed parts, as lower-case hex.</summary>
    public string Key => Digest.Of("agent", Issuer, Party);
}

/// <summary>
/// A software agent as this bank's people know it: what they grant it, who answers for it, and whether it may act.
/// </summary>
/// <param name="Id">Whom the tokens name.</param>
/// <param name="Owner">The person who answers for it; without one it moves no money.</param>
/// <param name="Grant">What it may do at most, whatever its tokens say.</param>
/// <param name="Status">Active, suspended or revoked.</param>
/// <param name="Proposed">A wider grant that waits for a second person.</param>
public sealed record Agent(AgentId Id, string? Owner, Grant Grant, AgentStatus Status, GrantProposal? Proposed)
{
    /// <summary>What people decided about it last; null: nothing yet.</summary>
    public AgentChange? Changed { get; init; }

    /// <summary>The grant that holds now: nothing while the agent is not active.</summary>
    public Grant EffectiveGrant => Status == AgentStatus.Active ? Grant : Grant.None;
}

/// <summary>Who decided something about an agent, when, and why.</summary>
public sealed record AgentChange(string By, DateTimeOffset At, string Reason);

/// <summary>A grant that somebody proposed and somebody else has to approve.</summary>
public sealed record GrantProposal(string? Owner, Grant Grant, string By, DateTimeOffset At);

/// <summary>What an agent may do at most: permissions by name, or whatever its role allows.</summary>
public sealed record Grant
{
    private const string Everything = "role";
    private const string ReadsOnly = "read";

    private Grant(string text) => Text = text;

    /// <summary>Nothing at all.</summary>
    public static Grant None { get; } = new("none");

    /// <summary>Reading, as far as the role allows it.</summary>
    public static Grant Read { get; } = new(ReadsOnly);

    /// <summary>Whatever the role allows.</summary>
    public static Grant Role { get; } = new(Everything);

    /// <summary>The stored form: none, read, role, or the permissions in order, separated by one space.</summary>
    public string Text { get; }

    /// <summary>Exactly these permissions, as far as the role allows them.</summary>
    public static Grant Of(IEnumerable<string> permissions) =>
        new(string.Join(' ', permissions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));

    /// <summary>Reads the stored form; unknown words allow nothing.</summary>
    public static Grant Parse(string text) => new(text);

    /// <summary>Whether the permission is granted; <paramref name="isRead"/> tells whether it only reads.</summary>
    public bool Allows(string permission, bool isRead) =>
        Text switch
        {
            Everything => true,
            ReadsOnly => isRead,
            _ => Text.Split(' ').Contains(permission, StringComparer.Ordinal),
        };

    public override string ToString() => Text;
}
