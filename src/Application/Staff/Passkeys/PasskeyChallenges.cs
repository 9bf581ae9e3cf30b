using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FinancialMcp.Application.Staff.Passkeys;

/// <summary>
/// Challenges, from their making to their one use, and what is said of an answer to one. A challenge waits in no memory: it goes to
/// the browser encrypted and comes back to whichever replica; that it was used is kept in the database.
/// </summary>
public sealed class PasskeyChallenges(IPasskeyCeremonies ceremonies, IPasskeyStore store, TimeProvider time)
{
    private const int Bytes = 32;

    /// <summary>How long a challenge is good.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(5);

    /// <summary>A new challenge.</summary>
    /// <param name="purpose">What it will be good for.</param>
    /// <param name="session">In which session; null before there is one.</param>
    /// <param name="optionsOf">Makes of it what the browser is told.</param>
    internal PasskeyOffer Offer(PasskeyPurpose purpose, Guid? session, Func<string, string> optionsOf)
    {
        var challenge = new PasskeyChallenge(
            Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)),
            purpose,
            session,
            time.GetUtcNow()
        );
        return new PasskeyOffer(optionsOf(challenge.Bytes), ceremonies.Protect(challenge));
    }

    /// <summary>
    /// Uses the challenge up and returns it; null when it is none of ours, was made for something else or another session, is too
    /// old, or was used before.
    /// </summary>
    internal async Task<string?> TakeAsync(string? state, PasskeyPurpose purpose, Guid? session)
    {
        var now = time.GetUtcNow();
        if (
            string.IsNullOrEmpty(state)
            || ceremonies.Unprotect(state) is not { } challenge
            || challenge.Purpose != purpose
            || challenge.Session != session
            || challenge.MadeAt + Lifetime <= now
        )
        {
            return null;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(challenge.Bytes)));
        return await store.TakeChallengeAsync(hash, now, challenge.MadeAt + Lifetime) ? challenge.Bytes : null;
    }

    /// <summary>The key as it is after this use; or null, and in words for the record what was wrong.</summary>
    /// <param name="challenge">As it was taken; null: it was not.</param>
    /// <param name="key">As it is kept.</param>
    /// <param name="response">The browser's answer.</param>
    internal async Task<PasskeyFinding<Passkey>> JudgeAsync(string? challenge, Passkey key, string response)
    {
        if (challenge is null)
        {
            return new(null, "its challenge is over, was used before, or is another browser's");
        }

        var (use, problem) = await ceremonies.LookAtUseAsync(challenge, key, response);
        if (use is null)
        {
            return new(null, problem);
        }

        // WebAuthn Level 3, 7.2 (signature counter): a key that counts, and did not count on, may exist twice.
        var counts = use.SignCount != 0 || key.SignCount != 0;
        return counts && use.SignCount <= key.SignCount
            ? new(null, "its count went back: there may be a copy of the key")
            : new(key with { SignCount = use.SignCount, IsCopied = use.IsCopied, UsedAt = time.GetUtcNow() }, null);
    }
}
