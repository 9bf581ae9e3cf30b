CREATE TABLE "agent" (
    "key" TEXT NOT NULL CONSTRAINT "pk_agent" PRIMARY KEY,
    "issuer" TEXT NOT NULL,
    "party" TEXT NOT NULL,
    "owner" TEXT NULL,
    "granted" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "proposed_owner" TEXT NULL,
    "proposed_grant" TEXT NULL,
    "proposed_by" TEXT NULL,
    "proposed_at" INTEGER NULL,
    "updated_by" TEXT NOT NULL,
    "updated_at" INTEGER NOT NULL,
    "reason" TEXT NULL,
    CONSTRAINT "ck_agent_status" CHECK (status between 1 and 3)
)

CREATE TABLE "approval_vote" (
    "operation_id" TEXT NOT NULL,
    "approver" TEXT NOT NULL,
    "approves" INTEGER NOT NULL,
    "reason" TEXT NULL,
    "cast_at" INTEGER NOT NULL,
    CONSTRAINT "pk_approval_vote" PRIMARY KEY ("operation_id", "approver"),
    CONSTRAINT "fk_approval_vote_operation" FOREIGN KEY ("operation_id") REFERENCES "operation" ("id") ON DELETE RESTRICT
)

CREATE TABLE "approver" (
    "person" TEXT NOT NULL CONSTRAINT "pk_approver" PRIMARY KEY,
    "subjects" TEXT NOT NULL,
    "proposed" TEXT NULL,
    "proposed_by" TEXT NULL,
    "updated_by" TEXT NOT NULL,
    "updated_at" INTEGER NOT NULL
)

CREATE TABLE "audit_anchor" (
    "name" TEXT NOT NULL CONSTRAINT "pk_audit_anchor" PRIMARY KEY,
    "number" INTEGER NOT NULL,
    "anchored_at" INTEGER NOT NULL
)

CREATE TABLE "audit_drop" (
    "id" TEXT NOT NULL CONSTRAINT "pk_audit_drop" PRIMARY KEY,
    "retention" INTEGER NOT NULL,
    "month" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "requested_at" INTEGER NOT NULL,
    "confirmed_by" TEXT NULL,
    "confirmed_at" INTEGER NULL,
    "archive" TEXT NULL,
    "archive_sha256" TEXT NULL,
    "records" INTEGER NULL,
    "dropped_at" INTEGER NULL,
    CONSTRAINT "ck_audit_drop_done" CHECK (dropped_at is null or confirmed_by is not null),
    CONSTRAINT "ck_audit_drop_retention" CHECK (retention between 1 and 2),
    CONSTRAINT "ck_audit_drop_two_people" CHECK (confirmed_by is null or confirmed_by <> requested_by)
)

CREATE TABLE "audit_epoch" (
    "number" INTEGER NOT NULL CONSTRAINT "pk_audit_epoch" PRIMARY KEY,
    "first_seq" INTEGER NOT NULL,
    "system_id" TEXT NOT NULL,
    "after_seal" INTEGER NOT NULL,
    "after_hash" BLOB NOT NULL,
    "began_at" INTEGER NOT NULL
)

CREATE TABLE "audit_event" (
    "seq" INTEGER NOT NULL CONSTRAINT "pk_audit_event" PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "schema_version" INTEGER NOT NULL,
    "retention" INTEGER NOT NULL,
    "code" INTEGER NOT NULL,
    "request_id" TEXT NOT NULL,
    "operation_id" TEXT NULL,
    "key_hash" TEXT NULL,
    "trace_id" TEXT NULL,
    "principal_key" TEXT NULL,
    "subject" TEXT NULL,
    "acting_party" TEXT NULL,
    "tool" TEXT NULL,
    "decision" TEXT NOT NULL,
    "error_code" TEXT NULL,
    "state" TEXT NULL,
    "amount_minor" INTEGER NULL,
    "currency" TEXT NULL,
    "from_account" INTEGER NULL,
    "to_account" INTEGER NULL,
    "backend_transaction_id" TEXT NULL,
    "policy_version" INTEGER NULL,
    "duration_us" INTEGER NULL,
    "build" TEXT NOT NULL,
    "record" BLOB NOT NULL,
    "mac_key_id" TEXT NOT NULL,
    "mac" BLOB NOT NULL,
    "recorded_at" INTEGER NOT NULL,
    CONSTRAINT "ck_audit_event_mac" CHECK (length(mac) = 32),
    CONSTRAINT "ck_audit_event_record" CHECK (length(record) > 0),
    CONSTRAINT "ck_audit_event_retention" CHECK (retention between 1 and 2)
)

