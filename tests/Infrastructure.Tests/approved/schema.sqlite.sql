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
    "attempt" INTEGER NOT NULL,
    "fence" INTEGER NOT NULL,
    "lease_until" INTEGER NULL,
    "doubt_since" INTEGER NULL,
    "outcome_class" INTEGER NULL,
    "outcome_code" TEXT NULL,
    "outcome_message" TEXT NULL,
    "backend_transaction_id" TEXT NULL,
    "result" TEXT NULL,
    "created_at" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL,
    CONSTRAINT "ck_operation_body" CHECK (length(backend_body) > 0),
    CONSTRAINT "ck_operation_doubt" CHECK (state <> 5 or doubt_since is not null),
    CONSTRAINT "ck_operation_lease" CHECK (state <> 3 or lease_until is not null),
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

CREATE TABLE "schema_migration" (
    "migration_id" TEXT NOT NULL CONSTRAINT "pk_schema_migration" PRIMARY KEY,
    "product_version" TEXT NOT NULL
)

CREATE INDEX "ix_audit_event_operation_id" ON "audit_event" ("operation_id") WHERE operation_id is not null

CREATE UNIQUE INDEX "ux_audit_event_id" ON "audit_event" ("id")

CREATE INDEX "ix_operation_open" ON "operation" ("state", "lease_until") WHERE state < 10

CREATE UNIQUE INDEX "ux_operation_key" ON "operation" ("principal_key", "key_hash")

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
    backend_is_staff, backend_key, backend_body, created_at on operation
    begin select raise(abort, 'what was claimed never changes'); end

CREATE TRIGGER operation_attempt_delete before delete on operation_attempt
    begin select raise(abort, 'operation_attempt is append-only'); end

CREATE TRIGGER operation_attempt_update before update on operation_attempt
    begin select raise(abort, 'operation_attempt is append-only'); end
