using System.Collections.Concurrent;

namespace FinancialMcp.Application.Staff;

/// <summary>
/// When the person of a session last proved, with a code of their device or a passkey, to be there. Kept in this process alone: a browser's
/// connection ends at one process, and where the proof is lost, with a restart or a move to another replica, the person is asked
/// once more, and nothing else happens.
/// </summary>
public sealed class StaffPresence(TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> proven = [];

    /// <summary>How long a proof holds.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a proof of then still holds.</summary>
    public static bool HoldsAt(DateTimeOffset? provenAt, DateTimeOffset now) => provenAt > now - Lifetime;

    /// <summary>When it was proven last in the session; null when never, or too long ago.</summary>
    public DateTimeOffset? ProvenAt(Guid session) =>
        proven.TryGetValue(session, out var at) && HoldsAt(at, time.GetUtcNow()) ? at : null;

    /// <summary>Until when the session's proof holds; null when there is none.</summary>
    public DateTimeOffset? Until(Guid session) => ProvenAt(session) + Lifetime;

    /// <summary>It was proven just now. Proofs that are over are forgotten: those kept are at most those of five minutes.</summary>
    internal DateTimeOffset Keep(Guid session)
    {
        var now = time.GetUtcNow();
        foreach (var old in proven.Where(entry => !HoldsAt(entry.Value, now)))
        {
            proven.TryRemove(old);
        }

        proven[session] = now;
        return now + Lifetime;
    }
}
