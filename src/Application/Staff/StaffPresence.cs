namespace FinancialMcp.Application.Staff;

/// <summary>
/// That the person of a session has proven, with a code of their device, a passkey or a fresh sign-in, to be there. Kept with
/// the session, so it holds on every replica.
/// </summary>
public static class StaffPresence
{
    /// <summary>How long a proof holds.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a proof of then still holds.</summary>
    public static bool HoldsAt(DateTimeOffset? provenAt, DateTimeOffset now) => provenAt > now - Lifetime;
}
