using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;

namespace FinancialMcp.Application.Staff;

/// <summary>What a one-time secret lets its user do.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="Name">Who is invited; null where the user chooses the name.</param>
public sealed record Invitation(SecretPurpose Purpose, string? Name);

/// <summary>What somebody enrols with.</summary>
/// <param name="Secret">The one-time secret.</param>
/// <param name="Name">What the person signs in as; not asked for where the invitation names it.</param>
/// <param name="Password">12 to 128 characters, and not the name.</param>
/// <param name="Key">The key that the person's device was shown, in base 32.</param>
/// <param name="Code">A code that the device made of it.</param>
public sealed record Enrolment(string Secret, string? Name, string Password, string Key, string Code);

/// <summary>How people come to have an account that they can sign in to. Nobody is signed in here.</summary>
public sealed class StaffEnrolment(IStaffStore store, IStaffCredentials credentials, StaffWay way, TimeProvider time)
{
    public const int ShortestPassword = 12;
    public const int LongestPassword = 128;

    private const string Deed = "enrol";

    /// <summary>
    /// Makes the log's secret for an administrator and returns it; null when there are enough. Throws
    /// <see cref="StoreUnavailableException"/>.
    /// </summary>
    public async Task<string?> OfferFirstAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!StaffDecisions.TakeFromLog(await store.ListAsync(cancellationToken), way))
        {
            return null;
        }

        var record = StaffRecords.Of(
            AuditCode.StaffSecretMade,
            AuditRecords.None,
            Deed,
            null,
            null,
            "for the first administrator",
            now
        );
        var (secret, text) = OneTimeSecret.New(SecretPurpose.FirstAdmin, null, now);
        return await store.DecideAsync<string>(record, _ => ([new AddSecret(secret)], text), cancellationToken);
    }

    /// <summary>What the secret is for. Throws <see cref="AppException"/> VALIDATION_ERROR when it is good for nothing.</summary>
    public async Task<Invitation> LookAsync(string secret, CancellationToken cancellationToken)
    {
        var (found, accounts) = (await FindAsync(secret, cancellationToken), await store.ListAsync(cancellationToken));
        return new Invitation(found.Purpose, AccountOf(found, accounts)?.Name);
    }

    /// <summary>
    /// Takes the secret and makes the account usable. Throws <see cref="AppException"/> VALIDATION_ERROR with every problem;
    /// nothing is used up then.
    /// </summary>
    public async Task<StaffAccount> EnrolAsync(
        Enrolment enrolment,
        StaffSource source,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(enrolment);
        MustBe(way.Issuer is null);
        var secret = await FindAsync(enrolment.Secret, cancellationToken);
        var invited = AccountOf(secret, await store.ListAsync(cancellationToken));
        var name = invited?.Name ?? StaffNames.Read(enrolment.Name);
        var step = credentials.StepOf(enrolment.Key, enrolment.Code);
        List<Problem> problems = [.. ProblemsOf(name, enrolment.Password)];
        if (step is null)
        {
            problems.Add(
                new Problem("code", "Is not the code of this key now. Look at the device's clock, and type the next.")
            );
        }

        if (problems.Count > 0)
        {
            throw new AppException(problems);
        }

        var now = time.GetUtcNow();
        var secrets = new StaffSecrets(credentials.Hash(enrolment.Password), credentials.Protect(enrolment.Key));
        var record = StaffRecords.Of(
            AuditCode.StaffEnrolled,
            AuditRecords.Allowed,
            Deed,
            name!,
            source,
            WordsOf(secret.Purpose),
            now
        );
        return await store.DecideAsync(
            record,
            // Judged again on what holds now: of two who use one secret at once, the second finds it used, or replaced.
            async accounts =>
                Decide(
                    accounts,
                    await FindAsync(enrolment.Secret, cancellationToken),
                    name!,
                    secrets,
                    step!.Value,
                    now
                ),
            cancellationToken
        );
    }

    /// <summary>
    /// Takes the secret, and makes the account that of whoever the provider says came back. Throws <see cref="AppException"/>
    /// VALIDATION_ERROR with the problem; nothing is used up then. An invitation is taken only by whom the provider calls as it
    /// does: a secret that went astray is not enough.
    /// </summary>
    public async Task<StaffAccount> EnrolAsync(
        string secret,
        ProviderIdentity who,
        StaffSource source,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(who);
        MustBe(string.Equals(way.Issuer, who.Subject.Issuer, StringComparison.Ordinal));
        var found = await FindAsync(secret, cancellationToken);
        var name = StaffNames.Read(who.Name) ?? throw new AppException([StaffNames.Problem]);
        var now = time.GetUtcNow();
        var words = $"{WordsOf(found.Purpose)}, at the identity provider";
        var record = StaffRecords.Of(AuditCode.StaffEnrolled, AuditRecords.Allowed, Deed, name, source, words, now);
        return await store.DecideAsync(
            record,
            async accounts => Decide(accounts, await FindAsync(secret, cancellationToken), name, who.Subject, now),
            cancellationToken
        );
    }

    private (IReadOnlyList<StaffChange>, StaffAccount) Decide(
        IReadOnlyList<StaffAccount> accounts,
        OneTimeSecret secret,
        string name,
        StaffSubject subject,
        DateTimeOffset now
    )
    {
        var invited = AccountOf(secret, accounts);
        var used = new UseSecret(secret.Hash, now);
        if (accounts.FirstOrDefault(account => account.Subject == subject) is { } own)
        {
            throw new AppException([new Problem("subject", $"You are {own.Name} here already: sign in.")]);
        }

        if (invited is not null && !string.Equals(invited.Name, name, StringComparison.Ordinal))
        {
            throw new AppException([
                new Problem("name", $"The invitation is for {invited.Name}; the identity provider calls you {name}."),
            ]);
        }

        // An administrator who signed in with a password before this instance got its provider keeps the account.
        var named = accounts.FirstOrDefault(account => string.Equals(account.Name, name, StringComparison.Ordinal));
        if (
            named is not null
            && invited is null
            && (named.Status != StaffStatus.Active || way.Knows(named) || !named.Roles.Contains(StaffPermissions.Admin))
        )
        {
            throw new AppException([new Problem("name", $"Somebody else is {name} here.")]);
        }

        var enrolled = named is null
            ? new StaffAccount
            {
                Id = Guid.CreateVersion7(now),
                Name = name,
                Roles = [StaffPermissions.Admin],
                Status = StaffStatus.Active,
                Subject = subject,
                CreatedAt = now,
            }
            : named with
            {
                Status = StaffStatus.Active,
                Secrets = null,
                Subject = subject,
            };
        return named is null
            ? ([new AddStaff(enrolled), used], enrolled)
            : ([new SaveStaff(enrolled), new ResetSignIns(enrolled), used], enrolled);
    }

    /// <summary>The pages offer one way; whoever gets here by the other did not come by them.</summary>
    private static void MustBe(bool isTheWay)
    {
        if (!isTheWay)
        {
            throw new InvalidOperationException("People enrol another way at this instance.");
        }
    }

    private (IReadOnlyList<StaffChange>, StaffAccount) Decide(
        IReadOnlyList<StaffAccount> accounts,
        OneTimeSecret secret,
        string name,
        StaffSecrets secrets,
        long step,
        DateTimeOffset now
    )
    {
        var invited = AccountOf(secret, accounts);
        var used = new UseSecret(secret.Hash, now);
        var signIns = (invited?.SignIns ?? SignInState.None) with { LastStep = step, Failures = 0, LockedUntil = null };
        if (invited is not null)
        {
            var enrolled = invited with { Status = StaffStatus.Active, Secrets = secrets, SignIns = signIns };
            return ([new SaveStaff(enrolled), new ResetSignIns(enrolled), used], enrolled);
        }

        if (accounts.Any(account => string.Equals(account.Name, name, StringComparison.Ordinal)))
        {
            throw new AppException([new Problem("name", "Somebody else has this name. Choose another.")]);
        }

        var admin = new StaffAccount
        {
            Id = Guid.CreateVersion7(now),
            Name = name,
            Roles = [StaffPermissions.Admin],
            Status = StaffStatus.Active,
            Secrets = secrets,
            SignIns = signIns,
            CreatedAt = now,
        };
        return ([new AddStaff(admin), used], admin);
    }

    /// <summary>The invited account; null where the secret makes one. Throws where it may not any more.</summary>
    private StaffAccount? AccountOf(OneTimeSecret secret, IReadOnlyList<StaffAccount> accounts)
    {
        var isGood = secret.Purpose switch
        {
            SecretPurpose.FirstAdmin => StaffDecisions.TakeFromLog(accounts, way),
            SecretPurpose.SecondAdmin => StaffDecisions.TakeSecond(accounts, way),
            _ => true,
        };
        var account = accounts.FirstOrDefault(it => it.Id == secret.Account);
        return isGood && (secret.Account is null || account?.Status == StaffStatus.Invited) ? account : throw NoGood();
    }

    private async Task<OneTimeSecret> FindAsync(string secret, CancellationToken cancellationToken) =>
        await store.FindSecretAsync(OneTimeSecret.HashOf(secret), cancellationToken) is { } found
        && found.IsGoodAt(time.GetUtcNow())
            ? found
            : throw NoGood();

    private static AppException NoGood() =>
        new([
            new Problem(
                "secret",
                "Is not known, was used, or is older than half an hour. An administrator can make another; "
                    + "the first administrator's is written to the server's log when it starts."
            ),
        ]);

    private static IEnumerable<Problem> ProblemsOf(string? name, string password)
    {
        if (name is null)
        {
            yield return StaffNames.Problem;
        }

        if (password.Length is < ShortestPassword or > LongestPassword)
        {
            yield return new Problem(
                "password",
                $"Must be {ShortestPassword} to {LongestPassword} characters: several words are easier than signs."
            );
        }
        else if (name is not null && password.Contains(name, StringComparison.OrdinalIgnoreCase))
        {
            yield return new Problem("password", "Must not contain the name.");
        }
    }

    private static string WordsOf(SecretPurpose purpose) =>
        purpose switch
        {
            SecretPurpose.FirstAdmin => "as the first administrator",
            SecretPurpose.SecondAdmin => "as the second administrator",
            _ => "as invited",
        };
}
