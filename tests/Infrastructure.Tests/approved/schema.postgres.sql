table agent
    key text not null
    issuer text not null
    party text not null
    owner text
    granted text not null
    status smallint not null
    proposed_owner text
    proposed_grant text
    proposed_by text
    proposed_at timestamp with time zone
    updated_by text not null
    updated_at timestamp with time zone not null
    reason text

table approval_vote
    operation_id uuid not null
    approver text not null
    approves boolean not null
    reason text
    cast_at timestamp with time zone not null

table approver
    person text not null
    subjects text not null
    proposed text
    proposed_by text
    updated_by text not null
    updated_at timestamp with time zone not null

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

table limit_hold
    operation_id uuid not null
    subject text not null
    period smallint not null
    start_day integer not null
    currency text not null
    amount_minor bigint not null
    state smallint not null

table limit_window
    subject text not null
    period smallint not null
    start_day integer not null
    currency text not null
    cap bigint
    cap_count integer
    used bigint not null
    held bigint not null
    used_count integer not null
    held_count integer not null

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
    authority text not null
    twin text
    policy_version integer
    attempt integer not null
    fence bigint not null
    lease_until timestamp with time zone
    lease_owner text
    sent_until timestamp with time zone
    doubt_since timestamp with time zone
    next_probe_at timestamp with time zone
    probe_count integer not null
    absent_since timestamp with time zone
    absent_count integer not null
    approval_digest text
    approvals_needed integer
    approvals_given integer
    approval_expires_at timestamp with time zone
    approval_consumed_at timestamp with time zone
    proposed text
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

table oversight
    id smallint not null
    version bigint not null

table policy
    version integer not null
    rules text not null
    state smallint not null
    reason text not null
    proposed_by text not null
    proposed_at timestamp with time zone not null
    decided_by text
    decided_at timestamp with time zone

table schema_migration
    migration_id character varying(150) not null
    product_version character varying(32) not null

table stop
    id uuid not null
    scope smallint not null
    value text
    reason text not null
    set_by text not null
    set_at timestamp with time zone not null
    release_proposed_by text
    release_proposed_at timestamp with time zone
    released_by text
    released_at timestamp with time zone

constraint agent.ck_agent_status
    CHECK (((status >= 1) AND (status <= 3)))

constraint agent.pk_agent
    PRIMARY KEY (key)

constraint approval_vote.fk_approval_vote_operation
    FOREIGN KEY (operation_id) REFERENCES operation(id) ON DELETE RESTRICT

constraint approval_vote.pk_approval_vote
    PRIMARY KEY (operation_id, approver)

constraint approver.pk_approver
    PRIMARY KEY (person)

constraint audit_event.ck_audit_event_record
    CHECK ((length(record) > 0))

constraint audit_event.pk_audit_event
    PRIMARY KEY (seq)

constraint limit_hold.ck_limit_hold_amount
    CHECK ((amount_minor > 0))

constraint limit_hold.ck_limit_hold_state
    CHECK (((state >= 1) AND (state <= 3)))

constraint limit_hold.fk_limit_hold_operation
    FOREIGN KEY (operation_id) REFERENCES operation(id) ON DELETE RESTRICT

constraint limit_hold.pk_limit_hold
    PRIMARY KEY (operation_id, subject, period, start_day, currency)

constraint limit_window.ck_limit_window_cap
    CHECK (((cap IS NULL) OR ((used + held) <= cap)))

constraint limit_window.ck_limit_window_cap_count
    CHECK (((cap_count IS NULL) OR ((used_count + held_count) <= cap_count)))

constraint limit_window.ck_limit_window_counts
    CHECK (((used_count >= 0) AND (held_count >= 0)))

constraint limit_window.ck_limit_window_not_negative
    CHECK (((used >= 0) AND (held >= 0)))

constraint limit_window.ck_limit_window_period
    CHECK ((period = ANY (ARRAY[1, 2])))

constraint limit_window.pk_limit_window
    PRIMARY KEY (subject, period, start_day, currency)

constraint operation.ck_operation_approved
    CHECK (((approval_digest IS NULL) OR (state = ANY (ARRAY[1, 12, 13, 14, 15])) OR (approvals_given >= approvals_needed)))

constraint operation.ck_operation_body
    CHECK ((length(backend_body) > 0))

constraint operation.ck_operation_doubt
    CHECK (((state <> 5) OR (doubt_since IS NOT NULL)))

constraint operation.ck_operation_held
    CHECK (((state <> ALL (ARRAY[1, 2])) OR (approval_digest IS NOT NULL)))

constraint operation.ck_operation_lease
    CHECK (((state <> 3) OR (lease_until IS NOT NULL)))

constraint operation.ck_operation_probe
    CHECK (((state <> ALL (ARRAY[4, 5])) OR (next_probe_at IS NOT NULL)))

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

constraint oversight.ck_oversight_one
    CHECK ((id = 1))

constraint oversight.pk_oversight
    PRIMARY KEY (id)

