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

table audit_anchor
    name text not null
    number bigint not null
    anchored_at timestamp with time zone not null

table audit_drop
    id uuid not null
    retention smallint not null
    month timestamp with time zone not null
    reason text not null
    requested_by text not null
    requested_at timestamp with time zone not null
    confirmed_by text
    confirmed_at timestamp with time zone
    archive text
    archive_sha256 text
    records bigint
    dropped_at timestamp with time zone

table audit_epoch
    number integer not null
    first_seq bigint not null
    system_id text not null
    after_seal bigint not null
    after_hash bytea not null
    began_at timestamp with time zone not null

table audit_event
    seq bigint not null generated always as identity
    id uuid not null
    schema_version smallint not null
    retention smallint not null
    code integer not null
    request_id text not null
    operation_id uuid
    key_hash text
    trace_id text
    principal_key text collate "C"
    subject text
    acting_party text
    tool text
    decision text not null
    error_code text collate "C"
    state text
    amount_minor bigint
    currency text
    from_account bigint
    to_account bigint
    backend_transaction_id text
    policy_version integer
    duration_us bigint
    build text not null
    record bytea not null
    mac_key_id text not null
    mac bytea not null
    recorded_at timestamp with time zone not null default clock_timestamp()
    xid xid8 not null default pg_current_xact_id()

table audit_hold
    id uuid not null
    case_name text not null
    reason text not null
    from_time timestamp with time zone not null
    to_time timestamp with time zone
    placed_by text not null
    placed_at timestamp with time zone not null
    lifted_by text
    lifted_at timestamp with time zone
    lift_reason text

table audit_key
    key_id text not null
    public_key text not null
    first_used_at timestamp with time zone not null

table audit_seal
    number bigint not null
    epoch integer not null
    count integer not null
    first_seq bigint
    last_seq bigint
    from_position bigint not null
    to_position bigint not null
    root bytea not null
    previous bytea not null
    sealed_at timestamp with time zone not null
    key_id text not null
    signature bytea not null
    leaves bytea not null

table audit_verification
    id uuid not null
    started_at timestamp with time zone not null
    ended_at timestamp with time zone not null
    run_by text not null
    seals bigint not null
    records bigint not null
    findings integer not null
    report text not null

table audit_view
    owner text not null
    name text not null
    is_shared boolean not null
    search text not null
    saved_at timestamp with time zone not null

table call_minute
    run text not null
    minute bigint not null
    tool text not null
    success bigint not null
    refused bigint not null
    pending bigint not null
    in_doubt bigint not null
    error bigint not null
    spent bigint not null
    longest bigint not null
    b01 bigint not null
    b02 bigint not null
    b03 bigint not null
    b04 bigint not null
    b05 bigint not null
    b06 bigint not null
    b07 bigint not null
    b08 bigint not null
    b09 bigint not null
    b10 bigint not null
    b11 bigint not null
    b12 bigint not null
    b13 bigint not null
    b14 bigint not null
    b15 bigint not null

table check_span
    run text not null
    name text not null
    began_at timestamp with time zone not null
    state smallint not null
    detail text

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

table protection_key
    name text not null
    xml text not null

table replica
    run text not null
    name text not null
    version text not null
    started_at timestamp with time zone not null
    seen_at timestamp with time zone not null
    state text not null

table schema_migration
    migration_id character varying(150) not null
    product_version character varying(32) not null

table staff_account
    id uuid not null
    name text not null
    roles text not null
    status smallint not null
    password_hash text
    protected_key text
    issuer text
    subject text
    sign_in_version bigint not null
    last_step bigint not null
    failures integer not null
    locked_until timestamp with time zone
    last_session uuid
    proposed_roles text
    proposed_by text
    proposed_reason text
    proposed_at timestamp with time zone
    created_at timestamp with time zone not null

table staff_challenge
    hash text not null
    expires_at timestamp with time zone not null

table staff_passkey
    id uuid not null
    account uuid not null
    credential_id text not null
    public_key text not null
    name text not null
    sign_count bigint not null
    model uuid not null
    transports text not null
    may_be_copied boolean not null
    is_copied boolean not null
    created_at timestamp with time zone not null
    used_at timestamp with time zone

table staff_secret
    hash text not null
    purpose smallint not null
    account uuid
    expires_at timestamp with time zone not null
    used_at timestamp with time zone

