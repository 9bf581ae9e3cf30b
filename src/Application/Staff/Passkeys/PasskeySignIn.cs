namespace FinancialMcp.Application.Staff.Passkeys;

/// <summary>Signs people in by a key of their own alone. Whoever asks here is not signed in.</summary>
public sealed class PasskeySignIn(
    IStaffStore staff,
    IPasskeyStore keys,
    IPasskeyCeremonies ceremonies,
    PasskeyChallenges challenges,
    TimeProvider time
)
{
    /// <summary>The longest answer of a browser that is looked at, in UTF-16 units.</summary>
    public const int LongestResponse = 16_384;

    private const int MostTries = 20;

    /// <summary>What the browser is told. The state must come back from the same browser, within five minutes, once.</summary>
    public PasskeyOffer Offer() =>
        challenges.Offer(PasskeyPurpose.SignIn, null, challenge => ceremonies.OptionsToUse(challenge, []));

    /// <summary>
    /// Begins a session and returns its token, which nothing keeps. Throws <see cref="AppException"/>
    /// AUTHENTICATION_ERROR, the same whatever was wrong. Every attempt is a record; where the account is known, a wrong one counts
    /// as a wrong password does.
    /// </summary>
    public async Task<string> SignInAsync(
        string? state,
        string? response,
        StaffSource source,
        CancellationToken cancellationToken
    )
    {
        var challenge = await challenges.TakeAsync(state, PasskeyPurpose.SignIn, session: null);
        var answer = response is { Length: > 0 and <= LongestResponse } ? response : "";
        for (var tries = 0; tries < MostTries; tries++)
        {
            var found = ceremonies.CredentialOf(answer) is { } id ? await keys.FindAsync(id, cancellationToken) : null;
            var now = time.GetUtcNow();
            if (found is not { } known)
            {
                await staff.RecordAsync(StaffSignIn.RefusalOf(null, "no such passkey", source, now));
                throw Refused();
            }

            var (key, account) = known;
            var (used, problem) = await challenges.JudgeAsync(challenge, key, answer);

            // Others' wrong attempts close the account to what can be guessed, and not to its keys.
            var mayBeClosed = used is null
                ? account
                : account with
                {
                    SignIns = account.SignIns with { LockedUntil = null },
                };
            if (StaffSignIn.WhyClosed(mayBeClosed, now) is { } closed)
            {
                await staff.RecordAsync(StaffSignIn.RefusalOf(account.Name, closed, source, now));
                throw Refused();
            }

            if (used is null)
            {
                var failed = account.SignIns.AfterFailure(now);
                var why =
                    $"passkey {key.Name}: {problem}{(failed.LockedUntil is null ? "" : ", and closed from now on")}";
                if (await staff.CountAsync(account, failed, StaffSignIn.RefusalOf(account.Name, why, source, now)))
                {
                    throw Refused();
                }

                continue;
            }

            var (session, token) = StaffSignIn.NewSession(account, source, now);
            var record = StaffSignIn.SuccessOf(account.Name, $"with the passkey {key.Name}", source, now);
            if (await keys.BeginSessionAsync(used, session, account, account.SignIns.AfterKey(), record))
            {
                return token;
            }
        }

        throw new StoreUnavailableException("Others keep signing in to the same account.");
    }

    private static AppException Refused() =>
        new(
            ErrorCodes.AuthenticationError,
            "This passkey does not sign in here: it is not known, was not accepted, or its account is closed. Try once more, or sign "
                + "in with name, password and code and look under Passkeys whether it is still yours. After five wrong attempts an "
                + "account is closed for 15 minutes; an administrator can say whether yours is open."
        );
}
