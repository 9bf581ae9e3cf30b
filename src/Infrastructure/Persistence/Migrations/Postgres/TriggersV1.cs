namespace FinancialMcp.Infrastructure.Persistence.Migrations.Postgres;

/// <summary>
/// What no statement may do, whoever sends it. Frozen with the migration that creates it: a change is a new version.
/// </summary>
internal static class TriggersV1
{
    internal const string Create = """
        create function operation_guard() returns trigger language plpgsql as $$
        begin
            if tg_op in ('DELETE', 'TRUNCATE') then
                raise exception 'an operation is never removed' using errcode = 'restrict_violation';
            end if;
            if old.state >= 10 then
                raise exception 'a final operation is immutable' using errcode = 'restrict_violation';
            end if;
            if new.fence < old.fence then
                raise exception 'a fence never decreases' using errcode = 'restrict_violation';
            end if;
            return new;
        end $$;

        create function operation_identity_guard() returns trigger language plpgsql as $$
        begin
            raise exception 'what was claimed never changes' using errcode = 'restrict_violation';
        end $$;

        create function append_only_guard() returns trigger language plpgsql as $$
        begin
            raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
        end $$;

        create trigger operation_update before update or delete on operation
            for each row execute function operation_guard();
        create trigger operation_truncate before truncate on operation
            for each statement execute function operation_guard();
        create trigger operation_identity before update of id, issuer, subject, acting_party, principal_key, key_hash,
            fingerprint, tool, instruction, amount_minor, currency, from_account, to_account, backend_subject,
            backend_is_staff, backend_key, backend_body, authority, twin, created_at on operation
            for each row execute function operation_identity_guard();

        create trigger operation_attempt_append_only before update or delete on operation_attempt
            for each row execute function append_only_guard();
        create trigger operation_attempt_truncate before truncate on operation_attempt
            for each statement execute function append_only_guard();

        create trigger approval_vote_append_only before update or delete on approval_vote
            for each row execute function append_only_guard();
        create trigger approval_vote_truncate before truncate on approval_vote
            for each statement execute function append_only_guard();

        create function policy_guard() returns trigger language plpgsql as $$
        begin
            if tg_op <> 'UPDATE' or old.state <> 1 or new.rules <> old.rules or new.version <> old.version then
                raise exception 'a policy that was decided on is immutable' using errcode = 'restrict_violation';
            end if;
            return new;
        end $$;
        create trigger policy_decided before update or delete on policy
            for each row execute function policy_guard();
        create trigger policy_truncate before truncate on policy
            for each statement execute function append_only_guard();
        """;

    /// <summary>After the tables, whose triggers go with them.</summary>
    internal const string Drop = """
        drop function operation_guard();
        drop function operation_identity_guard();
        drop function append_only_guard();
        drop function policy_guard();
        """;
}
