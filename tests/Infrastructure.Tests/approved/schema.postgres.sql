table audit_event
    seq bigint not null generated always as identity
    id uuid not null
    schema_version smallint not null
    code integer not null
    request_id text not null
    operation_id uuid
    trace_id text
    principal_key text
    subject text
    tool text
    decision text not null
    error_code text
    state text
    amount_minor bigint
    currency text
    from_account bigint
    to_account bigint
    backend_transaction_id text
    duration_us bigint
    record bytea not null
    recorded_at timestamp with time zone not null default clock_timestamp()
    xid xid8 not null default pg_current_xact_id()

table operation
    id uuid not null
    principal_key text collate "C" not null
    issuer text not null
    subject text not null
    acting_party text
    key_hash text collate "C" not null
    fingerprint text not null
    tool text not null
    instruction text not null
    amount_minor bigint
    currency text
    from_account bigint
    to_account bigint
    state smallint not null
    backend_subject text not null
    backend_is_staff boolean not null
    backend_key text not null
    backend_body text not null
    attempt integer not null
    fence bigint not null
    lease_until timestamp with time zone
    doubt_since timestamp with time zone
    outcome_class smallint
    outcome_code text
    outcome_message text
    backend_transaction_id text
    result text
    created_at timestamp with time zone not null
    updated_at timestamp with time zone not null

table operation_attempt
    operation_id uuid not null
    attempt integer not null
    fence bigint not null
    started timestamp with time zone not null
    ended timestamp with time zone not null
    bytes_sent boolean not null
    http_status integer
    error_class text
    response_sha256 text

table schema_migration
    migration_id character varying(150) not null
    product_version character varying(32) not null

constraint audit_event.ck_audit_event_record
    CHECK ((length(record) > 0))

constraint audit_event.pk_audit_event
    PRIMARY KEY (seq)

constraint operation.ck_operation_body
    CHECK ((length(backend_body) > 0))

constraint operation.ck_operation_doubt
    CHECK (((state <> 5) OR (doubt_since IS NOT NULL)))

constraint operation.ck_operation_lease
    CHECK (((state <> 3) OR (lease_until IS NOT NULL)))

constraint operation.ck_operation_state
    CHECK ((((state >= 1) AND (state <= 6)) OR ((state >= 10) AND (state <= 15))))

constraint operation.ck_operation_sum
    CHECK (((amount_minor IS NULL) = (currency IS NULL)))

constraint operation.pk_operation
    PRIMARY KEY (id)

constraint operation_attempt.fk_operation_attempt_operation
    FOREIGN KEY (operation_id) REFERENCES operation(id) ON DELETE RESTRICT

constraint operation_attempt.pk_operation_attempt
    PRIMARY KEY (operation_id, attempt)

constraint schema_migration.pk_schema_migration
    PRIMARY KEY (migration_id)

CREATE INDEX ix_audit_event_operation_id ON public.audit_event USING btree (operation_id) WHERE (operation_id IS NOT NULL)

CREATE INDEX ix_audit_event_xid ON public.audit_event USING btree (xid)

CREATE INDEX ix_operation_open ON public.operation USING btree (state, lease_until) WHERE (state < 10)

CREATE UNIQUE INDEX pk_audit_event ON public.audit_event USING btree (seq)

CREATE UNIQUE INDEX pk_operation ON public.operation USING btree (id)

CREATE UNIQUE INDEX pk_operation_attempt ON public.operation_attempt USING btree (operation_id, attempt)

CREATE UNIQUE INDEX pk_schema_migration ON public.schema_migration USING btree (migration_id)

CREATE UNIQUE INDEX ux_audit_event_id ON public.audit_event USING btree (id)

CREATE UNIQUE INDEX ux_operation_key ON public.operation USING btree (principal_key, key_hash)

CREATE TRIGGER audit_event_append_only BEFORE DELETE OR UPDATE ON public.audit_event FOR EACH ROW EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER audit_event_truncate BEFORE TRUNCATE ON public.audit_event FOR EACH STATEMENT EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER operation_identity BEFORE UPDATE OF id, issuer, subject, acting_party, principal_key, key_hash, fingerprint, tool, instruction, amount_minor, currency, from_account, to_account, backend_subject, backend_is_staff, backend_key, backend_body, created_at ON public.operation FOR EACH ROW EXECUTE FUNCTION operation_identity_guard()

CREATE TRIGGER operation_truncate BEFORE TRUNCATE ON public.operation FOR EACH STATEMENT EXECUTE FUNCTION operation_guard()

CREATE TRIGGER operation_update BEFORE DELETE OR UPDATE ON public.operation FOR EACH ROW EXECUTE FUNCTION operation_guard()

CREATE TRIGGER operation_attempt_append_only BEFORE DELETE OR UPDATE ON public.operation_attempt FOR EACH ROW EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER operation_attempt_truncate BEFORE TRUNCATE ON public.operation_attempt FOR EACH STATEMENT EXECUTE FUNCTION append_only_guard()

CREATE OR REPLACE FUNCTION public.append_only_guard()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $function$

CREATE OR REPLACE FUNCTION public.operation_guard()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
end $function$

CREATE OR REPLACE FUNCTION public.operation_identity_guard()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
    raise exception 'what was claimed never changes' using errcode = 'restrict_violation';
end $function$