table staff_session
    id uuid not null
    token_hash text not null
    account uuid not null
    began_at timestamp with time zone not null
    seen_at timestamp with time zone not null
    source_address text
    client text
    ended_at timestamp with time zone
    ended_by text
    present_at timestamp with time zone

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

constraint audit_anchor.pk_audit_anchor
    PRIMARY KEY (name)

constraint audit_drop.ck_audit_drop_done
    CHECK (((dropped_at IS NULL) OR (confirmed_by IS NOT NULL)))

constraint audit_drop.ck_audit_drop_retention
    CHECK (((retention >= 1) AND (retention <= 2)))

constraint audit_drop.ck_audit_drop_two_people
    CHECK (((confirmed_by IS NULL) OR (confirmed_by <> requested_by)))

constraint audit_drop.pk_audit_drop
    PRIMARY KEY (id)

constraint audit_epoch.pk_audit_epoch
    PRIMARY KEY (number)

constraint audit_event.ck_audit_event_mac
    CHECK ((length(mac) = 32))

constraint audit_event.ck_audit_event_record
    CHECK ((length(record) > 0))

constraint audit_event.ck_audit_event_retention
    CHECK (((retention >= 1) AND (retention <= 2)))

constraint audit_event.pk_audit_event
    PRIMARY KEY (recorded_at, seq, retention)

constraint audit_hold.ck_audit_hold_lifted
    CHECK (((lifted_by IS NULL) = (lift_reason IS NULL)))

constraint audit_hold.ck_audit_hold_times
    CHECK (((to_time IS NULL) OR (to_time > from_time)))

constraint audit_hold.pk_audit_hold
    PRIMARY KEY (id)

constraint audit_key.pk_audit_key
    PRIMARY KEY (key_id)

constraint audit_seal.ck_audit_seal_leaves
    CHECK ((length(leaves) = (count * 40)))

constraint audit_seal.ck_audit_seal_positions
    CHECK ((from_position <= to_position))

constraint audit_seal.pk_audit_seal
    PRIMARY KEY (number)

constraint audit_verification.pk_audit_verification
    PRIMARY KEY (id)

constraint audit_view.pk_audit_view
    PRIMARY KEY (owner, name)

constraint call_minute.pk_call_minute
    PRIMARY KEY (minute, run, tool)

constraint check_span.ck_check_span_state
    CHECK (((state >= 0) AND (state <= 3)))

constraint check_span.pk_check_span
    PRIMARY KEY (run, name, began_at)

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

constraint protection_key.pk_protection_key
    PRIMARY KEY (name)

constraint replica.pk_replica
    PRIMARY KEY (run)

constraint schema_migration.pk_schema_migration
    PRIMARY KEY (migration_id)

constraint staff_account.ck_staff_account_active
    CHECK (((status = 2) = ((password_hash IS NOT NULL) OR (subject IS NOT NULL))))

constraint staff_account.ck_staff_account_secrets
    CHECK (((password_hash IS NULL) = (protected_key IS NULL)))

constraint staff_account.ck_staff_account_status
    CHECK (((status >= 1) AND (status <= 4)))

constraint staff_account.ck_staff_account_subject
    CHECK (((issuer IS NULL) = (subject IS NULL)))

constraint staff_account.pk_staff_account
    PRIMARY KEY (id)

constraint staff_challenge.pk_staff_challenge
    PRIMARY KEY (hash)

constraint staff_passkey.ck_staff_passkey_copied
    CHECK ((may_be_copied OR (NOT is_copied)))

constraint staff_passkey.fk_staff_passkey_staff_account_account
    FOREIGN KEY (account) REFERENCES staff_account(id) ON DELETE RESTRICT

constraint staff_passkey.pk_staff_passkey
    PRIMARY KEY (id)

constraint staff_secret.ck_staff_secret_account
    CHECK (((purpose = 3) = (account IS NOT NULL)))

constraint staff_secret.ck_staff_secret_purpose
    CHECK (((purpose >= 1) AND (purpose <= 3)))

constraint staff_secret.fk_staff_secret_staff_account_account
    FOREIGN KEY (account) REFERENCES staff_account(id) ON DELETE RESTRICT

constraint staff_secret.pk_staff_secret
    PRIMARY KEY (hash)