CREATE TABLE "audit_hold" (
    "id" TEXT NOT NULL CONSTRAINT "pk_audit_hold" PRIMARY KEY,
    "case_name" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "from_time" INTEGER NOT NULL,
    "to_time" INTEGER NULL,
    "placed_by" TEXT NOT NULL,
    "placed_at" INTEGER NOT NULL,
    "lifted_by" TEXT NULL,
    "lifted_at" INTEGER NULL,
    "lift_reason" TEXT NULL,
    CONSTRAINT "ck_audit_hold_lifted" CHECK ((lifted_by is null) = (lift_reason is null)),
    CONSTRAINT "ck_audit_hold_times" CHECK (to_time is null or to_time > from_time)
)

CREATE TABLE "audit_key" (
    "key_id" TEXT NOT NULL CONSTRAINT "pk_audit_key" PRIMARY KEY,
    "public_key" TEXT NOT NULL,
    "first_used_at" INTEGER NOT NULL
)

CREATE TABLE "audit_seal" (
    "number" INTEGER NOT NULL CONSTRAINT "pk_audit_seal" PRIMARY KEY,
    "epoch" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "first_seq" INTEGER NULL,
    "last_seq" INTEGER NULL,
    "from_position" INTEGER NOT NULL,
    "to_position" INTEGER NOT NULL,
    "root" BLOB NOT NULL,
    "previous" BLOB NOT NULL,
    "sealed_at" INTEGER NOT NULL,
    "key_id" TEXT NOT NULL,
    "signature" BLOB NOT NULL,
    "leaves" BLOB NOT NULL,
    CONSTRAINT "ck_audit_seal_leaves" CHECK (length(leaves) = count * 40),
    CONSTRAINT "ck_audit_seal_positions" CHECK (from_position <= to_position)
)

CREATE TABLE "audit_verification" (
    "id" TEXT NOT NULL CONSTRAINT "pk_audit_verification" PRIMARY KEY,
    "started_at" INTEGER NOT NULL,
    "ended_at" INTEGER NOT NULL,
    "run_by" TEXT NOT NULL,
    "seals" INTEGER NOT NULL,
    "records" INTEGER NOT NULL,
    "findings" INTEGER NOT NULL,
    "report" TEXT NOT NULL
)

CREATE TABLE "audit_view" (
    "owner" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "is_shared" INTEGER NOT NULL,
    "search" TEXT NOT NULL,
    "saved_at" INTEGER NOT NULL,
    CONSTRAINT "pk_audit_view" PRIMARY KEY ("owner", "name")
)

CREATE TABLE "call_minute" (
    "run" TEXT NOT NULL,
    "minute" INTEGER NOT NULL,
    "tool" TEXT NOT NULL,
    "success" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,
    "pending" INTEGER NOT NULL,
    "in_doubt" INTEGER NOT NULL,
    "error" INTEGER NOT NULL,
    "spent" INTEGER NOT NULL,
    "longest" INTEGER NOT NULL,
    "b01" INTEGER NOT NULL,
    "b02" INTEGER NOT NULL,
    "b03" INTEGER NOT NULL,
    "b04" INTEGER NOT NULL,
    "b05" INTEGER NOT NULL,
    "b06" INTEGER NOT NULL,
    "b07" INTEGER NOT NULL,
    "b08" INTEGER NOT NULL,
    "b09" INTEGER NOT NULL,
    "b10" INTEGER NOT NULL,
    "b11" INTEGER NOT NULL,
    "b12" INTEGER NOT NULL,
    "b13" INTEGER NOT NULL,
    "b14" INTEGER NOT NULL,
    "b15" INTEGER NOT NULL,
    CONSTRAINT "pk_call_minute" PRIMARY KEY ("minute", "run", "tool")
)

CREATE TABLE "check_span" (
    "run" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "began_at" INTEGER NOT NULL,
    "state" INTEGER NOT NULL,
    "detail" TEXT NULL,
    CONSTRAINT "pk_check_span" PRIMARY KEY ("run", "name", "began_at"),
    CONSTRAINT "ck_check_span_state" CHECK (state between 0 and 3)
)

