using System.Security.Cryptography;
using System.Text;
using FinancialMcp.Application.Audit;

namespace FinancialMcp.Application.Staff;

/// <summary>Signs people in and out. Whoever asks here is not signed in.</summary>
public sealed class StaffSignIn(IStaffStore store, IStaffCredentials credentials, StaffWay way, TimeProvider time)
{
    /// <summary>How many wrong attempts in a row close an account for a while.</summary>
    public const int MostFailures = 5;

    private const int MostTries = 20;
    private const int TokenBytes = 32;
    private const string Deed = "sign_in";
    private const string AtProvider = "at the identity provider";

    /// <summary>For how long it is closed.</summary>
    public static TimeSpan Lockout { get; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Begins a session and returns its token, which nothing keeps. Throws <see cref="AppException"/>
    /// AUTHENTICATION_ERROR, the same whatever was wrong. Every attempt is a record.
    /// </summary>
    public async Task<string> SignInAsync(
        string name,
        string password,
        string code,
        StaffSource source,
        CancellationToken cancellationToken
    )
    {
        if (way.Issuer is not null)
        {
            throw new InvalidOperationException("People sign in at an identity provider, and not with a password.");
        }

        for (var tries = 0; tries < MostTries; tries++)
        {
            var account = StaffNames.Read(name) is { } known ? await store.FindAsync(known, cancellationToken) : null;
            var now = time.GetUtcNow();
            var step = StepOf(account, password, code, now);
            if (account is null)
            {
                await store.RecordAsync(RefusalOf(null, "no such account", source, now));
                throw Refused();
            }

            if (WhyClosed(account, now) is { } closed)
            {
                await store.RecordAsync(RefusalOf(account.Name, closed, source, now));
                throw Refused();
            }

            if (step is null)
            {
                var failed = account.SignIns.AfterFailure(now);
                var why = failed.LockedUntil is null ? "wrong" : "wrong, and closed from now on";
                if (await store.CountAsync(account, failed, RefusalOf(account.Name, why, source, now)))
                {
                    throw Refused();
                }

                continue;
            }

            if (await BeginAsync(account, step.Value, source, now) is { } token)
            {
                return token;
            }
        }

        throw new StoreUnavailableException("Others keep signing in to the same account.");
    }

    /// <summary>
    /// Begins a session of whom the identity provider named, and returns its token. The person is known by issuer and subject;
    /// the name says only, in the record, who was refused. Throws <see cref="AppException"/> AUTHENTICATION_ERROR, the same
    /// whatever was wrong. Every attempt is a record.
    /// </summary>
    public async Task<string> SignInAsync(ProviderIdentity who, StaffSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(who);
        for (var tries = 0; tries < MostTries; tries++)
        {
            var accounts = await store.ListAsync(cancellationToken);
            var now = time.GetUtcNow();
            if (
                accounts.FirstOrDefault(it => it.Subject == who.Subject) is not { Status: StaffStatus.Active } account
                || !way.Knows(account)
            )
            {
                var name = StaffNames.Read(who.Name);
                var named = accounts.FirstOrDefault(it => string.Equals(it.Name, name, StringComparison.Ordinal));
                await store.RecordAsync(RefusalOf(named?.Name, WhyNot(named), source, now));
                throw new AppException(
                    ErrorCodes.AuthenticationError,
                    "The identity provider knows you, and nobody here is you. Whoever is invited enrols first, with the "
                        + "one-time secret; else ask an administrator."
                );
            }

            if (await BeginAsync(account, account.SignIns.LastStep, source, now, AtProvider) is { } token)
            {
                return token;
            }
        }

        throw new StoreUnavailableException("Others keep signing in to the same account.");
    }

    /// <summary>Records that somebody came back from the identity provider, or never came, without being signed in.</summary>
    public Task RefuseAsync(string why, StaffSource source) =>
        store.RecordAsync(RefusalOf(null, why, source, time.GetUtcNow()));

    /// <summary>
    /// The open session of a token and its account, as they are now; null when there is none. A person's use keeps it open;
    /// what a page does by itself does not.
    /// </summary>
    public async Task<(StaffSession Session, StaffAccount Account)?> FindAsync(
        string token,
        CancellationToken cancellationToken,
        bool isUse = true
    )
    {
        if (await store.FindSessionAsync(HashOf(token), cancellationToken) is not { } found)
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (!IsOpen(found.Session, found.Account, now))
        {
            return null;
        }

        if (isUse && now - found.Session.SeenAt >= TimeSpan.FromMinutes(1))
        {
            await store.SeenAsync(found.Session.Id, now);
            return (found.Session with { SeenAt = now }, found.Account);
        }

        return found;
    }

    /// <summary>Whether the token's session is open; looking does not keep it open.</summary>
    public async Task<bool> LookAsync(string token, CancellationToken cancellationToken) =>
        await store.FindSessionAsync(HashOf(token), cancellationToken) is { } found
        && IsOpen(found.Session, found.Account, time.GetUtcNow());

    /// <summary>Ends the session of a token; nothing happens where there is none.</summary>
    public async Task SignOutAsync(string token, StaffSource source, CancellationToken cancellationToken)
    {
        if (await store.FindSessionAsync(HashOf(token), cancellationToken) is { } found)
        {
            var now = time.GetUtcNow();
            var name = found.Account.Name;
            var record = StaffRecords.Of(
                AuditCode.StaffSignedOut,
                AuditRecords.Allowed,
                "sign_out",
                name,
                source,
                null,
                now
            );
            await store.EndSessionAsync(found.Session.Id, name, now, record);
        }
    }

    /// <summary>Where people sign in another way since, what began before is over.</summary>
    private bool IsOpen(StaffSession session, StaffAccount account, DateTimeOffset now) =>
        session.IsOpenAt(now) && account.Status == StaffStatus.Active && way.Knows(account);

    private static string WhyNot(StaffAccount? named) =>
        named switch
        {
            null => "no account is of this subject",
            { Status: StaffStatus.Invited } => "invited, and came without the one-time secret",
            { Status: not StaffStatus.Active } => "not active",
            { Subject: null } => "the account of that name is of no subject",
            _ => "the account of that name is another subject's",
        };

    private static string HashOf(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token)));

    /// <summary>
    /// The time step of the code when everything is right, and null else. Also without an account the password is looked
    /// at: how long an answer takes does not tell who works here.
    /// </summary>
    private long? StepOf(StaffAccount? account, string password, string code, DateTimeOffset now)
    {
        var isPassword =
            password.Length <= StaffEnrolment.LongestPassword
            && credentials.Verify(account?.Secrets?.PasswordHash, password);
        return isPassword && account is not null && !(account.SignIns.LockedUntil > now)
            ? credentials.NextStepOf(account, code)
            : null;
    }

    /// <summary>The session's token; null when another attempt was counted meanwhile.</summary>
    private async Task<string?> BeginAsync(
        StaffAccount account,
        long step,
        StaffSource source,
        DateTimeOffset now,
        string? reason = null
    )
    {
        var (session, token) = NewSession(account, source, now);
        var record = SuccessOf(account.Name, reason, source, now);
        return await store.BeginSessionAsync(session, account, account.SignIns.AfterSuccess(step), record)
            ? token
            : null;
    }

    /// <summary>Why nobody signs in to the account now, in words for the record; null: it is open.</summary>
    internal static string? WhyClosed(StaffAccount account, DateTimeOffset now) =>
        account.SignIns.LockedUntil > now ? "closed after wrong attempts"
        : account.Status != StaffStatus.Active ? "not active"
        : null;

    /// <summary>A session that begins now, and its token.</summary>
    internal static (StaffSession Session, string Token) NewSession(
        StaffAccount account,
        StaffSource source,
        DateTimeOffset now
    )
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        var session = new StaffSession
        {
            Id = Guid.CreateVersion7(now),
            TokenHash = HashOf(token),
            Account = account.Id,
            BeganAt = now,
            SeenAt = now,
            SourceAddress = source.Address,
            Client = StaffRecords.ClientOf(source),
        };
        return (session, token);
    }

    internal static AuditEvent SuccessOf(string name, string? how, StaffSource source, DateTimeOffset now) =>
        StaffRecords.Of(AuditCode.StaffSignedIn, AuditRecords.Allowed, Deed, name, source, how, now);

    internal static AuditEvent RefusalOf(string? name, string why, StaffSource source, DateTimeOffset now) =>
        StaffRecords.Of(AuditCode.StaffSignInRefused, AuditRecords.Refused, Deed, name, source, why, now) with
        {
            ErrorCode = ErrorCodes.AuthenticationError,
        };

    private static AppException Refused() =>
        new(
            ErrorCodes.AuthenticationError,
            "The name, the password or the code is not right. A code is taken once: wait for the next. After five wrong "
                + "attempts an account is closed for 15 minutes."
        );
}
