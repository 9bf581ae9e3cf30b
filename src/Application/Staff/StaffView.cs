namespace FinancialMcp.Application.Staff;

/// <summary>An account as administrators see it.</summary>
/// <param name="Name">What the person signs in as.</param>
/// <param name="Status">proposed, invited, active or disabled.</param>
/// <param name="Roles">Sorted.</param>
/// <param name="Proposed">Roles that wait for a second administrator; null when none do.</param>
/// <param name="LockedUntil">Closed after wrong attempts until then; null: not.</param>
/// <param name="CreatedAt">When it was proposed first.</param>
public sealed record StaffView(
    string Name,
    StaffStatus Status,
    IReadOnlyList<string> Roles,
    StaffProposal? Proposed,
    DateTimeOffset? LockedUntil,
    DateTimeOffset CreatedAt
)
{
    /// <summary>Active, and enrolled in another way than this instance's: cannot sign in before enrolling anew.</summary>
    public bool IsElsewhere { get; init; }

    /// <summary>Signs in with a password and the codes of a device, here.</summary>
    public bool HasDevice { get; init; }

    /// <summary>Signs in at the identity provider.</summary>
    public bool HasSubject { get; init; }

    /// <summary>How many passkeys sign in to it; of the list of people.</summary>
    public int Passkeys { get; init; }

    /// <summary>How many sessions are open now; of the list of people.</summary>
    public int OpenSessions { get; init; }

    internal static StaffView Of(StaffAccount account) =>
        new(
            account.Name,
            account.Status,
            account.Roles,
            account.Proposed,
            account.SignIns.LockedUntil,
            account.CreatedAt
        )
        {
            HasDevice = account.Secrets is not null,
            HasSubject = account.Subject is not null,
        };
}

/// <summary>An account after a decision, and, where its person has to enrol now, the secret for that.</summary>
/// <param name="Account">As it is now.</param>
/// <param name="Secret">To be handed to the person within half an hour; it is shown this once. Null: none is needed.</param>
public sealed record StaffDecision(StaffView Account, string? Secret);