CREATE TABLE "limit_hold" (
    "operation_id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "period" INTEGER NOT NULL,
    "start_day" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "amount_minor" INTEGER NOT NULL,
    "state" INTEGER NOT NULL,
    CONSTRAINT "pk_limit_hold" PRIMARY KEY ("operation_id", "subject", "period", "start_day", "currency"),
    CONSTRAINT "ck_limit_hold_amount" CHECK (amount_minor > 0),
    CONSTRAINT "ck_limit_hold_state" CHECK (state between 1 and 3),
    CONSTRAINT "fk_limit_hold_operation" FOREIGN KEY ("operation_id") REFERENCES "operation" ("id") ON DELETE RESTRICT
)

CREATE TABLE "limit_window" (
    "subject" TEXT NOT NULL,
    "period" INTEGER NOT NULL,
    "start_day" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "cap" INTEGER NULL,
    "cap_count" INTEGER NULL,
    "used" INTEGER NOT NULL,
    "held" INTEGER NOT NULL,
    "used_count" INTEGER NOT NULL,
    "held_count" INTEGER NOT NULL,
    CONSTRAINT "pk_limit_window" PRIMARY KEY ("subject", "period", "start_day", "currency"),
    CONSTRAINT "ck_limit_window_cap" CHECK (cap is null or used + held <= cap),
    CONSTRAINT "ck_limit_window_cap_count" CHECK (cap_count is null or used_count + held_count <= cap_count),
    CONSTRAINT "ck_limit_window_counts" CHECK (used_count >= 0 and held_count >= 0),
    CONSTRAINT "ck_limit_window_not_negative" CHECK (used >= 0 and held >= 0),
    CONSTRAINT "ck_limit_window_period" CHECK (period in (1, 2))
)

CREATE TABLE "operation" (
    "id" TEXT NOT NULL CONSTRAINT "pk_operation" PRIMARY KEY,
    "principal_key" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "acting_party" TEXT NULL,
    "key_hash" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "instruction" TEXT NOT NULL,
    "amount_minor" INTEGER NULL,
    "currency" TEXT NULL,
    "from_account" INTEGER NULL,
    "to_account" INTEGER NULL,
    "state" INTEGER NOT NULL,
    "backend_subject" TEXT NOT NULL,
    "backend_is_staff" INTEGER NOT NULL,
    "backend_key" TEXT NOT NULL,
    "backend_body" TEXT NOT NULL,
    "authority" TEXT NOT NULL,
    "twin" TEXT NULL,
    "policy_version" INTEGER NULL,
    "attempt" INTEGER NOT NULL,
    "fence" INTEGER NOT NULL,
    "lease_until" INTEGER NULL,
    "lease_owner" TEXT NULL,
    "sent_until" INTEGER NULL,
    "doubt_since" INTEGER NULL,
    "next_probe_at" INTEGER NULL,
    "probe_count" INTEGER NOT NULL,
    "absent_since" INTEGER NULL,
    "absent_count" INTEGER NOT NULL,
    "approval_digest" TEXT NULL,
    "approvals_needed" INTEGER NULL,
    "approvals_given" INTEGER NULL,
    "approval_expires_at" INTEGER NULL,
    "approval_consumed_at" INTEGER NULL,
    "proposed" TEXT NULL,
    "outcome_class" INTEGER NULL,
    "outcome_code" TEXT NULL,
    "outcome_message" TEXT NULL,
    "backend_transaction_id" TEXT NULL,
    "result" TEXT NULL,
    "created_at" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL,
    CONSTRAINT "ck_operation_approved" CHECK (approval_digest is null or state in (1, 12, 13, 14, 15) or approvals_given >= approvals_needed),
    CONSTRAINT "ck_operation_body" CHECK (length(backend_body) > 0),
    CONSTRAINT "ck_operation_doubt" CHECK (state <> 5 or doubt_since is not null),
    CONSTRAINT "ck_operation_held" CHECK (state not in (1, 2) or approval_digest is not null),
    CONSTRAINT "ck_operation_lease" CHECK (state <> 3 or lease_until is not null),
    CONSTRAINT "ck_operation_probe" CHECK (state not in (4, 5) or next_probe_at is not null),
    CONSTRAINT "ck_operation_state" CHECK (state between 1 and 6 or state between 10 and 15),
    CONSTRAINT "ck_operation_sum" CHECK ((amount_minor is null) = (currency is null))
)

