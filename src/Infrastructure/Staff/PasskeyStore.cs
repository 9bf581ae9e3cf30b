using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Staff.Passkeys;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Persistence.Writing;

namespace FinancialMcp.Infrastructure.Staff;

internal sealed class PasskeyStore(Database database, GroupCommitWriter writer, AuditRows rows) : IPasskeyStore
{
    private const string KeyColumns =
        "k.id, k.account, k.credential_id, k.public_key, k.name, k.sign_count, k.model, k.transports, k.may_be_copied, "
        + "k.is_copied, k.created_at, k.used_at";

    private const int KeyWidth = 12;

    private const string TakeText =
        "insert into staff_challenge (hash, expires_at) values ($1, $2) on conflict (hash) do nothing";

    /// <summary>By the mark that its own attempt left on the account, as a session's insert.</summary>
    private const string UseText =
        "update staff_passkey set sign_count = $4, is_copied = $5, used_at = $6 where id = $3 and exists "
        + "(select 1 from staff_account where name = $1 and last_session = $2)";

    public Task<IReadOnlyList<Passkey>> ListAsync(Guid account, CancellationToken cancellationToken) =>
        database.ManyAsync(
            $"select {KeyColumns} from staff_passkey k where k.account = $1 order by k.created_at, k.id",
            [account],
            KeyOf,
            cancellationToken
        );

    public async Task<IReadOnlyDictionary<Guid, int>> CountsAsync(CancellationToken cancellationToken) =>
        (
            await database.ManyAsync(
                "select account, count(*) from staff_passkey group by account",
                [],
                row => KeyValuePair.Create(row.Id(0), (int)row.Long(1)),
                cancellationToken
            )
        ).ToDictionary();

    public async Task<(Passkey Key, StaffAccount Account)?> FindAsync(
        string credentialId,
        CancellationToken cancellationToken
    )
    {
        var found = await database.ManyAsync(
            $"select {KeyColumns}, {StaffStore.AccountColumns} from staff_passkey k join staff_account a on a.id = k.account "
                + "where k.credential_id = $1",
            [credentialId],
            row => (KeyOf(row), StaffStore.AccountAt(row, KeyWidth)),
            cancellationToken
        );
        return found.Count > 0 ? found[0] : null;
    }

    public async Task<bool> TakeChallengeAsync(string hash, DateTimeOffset now, DateTimeOffset over)
    {
        var taking = writer.CommitAsync(new PlainWrite(new SqlText(TakeText, hash, over)));
        var forgetting = writer.CommitAsync(
            new PlainWrite(new SqlText("delete from staff_challenge where expires_at <= $1", now))
        );
        await Task.WhenAll(taking, forgetting);
        return await taking;
    }

    public Task<bool> BeginSessionAsync(
        Passkey used,
        StaffSession session,
        StaffAccount account,
        SignInState after,
        AuditEvent record
    ) => UseAsync(used, session.Id, StaffStore.Beginning(session, account), account, after, record);

    public Task<bool> ProveAsync(Passkey used, Guid session, StaffAccount account, SignInState after, AuditEvent record)
    {
        var at = used.UsedAt!.Value;
        var mark = Guid.CreateVersion7(at);
        return UseAsync(used, mark, StaffStore.Proving(session, account, mark, at), account, after, record);
    }

    /// <summary>Counts the attempt under the mark, and then does what it was for.</summary>
    private Task<bool> UseAsync(
        Passkey used,
        Guid mark,
        SqlText then,
        StaffAccount account,
        SignInState after,
        AuditEvent record
    )
    {
        SqlText[] statements =
        [
            StaffStore.Counting(account, after, mark, key: used.Id),
            new(UseText, account.Name, mark, used.Id, used.SignCount, used.IsCopied, used.UsedAt),
            then,
        ];
        return writer.CommitRecordAsync(new OversightWrite(null, statements, rows.Of(record)), isWritten => isWritten);
    }

    private static Passkey KeyOf(StoredRows row) =>
        new()
        {
            Id = row.Id(0),
            Account = row.Id(1),
            CredentialId = row.Text(2),
            PublicKey = row.Text(3),
            Name = row.Text(4),
            SignCount = row.Long(5),
            Model = row.Id(6),
            Transports = row.Text(7),
            MayBeCopied = row.Flag(8),
            IsCopied = row.Flag(9),
            CreatedAt = row.Time(10),
            UsedAt = row.TimeOrNull(11),
        };
}
