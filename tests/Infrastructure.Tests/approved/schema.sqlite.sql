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

CREATE TABLE "audit_event" (
    "seq" INTEGER NOT NULL CONSTRAINT "pk_audit_event" PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "schema_version" INTEGER NOT NULL,
    "code" INTEGER NOT NULL,
    "request_id" TEXT NOT NULL,
    "operation_id" TEXT NULL,
    "trace_id" TEXT NULL,
    "principal_key" TEXT NULL,
    "subject" TEXT NULL,
    "tool" TEXT NULL,
    "decision" TEXT NOT NULL,
    "error_code" TEXT NULL,
    "state" TEXT NULL,
    "amount_minor" INTEGER NULL,
    "currency" TEXT NULL,
    "from_account" INTEGER NULL,
    "to_account" INTEGER NULL,
    "backend_transaction_id" TEXT NULL,
    "duration_us" INTEGER NULL,
    "record" BLOB NOT NULL,
    "recorded_at" INTEGER NOT NULL,
    CONSTRAINT "ck_audit_event_record" CHECK (length(record) > 0)
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

CREATE TABLE "schema_migration" (
    "migration_id" TEXT NOT NULL CONSTRAINT "pk_schema_migration" PRIMARY KEY,
    "product_version" TEXT NOT NULL
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

CREATE INDEX "ix_audit_event_operation_id" ON "audit_event" ("operation_id") WHERE operation_id is not null

CREATE UNIQUE INDEX "ux_audit_event_id" ON "audit_event" ("id")

CREATE INDEX "ix_operation_open" ON "operation" ("state", "lease_until") WHERE state < 10

CREATE INDEX "ix_operation_probe" ON "operation" ("next_probe_at") WHERE next_probe_at is not null

CREATE INDEX "ix_operation_twin" ON "operation" ("twin", "created_at") WHERE twin is not null

CREATE UNIQUE INDEX "ux_operation_key" ON "operation" ("principal_key", "key_hash")

CREATE INDEX "ix_stop_in_force" ON "stop" ("set_at") WHERE released_by is null

CREATE TRIGGER approval_vote_delete before delete on approval_vote
    begin select raise(abort, 'approval_vote is append-only'); end

CREATE TRIGGER approval_vote_update before update on approval_vote
    begin select raise(abort, 'approval_vote is append-only'); end

CREATE TRIGGER audit_event_delete before delete on audit_event
    begin select raise(abort, 'audit_event is append-only'); end

CREATE TRIGGER audit_event_update before update on audit_event
    begin select raise(abort, 'audit_event is append-only'); end

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