CREATE TABLE "operation_attempt" (
    "operation_id" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "fence" INTEGER NOT NULL,
    "started" INTEGER NOT NULL,
    "ended" INTEGER NOT NULL,
    "bytes_sent" INTEGER NOT NULL,
    "http_status" INTEGER NULL,
    "error_class" TEXT NULL,
    "response_sha256" TEXT NULL,
    CONSTRAINT "pk_operation_attempt" PRIMARY KEY ("operation_id", "attempt"),
    CONSTRAINT "fk_operation_attempt_operation" FOREIGN KEY ("operation_id") REFERENCES "operation" ("id") ON DELETE RESTRICT
)

CREATE TABLE "oversight" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_oversight" PRIMARY KEY,
    "version" INTEGER NOT NULL,
    CONSTRAINT "ck_oversight_one" CHECK (id = 1)
)

CREATE TABLE "policy" (
    "version" INTEGER NOT NULL CONSTRAINT "pk_policy" PRIMARY KEY,
    "rules" TEXT NOT NULL,
    "state" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "proposed_by" TEXT NOT NULL,
    "proposed_at" INTEGER NOT NULL,
    "decided_by" TEXT NULL,
    "decided_at" INTEGER NULL,
    CONSTRAINT "ck_policy_decided" CHECK (state = 1 or decided_by is not null),
    CONSTRAINT "ck_policy_state" CHECK (state between 1 and 3)
)

CREATE TABLE "protection_key" (
    "name" TEXT NOT NULL CONSTRAINT "pk_protection_key" PRIMARY KEY,
    "xml" TEXT NOT NULL
)

CREATE TABLE "replica" (
    "run" TEXT NOT NULL CONSTRAINT "pk_replica" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "started_at" INTEGER NOT NULL,
    "seen_at" INTEGER NOT NULL,
    "state" TEXT NOT NULL
)

CREATE TABLE "schema_migration" (
    "migration_id" TEXT NOT NULL CONSTRAINT "pk_schema_migration" PRIMARY KEY,
    "product_version" TEXT NOT NULL
)

CREATE TABLE "staff_account" (
    "id" TEXT NOT NULL CONSTRAINT "pk_staff_account" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "roles" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "password_hash" TEXT NULL,
    "protected_key" TEXT NULL,
    "issuer" TEXT NULL,
    "subject" TEXT NULL,
    "sign_in_version" INTEGER NOT NULL,
    "last_step" INTEGER NOT NULL,
    "failures" INTEGER NOT NULL,
    "locked_until" INTEGER NULL,
    "last_session" TEXT NULL,
    "proposed_roles" TEXT NULL,
    "proposed_by" TEXT NULL,
    "proposed_reason" TEXT NULL,
    "proposed_at" INTEGER NULL,
    "created_at" INTEGER NOT NULL,
    CONSTRAINT "ck_staff_account_active" CHECK ((status = 2) = (password_hash is not null or subject is not null)),
    CONSTRAINT "ck_staff_account_secrets" CHECK ((password_hash is null) = (protected_key is null)),
    CONSTRAINT "ck_staff_account_status" CHECK (status between 1 and 4),
    CONSTRAINT "ck_staff_account_subject" CHECK ((issuer is null) = (subject is null))
)

CREATE TABLE "staff_challenge" (
    "hash" TEXT NOT NULL CONSTRAINT "pk_staff_challenge" PRIMARY KEY,
    "expires_at" INTEGER NOT NULL
)

CREATE TABLE "staff_passkey" (
    "id" TEXT NOT NULL CONSTRAINT "pk_staff_passkey" PRIMARY KEY,
    "account" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "public_key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sign_count" INTEGER NOT NULL,
    "model" TEXT NOT NULL,
    "transports" TEXT NOT NULL,
    "may_be_copied" INTEGER NOT NULL,
    "is_copied" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "used_at" INTEGER NULL,
    CONSTRAINT "ck_staff_passkey_copied" CHECK (may_be_copied or not is_copied),
    CONSTRAINT "fk_staff_passkey_staff_account_account" FOREIGN KEY ("account") REFERENCES "staff_account" ("id") ON DELETE RESTRICT
)

