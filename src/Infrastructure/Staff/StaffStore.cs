using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Staff;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Persistence.Writing;

namespace FinancialMcp.Infrastructure.Staff;

internal sealed class StaffStore(
    Database database,
    GroupCommitWriter writer,
    IOversightStore oversight,
    IAuditStore audit,
    AuditRows rows
) : IStaffStore
{
    internal const string AccountColumns =
        "a.id, a.name, a.roles, a.status, a.password_hash, a.protected_key, a.sign_in_version, a.last_step, a.failures, "
        + "a.locked_until, a.proposed_roles, a.proposed_by, a.proposed_reason, a.proposed_at, a.created_at, a.issuer, "
        + "a.subject";

    private const string SessionColumns =
        "s.id, s.token_hash, s.account, s.began_at, s.seen_at, s.source_address, s.client, s.ended_at, s.ended_by, "
        + "s.present_at";

    private const int SessionWidth = 10;

    private const string CountText =
        "update staff_account set sign_in_version = $3, last_step = $4, failures = $5, locked_until = $6, last_session = $7 "
        + "where name = $1 and sign_in_version = $2 and status = 2";

    /// <summary>With a key that is still there.</summary>
    private const string CountWithKeyText = CountText + " and exists (select 1 from staff_passkey where id = $8)";

    private const string BeginText =
        "insert into staff_session (id, token_hash, account, began_at, seen_at, source_address, client) "
        + "select $2, $3, $4, $5, $6, $7, $8 where exists "
        + "(select 1 from staff_account where name = $1 and last_session = $2)";

    /// <summary>By the mark that its own attempt left on the account, as a session's insert.</summary>
    private const string ProveText =
        "update staff_session set present_at = $4 where id = $3 and account = "
        + "(select id from staff_account where name = $1 and last_session = $2)";

    public Task<long> VersionAsync(CancellationToken cancellationToken) => oversight.VersionAsync(cancellationToken);

    public Task<IReadOnlyList<StaffAccount>> ListAsync(CancellationToken cancellationToken) =>
        database.ManyAsync(
            $"select {AccountColumns} from staff_account a order by a.name",
            [],
            row => AccountAt(row, 0),
            cancellationToken
        );

    public async Task<StaffAccount?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var found = await database.ManyAsync(
            $"select {AccountColumns} from staff_account a where a.name = $1",
            [name],
            row => AccountAt(row, 0),
            cancellationToken
        );
        return found.Count > 0 ? found[0] : null;
    }

    public async Task<OneTimeSecret?> FindSecretAsync(string hash, CancellationToken cancellationToken)
    {
        var found = await database.ManyAsync(
            "select hash, purpose, account, expires_at, used_at from staff_secret where hash = $1",
            [hash],
            row => new OneTimeSecret(
                row.Text(0),
                (SecretPurpose)row.Small(1),
                row.IdIfAny(2),
                row.Time(3),
                row.TimeOrNull(4)
            ),
            cancellationToken
        );
        return found.Count > 0 ? found[0] : null;
    }

    public Task<bool> ChangeAsync(long version, IReadOnlyList<StaffChange> changes, AuditEvent record) =>
        CommitAsync(new OversightWrite(version, [.. changes.SelectMany(StaffStatements.Of)], rows.Of(record)));

    public Task<bool> CountAsync(StaffAccount account, SignInState after, AuditEvent record) =>
        CommitAsync(new OversightWrite(null, [Counting(account, after, session: null)], rows.Of(record)));

    public Task<bool> ProveAsync(
        StaffAccount account,
        SignInState after,
        Guid session,
        DateTimeOffset at,
        AuditEvent record
    )
    {
        var mark = Guid.CreateVersion7(at);
        return CommitAsync(
            new OversightWrite(
                null,
                [Counting(account, after, mark), Proving(session, account, mark, at)],
                rows.Of(record)
            )
        );
    }

    public Task<bool> BeginSessionAsync(
        StaffSession session,
        StaffAccount account,
        SignInState after,
        AuditEvent record
    ) =>
        CommitAsync(
            new OversightWrite(
                null,
                [Counting(account, after, session.Id), Beginning(session, account)],
                rows.Of(record)
            )
        );

    public Task RecordAsync(AuditEvent record) => audit.AppendAsync(record);

    public async Task<(StaffSession Session, StaffAccount Account)?> FindSessionAsync(
        string tokenHash,
        CancellationToken cancellationToken
    )
    {
        var found = await database.ManyAsync(
            $"select {SessionColumns}, {AccountColumns} from staff_session s join staff_account a on a.id = s.account "
                + "where s.token_hash = $1",
            [tokenHash],
            row => (SessionOf(row), AccountAt(row, SessionWidth)),
            cancellationToken
        );
        return found.Count > 0 ? found[0] : null;
    }

    public Task<IReadOnlyList<StaffSession>> SessionsAsync(
        string? name,
        DateTimeOffset since,
        int most,
        CancellationToken cancellationToken
    )
    {
        var ofOne = name is null ? "" : "and s.account = (select id from staff_account where name = $3) ";
        return database.ManyAsync(
            $"select {SessionColumns} from staff_session s where s.began_at >= $1 {ofOne}"
                + "order by s.began_at desc, s.id desc limit $2",
            name is null ? [since, (long)most] : [since, (long)most, name],
            SessionOf,
            cancellationToken
        );
    }

    public Task SeenAsync(Guid session, DateTimeOffset at) =>
        writer.CommitAsync(
            new PlainWrite(
                new SqlText("update staff_session set seen_at = $2 where id = $1 and ended_at is null", session, at)
            )
        );

    public Task<bool> EndSessionAsync(Guid session, string by, DateTimeOffset at, AuditEvent record) =>
        CommitAsync(
            new OversightWrite(
                null,
                [
                    new SqlText(
                        "update staff_session set ended_at = $2, ended_by = $3 where id = $1 and ended_at is null",
                        session,
                        at,
                        by
                    ),
                ],
                rows.Of(record)
            )
        );

    /// <summary>Counts an attempt, where none was counted since.</summary>
    /// <param name="account">As it was read.</param>
    /// <param name="after">As signing in went.</param>
    /// <param name="session">The session that begins, or another mark by which what follows knows that this was written.</param>
    /// <param name="key">The passkey that was used; null: none.</param>
    internal static SqlText Counting(StaffAccount account, SignInState after, Guid? session, Guid? key = null)
    {
        object?[] values =
        [
            account.Name,
            account.SignIns.Version,
            after.Version,
            after.LastStep,
            after.Failures,
            after.LockedUntil,
            session,
        ];
        return key is null ? new(CountText, values) : new(CountWithKeyText, [.. values, key]);
    }

    /// <summary>A session that begins where its attempt was counted just before.</summary>
    internal static SqlText Beginning(StaffSession session, StaffAccount account) =>
        new(
            BeginText,
            account.Name,
            session.Id,
            session.TokenHash,
            session.Account,
            session.BeganAt,
            session.SeenAt,
            session.SourceAddress,
            session.Client
        );

    /// <summary>A proof in a session, where its attempt was counted just before and left this mark.</summary>
    internal static SqlText Proving(Guid session, StaffAccount account, Guid mark, DateTimeOffset at) =>
        new(ProveText, account.Name, mark, session, at);

    private static StaffSession SessionOf(StoredRows row) =>
        new()
        {
            Id = row.Id(0),
            TokenHash = row.Text(1),
            Account = row.Id(2),
            BeganAt = row.Time(3),
            SeenAt = row.Time(4),
            SourceAddress = row.TextOrNull(5),
            Client = row.TextOrNull(6),
            EndedAt = row.TimeOrNull(7),
            EndedBy = row.TextOrNull(8),
            PresentAt = row.TimeOrNull(9),
        };

    internal static StaffAccount AccountAt(StoredRows row, int at) =>
        new()
        {
            Id = row.Id(at),
            Name = row.Text(at + 1),
            Roles = RolesOf(row.Text(at + 2)),
            Status = (StaffStatus)row.Small(at + 3),
            Secrets = row.TextOrNull(at + 4) is { } hash ? new StaffSecrets(hash, row.Text(at + 5)) : null,
            SignIns = new SignInState(row.Long(at + 6), row.Long(at + 7), row.Number(at + 8), row.TimeOrNull(at + 9)),
            Proposed = row.TextOrNull(at + 10) is { } roles
                ? new StaffProposal(RolesOf(roles), row.Text(at + 11), row.Text(at + 12), row.Time(at + 13))
                : null,
            CreatedAt = row.Time(at + 14),
            Subject = row.TextOrNull(at + 15) is { } issuer ? new StaffSubject(issuer, row.Text(at + 16)) : null,
        };

    private static List<string> RolesOf(string text) =>
        JsonSerializer.Deserialize<List<string>>(text, WireJson.Options)
        ?? throw new JsonException("An account's roles are no list.");

    private Task<bool> CommitAsync(OversightWrite write) => writer.CommitRecordAsync(write, isWritten => isWritten);
}
