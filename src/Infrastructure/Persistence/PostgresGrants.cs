using FinancialMcp.Infrastructure.Persistence.Writing;
using Npgsql;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>
/// What each role may do. None that serves owns a table: the owner could rewrite the trail, and only keys and anchors
/// would tell.
/// </summary>
internal static class PostgresGrants
{
    /// <summary>Gives each role that is named, and is not the owner itself, what it needs and nothing else.</summary>
    internal static async Task GrantAsync(
        NpgsqlConnection connection,
        PostgresOptions options,
        Action<string> log,
        CancellationToken cancellationToken
    )
    {
        var owner = options.MigrationUser ?? options.User;
        await GiveAsync(options.User, Serving, "serving");
        await GiveAsync(options.SealerUser, Sealing, "sealing");
        await GiveAsync(options.ReaderUser, Reading, "reading the trail");
        await GiveAsync(options.RetentionUser, Dropping, "dropping what is over");

        async Task GiveAsync(string? role, Func<string, string> grants, string what)
        {
            if (role is null || string.Equals(role, owner, StringComparison.Ordinal))
            {
                return;
            }

            var to = $"to \"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
#pragma warning disable CA2100 // The role's name is quoted; the rest are statements of this class.
            await using var command = new NpgsqlCommand(grants(to), connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancellationToken);
            log($"Granted {role} what {what} needs.");
        }
    }

    /// <summary>
    /// Appends to the trail and moves operations; can neither rewrite a record nor say when, where or in which
    /// transaction one was written, and cannot seal.
    /// </summary>
    private static string Serving(string to) =>
        $"""
            grant select on {FinancialMcpDb.HistoryTable}, operation, operation_attempt, audit_event, limit_window,
                limit_hold, approval_vote, oversight, policy, agent, stop, approver, audit_seal, audit_epoch, audit_anchor,
                audit_key, audit_verification, audit_view, audit_hold, audit_drop, staff_account, staff_secret, staff_session,
                staff_passkey, staff_challenge, protection_key, call_minute, replica, check_span {to};
            grant insert, update ({Names(Columns.OperationState)}, lease_until) on operation {to};
            grant insert on operation_attempt {to};
            grant insert ({Names(Columns.AuditEvent)}) on audit_event {to};
            grant insert, update (cap, cap_count, used, held, used_count, held_count) on limit_window {to};
            grant insert, update (state, amount_minor) on limit_hold {to};
            grant insert on approval_vote {to};
            grant update (version) on oversight {to};
            grant insert, update (state, decided_by, decided_at) on policy {to};
            grant insert on stop {to};
            grant update (release_proposed_by, release_proposed_at, released_by, released_at) on stop {to};
            grant insert, update (owner, granted, status, proposed_owner, proposed_grant, proposed_by, proposed_at,
                updated_by, updated_at, reason) on agent {to};
            grant insert, update (subjects, proposed, proposed_by, updated_by, updated_at) on approver {to};
            grant insert on audit_verification {to};
            grant insert, update (is_shared, search, saved_at), delete on audit_view {to};
            grant insert, update (lifted_by, lifted_at, lift_reason) on audit_hold {to};
            grant insert, update (confirmed_by, confirmed_at) on audit_drop {to};
            grant insert, update (roles, status, password_hash, protected_key, sign_in_version, last_step, failures,
                locked_until, last_session, proposed_roles, proposed_by, proposed_reason, proposed_at,
                issuer, subject) on staff_account {to};
            grant insert, update (expires_at, used_at) on staff_secret {to};
            grant insert, update (seen_at, ended_at, ended_by, present_at) on staff_session {to};
            grant insert, update (sign_count, is_copied, used_at), delete on staff_passkey {to};
            grant insert, delete on staff_challenge {to};
            grant insert on protection_key {to};
            grant insert, update, delete on call_minute, replica, check_span {to};
            """;

    /// <summary>Reads records and appends seals, epochs and keys; cannot write a record.</summary>
    private static string Sealing(string to) =>
        $"""
            grant select on {FinancialMcpDb.HistoryTable}, audit_event, audit_seal, audit_epoch, audit_anchor, audit_key {to};
            grant select on sequence audit_event_seq_seq {to};
            grant insert on audit_seal, audit_epoch, audit_key, audit_anchor {to};
            grant update (number, anchored_at) on audit_anchor {to};
            grant execute on function audit_ensure_partitions(integer) {to};
            """;

    private static string Reading(string to) =>
        $"""
            grant select on {FinancialMcpDb.HistoryTable}, operation, operation_attempt, audit_event, approval_vote, policy,
                audit_seal, audit_epoch, audit_anchor, audit_key, audit_verification, audit_hold, audit_drop {to};
            """;

    /// <summary>Removes the months that a function finds two people agreed on, and nothing else.</summary>
    private static string Dropping(string to) =>
        $"""
            grant select on {FinancialMcpDb.HistoryTable}, audit_event, audit_seal, audit_epoch, audit_anchor, audit_key,
                audit_hold, audit_drop {to};
            grant execute on function audit_drop_month(uuid, text, text, bigint) {to};
            """;

    private static string Names<TRow>(IEnumerable<Column<TRow>> columns) =>
        string.Join(", ", columns.Select(column => column.Name));
}