constraint staff_session.ck_staff_session_ended
    CHECK (((ended_at IS NULL) = (ended_by IS NULL)))

constraint staff_session.fk_staff_session_staff_account_account
    FOREIGN KEY (account) REFERENCES staff_account(id) ON DELETE RESTRICT

constraint staff_session.pk_staff_session
    PRIMARY KEY (id)

constraint stop.ck_stop_scope
    CHECK (((scope >= 1) AND (scope <= 4)))

constraint stop.ck_stop_two_people
    CHECK (((released_by IS NULL) OR ((release_proposed_by IS NOT NULL) AND (released_by <> release_proposed_by))))

constraint stop.ck_stop_value
    CHECK (((scope = 1) = (value IS NULL)))

constraint stop.pk_stop
    PRIMARY KEY (id)

CREATE INDEX ix_audit_drop_retention_month ON public.audit_drop USING btree (retention, month)

CREATE INDEX ix_audit_event_acting_party_recorded_at ON ONLY public.audit_event USING btree (acting_party, recorded_at) WHERE (acting_party IS NOT NULL)

CREATE INDEX ix_audit_event_backend_transaction_id ON ONLY public.audit_event USING btree (backend_transaction_id) WHERE (backend_transaction_id IS NOT NULL)

CREATE INDEX ix_audit_event_error_code_recorded_at ON ONLY public.audit_event USING btree (error_code, recorded_at) WHERE (error_code IS NOT NULL)

CREATE INDEX ix_audit_event_from_account_recorded_at ON ONLY public.audit_event USING btree (from_account, recorded_at) WHERE (from_account IS NOT NULL)

CREATE INDEX ix_audit_event_key_hash ON ONLY public.audit_event USING btree (key_hash) WHERE (key_hash IS NOT NULL)

CREATE INDEX ix_audit_event_operation_id ON ONLY public.audit_event USING btree (operation_id) WHERE (operation_id IS NOT NULL)

CREATE INDEX ix_audit_event_request_id ON ONLY public.audit_event USING btree (request_id)

CREATE INDEX ix_audit_event_subject_recorded_at ON ONLY public.audit_event USING btree (subject, recorded_at) WHERE (subject IS NOT NULL)

CREATE INDEX ix_audit_event_to_account_recorded_at ON ONLY public.audit_event USING btree (to_account, recorded_at) WHERE (to_account IS NOT NULL)

CREATE INDEX ix_audit_event_xid ON ONLY public.audit_event USING btree (xid)

CREATE INDEX ix_audit_seal_epoch_from_position_number ON public.audit_seal USING btree (epoch, from_position, number)

CREATE INDEX ix_audit_verification_ended_at ON public.audit_verification USING btree (ended_at)

CREATE INDEX ix_operation_open ON public.operation USING btree (state, lease_until) WHERE (state < 10)

CREATE INDEX ix_operation_probe ON public.operation USING btree (next_probe_at) WHERE (next_probe_at IS NOT NULL)

CREATE INDEX ix_operation_twin ON public.operation USING btree (twin, created_at) WHERE (twin IS NOT NULL)

CREATE INDEX ix_replica_seen_at ON public.replica USING btree (seen_at)

CREATE UNIQUE INDEX ix_staff_account_issuer_subject ON public.staff_account USING btree (issuer, subject)

CREATE UNIQUE INDEX ix_staff_account_name ON public.staff_account USING btree (name)

CREATE INDEX ix_staff_challenge_expires_at ON public.staff_challenge USING btree (expires_at)

CREATE INDEX ix_staff_passkey_account ON public.staff_passkey USING btree (account)

CREATE UNIQUE INDEX ix_staff_passkey_credential_id ON public.staff_passkey USING btree (credential_id)

CREATE INDEX ix_staff_secret_account ON public.staff_secret USING btree (account)

CREATE INDEX ix_staff_session_account ON public.staff_session USING btree (account)

CREATE INDEX ix_staff_session_began_at ON public.staff_session USING btree (began_at)

CREATE UNIQUE INDEX ix_staff_session_token_hash ON public.staff_session USING btree (token_hash)

CREATE INDEX ix_stop_in_force ON public.stop USING btree (set_at) WHERE (released_by IS NULL)

CREATE UNIQUE INDEX pk_agent ON public.agent USING btree (key)

