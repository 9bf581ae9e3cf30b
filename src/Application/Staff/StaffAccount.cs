namespace FinancialMcp.Application.Staff;

/// <summary>Whether a person may sign in. The numbers are stored.</summary>
public enum StaffStatus
{
    /// <summary>Two administrators agreed on the account; its person has not chosen a password yet.</summary>
    Invited = 1,

    /// <summary>May sign in.</summary>
    Active = 2,

    /// <summary>May not sign in, and has no session.</summary>
    Disabled = 3,

    /// <summary>One administrator proposed the account; nobody can use it.</summary>
    Proposed = 4,
}

/// <summary>Roles that an administrator proposed for an account; a second one approves them.</summary>
/// <param name="Roles">Sorted; none take every right away.</param>
/// <param name="By">Who proposed them.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
public sealed record StaffProposal(IReadOnlyList<string> Roles, string By, string Reason, DateTimeOffset At);

/// <summary>What a person signs in with.</summary>
/// <param name="PasswordHash">As <see cref="IStaffCredentials.Hash"/> made it.</param>
/// <param name="ProtectedKey">The key of the one-time codes, as <see cref="IStaffCredentials.Protect"/> made it.</param>
public sealed record StaffSecrets(string PasswordHash, string ProtectedKey);

/// <summary>How signing in went lately.</summary>
/// <param name="Version">Raised by every attempt that is counted: of two at once, one is tried again.</param>
/// <param name="LastStep">The time step of the last one-time code that was taken: it and earlier ones are not taken again.</param>
/// <param name="Failures">Wrong attempts since the last good one.</param>
/// <param name="LockedUntil">No attempt is looked at before; null: not locked.</param>
public sealed record SignInState(long Version, long LastStep, int Failures, DateTimeOffset? LockedUntil)
{
    public static SignInState None { get; } = new(0, 0, 0, null);

    /// <summary>After an attempt that was right.</summary>
    public SignInState AfterSuccess(long step) => new(Version + 1, step, 0, null);

    /// <summary>
    /// After a passkey that was right: what can be guessed stays closed for as long as it was, or each use of the key would
    /// open it to further guesses.
    /// </summary>
    public SignInState AfterKey() => new(Version + 1, LastStep, 0, LockedUntil);

    /// <summary>After a wrong attempt: the fifth in a row closes the account for a while.</summary>
    public SignInState AfterFailure(DateTimeOffset now)
    {
        var failures = Failures + 1;
        return failures < StaffSignIn.MostFailures
            ? new SignInState(Version + 1, LastStep, failures, null)
            : new SignInState(Version + 1, LastStep, 0, now + StaffSignIn.Lockout);
    }
}

/// <summary>A person of the bank who works at the admin side.</summary>
public sealed record StaffAccount
{
    public required Guid Id { get; init; }

    /// <summary>What the person signs in as and is recorded as; lower case, unique, never given to another person.</summary>
    public required string Name { get; init; }

    /// <summary>Sorted; see <see cref="Security.StaffPermissions"/>.</summary>
    public required IReadOnlyList<string> Roles { get; init; }
    public required StaffStatus Status { get; init; }

    /// <summary>Null until the person has enrolled.</summary>
    public StaffSecrets? Secrets { get; init; }

    /// <summary>Who the person is at the identity provider, once a one-time secret was taken there; else null.</summary>
    public StaffSubject? Subject { get; init; }
    public SignInState SignIns { get; init; } = SignInState.None;
    public StaffProposal? Proposed { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
