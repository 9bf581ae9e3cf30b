namespace FinancialMcp.Infrastructure.Persistence.Migrations.Sqlite;

/// <summary>
/// What no statement may do, whoever sends it. Frozen with the migration that creates it: a change is a new version. A
/// migration that rebuilds a table loses the table's triggers and must create them again.
/// </summary>
internal static class TriggersV1
{
    internal const string Create = """
        create trigger operation_final before update on operation when old.state >= 10
            begin select raise(abort, 'a final operation is immutable'); end;
        create trigger operation_fence before update on operation when new.fence < old.fence
            begin select raise(abort, 'a fence never decreases'); end;
        create trigger operation_identity before update of id, issuer, subject, acting_party, principal_key, key_hash,
            fingerprint, tool, instruction, amount_minor, currency, from_account, to_account, backend_subject,
            backend_is_staff, backend_key, backend_body, authority, twin, created_at on operation
            begin select raise(abort, 'what was claimed never changes'); end;
        create trigger operation_delete before delete on operation
            begin select raise(abort, 'an operation is never removed'); end;

        create trigger operation_attempt_update before update on operation_attempt
            begin select raise(abort, 'operation_attempt is append-only'); end;
        create trigger operation_attempt_delete before delete on operation_attempt
            begin select raise(abort, 'operation_attempt is append-only'); end;

        create trigger approval_vote_update before update on approval_vote
            begin select raise(abort, 'approval_vote is append-only'); end;
        create trigger approval_vote_delete before delete on approval_vote
            begin select raise(abort, 'approval_vote is append-only'); end;

        create trigger policy_decided before update on policy
            when old.state <> 1 or new.rules <> old.rules or new.version <> old.version
            begin select raise(abort, 'a policy that was decided on is immutable'); end;
        create trigger policy_delete before delete on policy
            begin select raise(abort, 'a policy that was decided on is immutable'); end;

        create trigger audit_event_update before update on audit_event
            begin select raise(abort, 'audit_event is append-only'); end;
        create trigger audit_event_delete before delete on audit_event
            begin select raise(abort, 'audit_event is append-only'); end;

        create trigger audit_seal_order before insert on audit_seal
            when new.number <> max(
                coalesce((select max(number) from audit_seal), 0),
                (select after_seal from audit_epoch order by number desc limit 1)) + 1
            begin select raise(abort, 'seals are numbered without a gap'); end;
        create trigger audit_seal_positions before insert on audit_seal
            when new.from_position <> (
                select to_position from audit_seal
                where epoch = new.epoch and number = (select max(number) from audit_seal))
            begin select raise(abort, 'a seal begins where the one before it ends'); end;
        create trigger audit_seal_update before update on audit_seal
            begin select raise(abort, 'audit_seal is append-only'); end;
        create trigger audit_seal_delete before delete on audit_seal
            begin select raise(abort, 'audit_seal is append-only'); end;
        create trigger audit_epoch_update before update on audit_epoch
            begin select raise(abort, 'audit_epoch is append-only'); end;
        create trigger audit_epoch_delete before delete on audit_epoch
            begin select raise(abort, 'audit_epoch is append-only'); end;
        create trigger audit_key_update before update on audit_key
            begin select raise(abort, 'audit_key is append-only'); end;
        create trigger audit_key_delete before delete on audit_key
            begin select raise(abort, 'audit_key is append-only'); end;
        create trigger audit_verification_update before update on audit_verification
            begin select raise(abort, 'audit_verification is append-only'); end;
        create trigger audit_verification_delete before delete on audit_verification
            begin select raise(abort, 'audit_verification is append-only'); end;
        """;
}