CREATE UNIQUE INDEX pk_approval_vote ON public.approval_vote USING btree (operation_id, approver)

CREATE UNIQUE INDEX pk_approver ON public.approver USING btree (person)

CREATE UNIQUE INDEX pk_audit_anchor ON public.audit_anchor USING btree (name)

CREATE UNIQUE INDEX pk_audit_drop ON public.audit_drop USING btree (id)

CREATE UNIQUE INDEX pk_audit_epoch ON public.audit_epoch USING btree (number)

CREATE UNIQUE INDEX pk_audit_event ON ONLY public.audit_event USING btree (recorded_at, seq, retention)

CREATE UNIQUE INDEX pk_audit_hold ON public.audit_hold USING btree (id)

CREATE UNIQUE INDEX pk_audit_key ON public.audit_key USING btree (key_id)

CREATE UNIQUE INDEX pk_audit_seal ON public.audit_seal USING btree (number)

CREATE UNIQUE INDEX pk_audit_verification ON public.audit_verification USING btree (id)

CREATE UNIQUE INDEX pk_audit_view ON public.audit_view USING btree (owner, name)

CREATE UNIQUE INDEX pk_call_minute ON public.call_minute USING btree (minute, run, tool)

CREATE UNIQUE INDEX pk_check_span ON public.check_span USING btree (run, name, began_at)

CREATE UNIQUE INDEX pk_limit_hold ON public.limit_hold USING btree (operation_id, subject, period, start_day, currency)

CREATE UNIQUE INDEX pk_limit_window ON public.limit_window USING btree (subject, period, start_day, currency)

CREATE UNIQUE INDEX pk_operation ON public.operation USING btree (id)

CREATE UNIQUE INDEX pk_operation_attempt ON public.operation_attempt USING btree (operation_id, attempt)

CREATE UNIQUE INDEX pk_oversight ON public.oversight USING btree (id)

CREATE UNIQUE INDEX pk_policy ON public.policy USING btree (version)

CREATE UNIQUE INDEX pk_protection_key ON public.protection_key USING btree (name)

CREATE UNIQUE INDEX pk_replica ON public.replica USING btree (run)

CREATE UNIQUE INDEX pk_schema_migration ON public.schema_migration USING btree (migration_id)

CREATE UNIQUE INDEX pk_staff_account ON public.staff_account USING btree (id)

CREATE UNIQUE INDEX pk_staff_challenge ON public.staff_challenge USING btree (hash)

CREATE UNIQUE INDEX pk_staff_passkey ON public.staff_passkey USING btree (id)

CREATE UNIQUE INDEX pk_staff_secret ON public.staff_secret USING btree (hash)

CREATE UNIQUE INDEX pk_staff_session ON public.staff_session USING btree (id)

CREATE UNIQUE INDEX pk_stop ON public.stop USING btree (id)

CREATE UNIQUE INDEX ux_operation_key ON public.operation USING btree (principal_key, key_hash)

CREATE TRIGGER approval_vote_append_only BEFORE DELETE OR UPDATE ON public.approval_vote FOR EACH ROW EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER approval_vote_truncate BEFORE TRUNCATE ON public.approval_vote FOR EACH STATEMENT EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER audit_epoch_append_only BEFORE DELETE OR UPDATE ON public.audit_epoch FOR EACH ROW EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER audit_epoch_truncate BEFORE TRUNCATE ON public.audit_epoch FOR EACH STATEMENT EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER audit_event_append_only BEFORE DELETE OR UPDATE ON public.audit_event FOR EACH ROW EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER audit_event_truncate BEFORE TRUNCATE ON public.audit_event FOR EACH STATEMENT EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER audit_key_append_only BEFORE DELETE OR UPDATE ON public.audit_key FOR EACH ROW EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER audit_key_truncate BEFORE TRUNCATE ON public.audit_key FOR EACH STATEMENT EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER audit_seal_append_only BEFORE DELETE OR UPDATE ON public.audit_seal FOR EACH ROW EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER audit_seal_order BEFORE INSERT ON public.audit_seal FOR EACH ROW EXECUTE FUNCTION audit_seal_guard()

CREATE TRIGGER audit_seal_truncate BEFORE TRUNCATE ON public.audit_seal FOR EACH STATEMENT EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER audit_verification_append_only BEFORE DELETE OR UPDATE ON public.audit_verification FOR EACH ROW EXECUTE FUNCTION append_only_guard()

