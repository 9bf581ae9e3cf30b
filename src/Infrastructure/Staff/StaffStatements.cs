using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Staff.Passkeys;
using FinancialMcp.Infrastructure.Persistence.Writing;

namespace FinancialMcp.Infrastructure.Staff;

/// <summary>Changes of the staff as statements, the same on both databases.</summary>
internal static class StaffStatements
{
    private const string AddText =
        "insert into staff_account (id, name, created_at, roles, status, password_hash, protected_key, proposed_roles, "
        + "proposed_by, proposed_reason, proposed_at, sign_in_version, last_step, failures, issuer, subject) "
        + "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, 0, $13, $14)";

    private const string SaveText =
        "update staff_account set roles = $2, status = $3, password_hash = $4, protected_key = $5, proposed_roles = $6, "
        + "proposed_by = $7, proposed_reason = $8, proposed_at = $9, issuer = $10, subject = $11 "
        + "where id = $1";

    private const string ResetText =
        "update staff_account set sign_in_version = sign_in_version + 1, last_step = $2, failures = 0, locked_until = null "
        + "where id = $1";

    private const string SecretText =
        "insert into staff_secret (hash, purpose, account, expires_at) values ($1, $2, $3, $4)";

    /// <summary>Those before it of the same purpose and account.</summary>
    private const string ReplaceText =
        "update staff_secret set expires_at = $3 where purpose = $1 and used_at is null and expires_at > $3 "
        + "and coalesce(account, $4) = coalesce($2, $4)";

    private const string KeyText =
        "insert into staff_passkey (id, account, credential_id, public_key, name, sign_count, model, transports, "
        + "may_be_copied, is_copied, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

    internal static IEnumerable<SqlText> Of(StaffChange change) =>
        change switch
        {
            AddStaff { Account: var it } =>
            [
                new(
                    AddText,
                    it.Id,
                    it.Name,
                    it.CreatedAt,
                    Text(it.Roles),
                    (short)it.Status,
                    it.Secrets?.PasswordHash,
                    it.Secrets?.ProtectedKey,
                    Text(it.Proposed?.Roles),
                    it.Proposed?.By,
                    it.Proposed?.Reason,
                    it.Proposed?.At,
                    it.SignIns.LastStep,
                    it.Subject?.Issuer,
                    it.Subject?.Subject
                ),
            ],
            SaveStaff { Account: var it } =>
            [
                new(
                    SaveText,
                    it.Id,
                    Text(it.Roles),
                    (short)it.Status,
                    it.Secrets?.PasswordHash,
                    it.Secrets?.ProtectedKey,
                    Text(it.Proposed?.Roles),
                    it.Proposed?.By,
                    it.Proposed?.Reason,
                    it.Proposed?.At,
                    it.Subject?.Issuer,
                    it.Subject?.Subject
                ),
            ],
            ResetSignIns { Account: var it } => [new(ResetText, it.Id, it.SignIns.LastStep)],
            AddSecret { Secret: var it } when it.Purpose == SecretPurpose.FirstAdmin => [Insert(it)],
            AddSecret { Secret: var it } =>
            [
                new(ReplaceText, (short)it.Purpose, it.Account, it.ExpiresAt - OneTimeSecret.Lifetime, Guid.Empty),
                Insert(it),
            ],
            UseSecret it => [new("update staff_secret set used_at = $2 where hash = $1", it.Hash, it.At)],
            EndSessions it =>
            [
                new(
                    "update staff_session set ended_at = $2, ended_by = $3 where account = $1 and ended_at is null",
                    it.Account,
                    it.At,
                    it.By
                ),
            ],
            KeepPasskey { Key: var it } => [Insert(it)],
            DropPasskey it => [new("delete from staff_passkey where id = $1", it.Id)],
            DropPasskeys it => [new("delete from staff_passkey where account = $1", it.Account)],
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, "Is no change that is kept."),
        };

    private static SqlText Insert(Passkey it) =>
        new(
            KeyText,
            it.Id,
            it.Account,
            it.CredentialId,
            it.PublicKey,
            it.Name,
            it.SignCount,
            it.Model,
            it.Transports,
            it.MayBeCopied,
            it.IsCopied,
            it.CreatedAt
        );

    private static SqlText Insert(OneTimeSecret it) =>
        new(SecretText, it.Hash, (short)it.Purpose, it.Account, it.ExpiresAt);

    private static string? Text(IReadOnlyList<string>? roles) =>
        roles is null ? null : JsonSerializer.Serialize(roles, WireJson.Options);
}