constraint policy.ck_policy_decided
    CHECK (((state = 1) OR (decided_by IS NOT NULL)))

constraint policy.ck_policy_state
    CHECK (((state >= 1) AND (state <= 3)))

constraint policy.pk_policy
    PRIMARY KEY (version)

constraint schema_migration.pk_schema_migration
    PRIMARY KEY (migration_id)

constraint stop.ck_stop_scope
    CHECK (((scope >= 1) AND (scope <= 4)))

constraint stop.ck_stop_two_people
    CHECK (((released_by IS NULL) OR ((release_proposed_by IS NOT NULL) AND (released_by <> release_proposed_by))))

constraint stop.ck_stop_value
    CHECK (((scope = 1) = (value IS NULL)))

constraint stop.pk_stop
    PRIMARY KEY (id)

CREATE INDEX ix_audit_event_operation_id ON public.audit_event USING btree (operation_id) WHERE (operation_id IS NOT NULL)

CREATE INDEX ix_audit_event_xid ON public.audit_event USING btree (xid)

CREATE INDEX ix_operation_open ON public.operation USING btree (state, lease_until) WHERE (state < 10)

CREATE INDEX ix_operation_probe ON public.operation USING btree (next_probe_at) WHERE (next_probe_at IS NOT NULL)

CREATE INDEX ix_operation_twin ON public.operation USING btree (twin, created_at) WHERE (twin IS NOT NULL)

CREATE INDEX ix_stop_in_force ON public.stop USING btree (set_at) WHERE (released_by IS NULL)

CREATE UNIQUE INDEX pk_agent ON public.agent USING btree (key)

CREATE UNIQUE INDEX pk_approval_vote ON public.approval_vote USING btree (operation_id, approver)

CREATE UNIQUE INDEX pk_approver ON public.approver USING btree (person)

CREATE UNIQUE INDEX pk_audit_event ON public.audit_event USING btree (seq)

CREATE UNIQUE INDEX pk_limit_hold ON public.limit_hold USING btree (operation_id, subject, period, start_day, currency)

CREATE UNIQUE INDEX pk_limit_window ON public.limit_window USING btree (subject, period, start_day, currency)

CREATE UNIQUE INDEX pk_operation ON public.operation USING btree (id)

CREATE UNIQUE INDEX pk_operation_attempt ON public.operation_attempt USING btree (operation_id, attempt)

CREATE UNIQUE INDEX pk_oversight ON public.oversight USING btree (id)

CREATE UNIQUE INDEX pk_policy ON public.policy USING btree (version)

CREATE UNIQUE INDEX pk_schema_migration ON public.schema_migration USING btree (migration_id)

CREATE UNIQUE INDEX pk_stop ON public.stop USING btree (id)

CREATE UNIQUE INDEX ux_audit_event_id ON public.audit_event USING btree (id)

CREATE UNIQUE INDEX ux_operation_key ON public.operation USING btree (principal_key, key_hash)

CREATE TRIGGER approval_vote_append_only BEFORE DELETE OR UPDATE ON public.approval_vote FOR EACH ROW EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER approval_vote_truncate BEFORE TRUNCATE ON public.approval_vote FOR EACH STATEMENT EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER audit_event_append_only BEFORE DELETE OR UPDATE ON public.audit_event FOR EACH ROW EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER audit_event_truncate BEFORE TRUNCATE ON public.audit_event FOR EACH STATEMENT EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER operation_identity BEFORE UPDATE OF id, issuer, subject, acting_party, principal_key, key_hash, fingerprint, tool, instruction, amount_minor, currency, from_account, to_account, backend_subject, backend_is_staff, backend_key, backend_body, authority, twin, created_at ON public.operation FOR EACH ROW EXECUTE FUNCTION operation_identity_guard()

CREATE TRIGGER operation_truncate BEFORE TRUNCATE ON public.operation FOR EACH STATEMENT EXECUTE FUNCTION operation_guard()

CREATE TRIGGER operation_update BEFORE DELETE OR UPDATE ON public.operation FOR EACH ROW EXECUTE FUNCTION operation_guard()

CREATE TRIGGER operation_attempt_append_only BEFORE DELETE OR UPDATE ON public.operation_attempt FOR EACH ROW EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER operation_attempt_truncate BEFORE TRUNCATE ON public.operation_attempt FOR EACH STATEMENT EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER policy_decided BEFORE DELETE OR UPDATE ON public.policy FOR EACH ROW EXECUTE FUNCTION policy_guard()

CREATE TRIGGER policy_truncate BEFORE TRUNCATE ON public.policy FOR EACH STATEMENT EXECUTE FUNCTION append_only_guard()

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

CREATE OR REPLACE FUNCTION public.policy_guard()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
    if tg_op <> 'UPDATE' or old.state <> 1 or new.rules <> old.rules or new.version <> old.version then
        raise exception 'a policy that was decided on is immutable' using errcode = 'restrict_violation';
    end if;
    return new;
end $function$