CREATE TABLE "staff_secret" (
    "hash" TEXT NOT NULL CONSTRAINT "pk_staff_secret" PRIMARY KEY,
    "purpose" INTEGER NOT NULL,
    "account" TEXT NULL,
    "expires_at" INTEGER NOT NULL,
    "used_at" INTEGER NULL,
    CONSTRAINT "ck_staff_secret_account" CHECK ((purpose = 3) = (account is not null)),
    CONSTRAINT "ck_staff_secret_purpose" CHECK (purpose between 1 and 3),
    CONSTRAINT "fk_staff_secret_staff_account_account" FOREIGN KEY ("account") REFERENCES "staff_account" ("id") ON DELETE RESTRICT
)

CREATE TABLE "staff_session" (
    "id" TEXT NOT NULL CONSTRAINT "pk_staff_session" PRIMARY KEY,
    "token_hash" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "began_at" INTEGER NOT NULL,
    "seen_at" INTEGER NOT NULL,
    "source_address" TEXT NULL,
    "client" TEXT NULL,
    "ended_at" INTEGER NULL,
    "ended_by" TEXT NULL,
    "present_at" INTEGER NULL,
    CONSTRAINT "ck_staff_session_ended" CHECK ((ended_at is null) = (ended_by is null)),
    CONSTRAINT "fk_staff_session_staff_account_account" FOREIGN KEY ("account") REFERENCES "staff_account" ("id") ON DELETE RESTRICT
)

CREATE TABLE "stop" (
    "id" TEXT NOT NULL CONSTRAINT "pk_stop" PRIMARY KEY,
    "scope" INTEGER NOT NULL,
    "value" TEXT NULL,
    "reason" TEXT NOT NULL,
    "set_by" TEXT NOT NULL,
    "set_at" INTEGER NOT NULL,
    "release_proposed_by" TEXT NULL,
    "release_proposed_at" INTEGER NULL,
    "released_by" TEXT NULL,
    "released_at" INTEGER NULL,
    CONSTRAINT "ck_stop_scope" CHECK (scope between 1 and 4),
    CONSTRAINT "ck_stop_two_people" CHECK (released_by is null or (release_proposed_by is not null and released_by <> release_proposed_by)),
    CONSTRAINT "ck_stop_value" CHECK ((scope = 1) = (value is null))
)

CREATE INDEX "ix_audit_drop_retention_month" ON "audit_drop" ("retention", "month")

CREATE INDEX "ix_audit_event_acting_party_recorded_at" ON "audit_event" ("acting_party", "recorded_at") WHERE acting_party is not null

CREATE INDEX "ix_audit_event_backend_transaction_id" ON "audit_event" ("backend_transaction_id") WHERE backend_transaction_id is not null

CREATE INDEX "ix_audit_event_error_code_recorded_at" ON "audit_event" ("error_code", "recorded_at") WHERE error_code is not null

CREATE INDEX "ix_audit_event_from_account_recorded_at" ON "audit_event" ("from_account", "recorded_at") WHERE from_account is not null

CREATE INDEX "ix_audit_event_key_hash" ON "audit_event" ("key_hash") WHERE key_hash is not null

CREATE INDEX "ix_audit_event_operation_id" ON "audit_event" ("operation_id") WHERE operation_id is not null

CREATE INDEX "ix_audit_event_recorded_at_seq" ON "audit_event" ("recorded_at", "seq")

CREATE INDEX "ix_audit_event_request_id" ON "audit_event" ("request_id")

CREATE INDEX "ix_audit_event_subject_recorded_at" ON "audit_event" ("subject", "recorded_at") WHERE subject is not null

CREATE INDEX "ix_audit_event_to_account_recorded_at" ON "audit_event" ("to_account", "recorded_at") WHERE to_account is not null

CREATE UNIQUE INDEX "ux_audit_event_id" ON "audit_event" ("id")

CREATE INDEX "ix_audit_seal_epoch_from_position_number" ON "audit_seal" ("epoch", "from_position", "number")

CREATE INDEX "ix_audit_verification_ended_at" ON "audit_verification" ("ended_at")

CREATE INDEX "ix_operation_open" ON "operation" ("state", "lease_until") WHERE state < 10

CREATE INDEX "ix_operation_probe" ON "operation" ("next_probe_at") WHERE next_probe_at is not null

CREATE INDEX "ix_operation_twin" ON "operation" ("twin", "created_at") WHERE twin is not null

CREATE UNIQUE INDEX "ux_operation_key" ON "operation" ("principal_key", "key_hash")

CREATE INDEX "ix_replica_seen_at" ON "replica" ("seen_at")