CREATE TRIGGER audit_verification_truncate BEFORE TRUNCATE ON public.audit_verification FOR EACH STATEMENT EXECUTE FUNCTION append_only_guard()

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

CREATE OR REPLACE FUNCTION public.audit_drop_month(request uuid, archive_name text, archive_digest text, archived bigint)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare
    wanted record;
    name text;
    ends timestamptz;
    held text;
    unsealed bigint;
    found bigint;
begin
    -- Nobody places a hold between the look and the end.
    lock table audit_hold in share mode;
    select * into wanted from audit_drop where id = request for update;
    if wanted.id is null or wanted.confirmed_by is null or wanted.dropped_at is not null then
        raise exception 'no drop was agreed on by two people' using errcode = 'restrict_violation';
    end if;
    ends := (wanted.month at time zone 'utc' + interval '1 month') at time zone 'utc';
    select case_name into held from audit_hold
        where lifted_by is null and from_time < ends and (to_time is null or to_time > wanted.month) limit 1;
    if held is not null then
        raise exception 'the month is held for the case %', held using errcode = 'restrict_violation';
    end if;
    name := case wanted.retention when 1 then 'audit_event_money' else 'audit_event_other' end
        || to_char(wanted.month at time zone 'utc', '_YYYY_MM');
    if to_regclass('public.' || name) is null or ends > now() then
        raise exception 'there is no such month to drop' using errcode = 'restrict_violation';
    end if;
    execute format('select count(*) from public.%I', name) into found;
    execute format('select count(*) from public.%I e where not exists (select from ('
        'select p.first_seq, lead(p.first_seq) over (order by p.number) as next_seq, (select s.to_position '
        'from audit_seal s where s.epoch = p.number and s.number <= (select max(number) from audit_anchor) '
        'order by s.number desc limit 1) as to_position from audit_epoch p) as epoch '
        'where e.seq >= first_seq and (next_seq is null or e.seq < next_seq) '
        'and e.xid < to_position::text::xid8)', name) into unsealed;
    if unsealed > 0 then
        raise exception '% records are not sealed and anchored', unsealed using errcode = 'restrict_violation';
    end if;
    if found <> archived then
        raise exception 'the archive has % records, the month %', archived, found using errcode = 'restrict_violation';
    end if;
    execute format('drop table public.%I', name);
    update audit_drop set dropped_at = clock_timestamp(), archive = archive_name,
        archive_sha256 = archive_digest, records = found where id = request;
    return found;
end $function$

CREATE OR REPLACE FUNCTION public.audit_ensure_partitions(ahead integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
declare
    parent text;
    name text;
    month timestamp;
    made integer := 0;
begin
    perform pg_advisory_xact_lock(19750219841);
    foreach parent in array array['audit_event_money', 'audit_event_other'] loop
        for step in 0 .. ahead loop
            month := date_trunc('month', now() at time zone 'utc') + step * interval '1 month';
            name := parent || to_char(month, '_YYYY_MM');
            if to_regclass('public.' || name) is null then
                execute format('create table public.%I partition of public.%I for values from (%L) to (%L)',
                    name, parent, month at time zone 'utc', (month + interval '1 month') at time zone 'utc');
                -- The same record twice is a fault of ours, and must not look like two calls.
                execute format('create unique index %I on public.%I (id)', 'ux_' || name || '_id', name);
                execute format('create trigger %I before truncate on public.%I '
                    'for each statement execute function public.append_only_guard()', name || '_truncate', name);
                made := made + 1;
            end if;
        end loop;
    end loop;
    return made;
end $function$

CREATE OR REPLACE FUNCTION public.audit_seal_guard()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
    last record;
    begun record;
begin
    select number, epoch, to_position into last from audit_seal order by number desc limit 1;
    select number, after_seal into begun from audit_epoch order by number desc limit 1;
    if new.number <> greatest(coalesce(last.number, 0), begun.after_seal) + 1 then
        raise exception 'seals are numbered without a gap' using errcode = 'restrict_violation';
    end if;
    if last.epoch = new.epoch and last.to_position <> new.from_position then
        raise exception 'a seal begins where the one before it ends' using errcode = 'restrict_violation';
    end if;
    return new;
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