CREATE UNIQUE INDEX "ix_staff_account_issuer_subject" ON "staff_account" ("issuer", "subject")

CREATE UNIQUE INDEX "ix_staff_account_name" ON "staff_account" ("name")

CREATE INDEX "ix_staff_challenge_expires_at" ON "staff_challenge" ("expires_at")

CREATE INDEX "ix_staff_passkey_account" ON "staff_passkey" ("account")

CREATE UNIQUE INDEX "ix_staff_passkey_credential_id" ON "staff_passkey" ("credential_id")

CREATE INDEX "ix_staff_secret_account" ON "staff_secret" ("account")

CREATE INDEX "ix_staff_session_account" ON "staff_session" ("account")

CREATE INDEX "ix_staff_session_began_at" ON "staff_session" ("began_at")

CREATE UNIQUE INDEX "ix_staff_session_token_hash" ON "staff_session" ("token_hash")

CREATE INDEX "ix_stop_in_force" ON "stop" ("set_at") WHERE released_by is null

CREATE TRIGGER approval_vote_delete before delete on approval_vote
    begin select raise(abort, 'approval_vote is append-only'); end

CREATE TRIGGER approval_vote_update before update on approval_vote
    begin select raise(abort, 'approval_vote is append-only'); end

CREATE TRIGGER audit_epoch_delete before delete on audit_epoch
    begin select raise(abort, 'audit_epoch is append-only'); end

CREATE TRIGGER audit_epoch_update before update on audit_epoch
    begin select raise(abort, 'audit_epoch is append-only'); end

CREATE TRIGGER audit_event_delete before delete on audit_event
    begin select raise(abort, 'audit_event is append-only'); end

CREATE TRIGGER audit_event_update before update on audit_event
    begin select raise(abort, 'audit_event is append-only'); end

CREATE TRIGGER audit_key_delete before delete on audit_key
    begin select raise(abort, 'audit_key is append-only'); end

CREATE TRIGGER audit_key_update before update on audit_key
    begin select raise(abort, 'audit_key is append-only'); end

CREATE TRIGGER audit_seal_delete before delete on audit_seal
    begin select raise(abort, 'audit_seal is append-only'); end

CREATE TRIGGER audit_seal_order before insert on audit_seal
    when new.number <> max(
        coalesce((select max(number) from audit_seal), 0),
        (select after_seal from audit_epoch order by number desc limit 1)) + 1
    begin select raise(abort, 'seals are numbered without a gap'); end

CREATE TRIGGER audit_seal_positions before insert on audit_seal
    when new.from_position <> (
        select to_position from audit_seal
        where epoch = new.epoch and number = (select max(number) from audit_seal))
    begin select raise(abort, 'a seal begins where the one before it ends'); end

CREATE TRIGGER audit_seal_update before update on audit_seal
    begin select raise(abort, 'audit_seal is append-only'); end

CREATE TRIGGER audit_verification_delete before delete on audit_verification
    begin select raise(abort, 'audit_verification is append-only'); end

CREATE TRIGGER audit_verification_update before update on audit_verification
    begin select raise(abort, 'audit_verification is append-only'); end

CREATE TRIGGER operation_delete before delete on operation
    begin select raise(abort, 'an operation is never removed'); end

CREATE TRIGGER operation_fence before update on operation when new.fence < old.fence
    begin select raise(abort, 'a fence never decreases'); end

CREATE TRIGGER operation_final before update on operation when old.state >= 10
    begin select raise(abort, 'a final operation is immutable'); end

CREATE TRIGGER operation_identity before update of id, issuer, subject, acting_party, principal_key, key_hash,
    fingerprint, tool, instruction, amount_minor, currency, from_account, to_account, backend_subject,
    backend_is_staff, backend_key, backend_body, authority, twin, created_at on operation
    begin select raise(abort, 'what was claimed never changes'); end

CREATE TRIGGER operation_attempt_delete before delete on operation_attempt
    begin select raise(abort, 'operation_attempt is append-only'); end

CREATE TRIGGER operation_attempt_update before update on operation_attempt
    begin select raise(abort, 'operation_attempt is append-only'); end

CREATE TRIGGER policy_decided before update on policy
    when old.state <> 1 or new.rules <> old.rules or new.version <> old.version
    begin select raise(abort, 'a policy that was decided on is immutable'); end

CREATE TRIGGER policy_delete before delete on policy
    begin select raise(abort, 'a policy that was decided on is immutable'); end
