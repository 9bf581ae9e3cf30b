namespace FinancialMcp.Infrastructure.Persistence.Migrations.Postgres;

/// <summary>
/// The trail: records in a partition for each class of retention and month, and what keeps every table of the trail
/// append-only. Frozen with the migration that creates it: a change is a new version. The tables' owner can switch any of
/// this off; what the trail promises rests on keys and anchors.
/// </summary>
internal static class TrailV1
{
    internal const string CreateEvents = """
        create table audit_event (
            seq bigint not null generated always as identity,
            id uuid not null,
            schema_version smallint not null,
            retention smallint not null,
            code integer not null,
            request_id text not null,
            operation_id uuid,
            key_hash text,
            trace_id text,
            principal_key text collate "C",
            subject text,
            acting_party text,
            tool text,
            decision text not null,
            error_code text collate "C",
            state text,
            amount_minor bigint,
            currency text,
            from_account bigint,
            to_account bigint,
            backend_transaction_id text,
            policy_version integer,
            duration_us bigint,
            build text not null,
            record bytea not null,
            mac_key_id text not null,
            mac bytea not null,
            recorded_at timestamptz not null default clock_timestamp(),
            xid xid8 not null default pg_current_xact_id(),
            constraint pk_audit_event primary key (recorded_at, seq, retention),
            constraint ck_audit_event_record check (length(record) > 0),
            constraint ck_audit_event_mac check (length(mac) = 32),
            constraint ck_audit_event_retention check (retention between 1 and 2)
        ) partition by list (retention);
        create table audit_event_money partition of audit_event for values in (1) partition by range (recorded_at);
        create table audit_event_other partition of audit_event for values in (2) partition by range (recorded_at);
        """;

    internal const string Create = """
        create trigger audit_event_append_only before update or delete on audit_event
            for each row execute function append_only_guard();
        create trigger audit_event_truncate before truncate on audit_event
            for each statement execute function append_only_guard();
        create trigger audit_event_money_truncate before truncate on audit_event_money
            for each statement execute function append_only_guard();
        create trigger audit_event_other_truncate before truncate on audit_event_other
            for each statement execute function append_only_guard();

        create function audit_ensure_partitions(ahead integer) returns integer
        language plpgsql security definer set search_path = pg_catalog, public as $$
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
        end $$;
        select audit_ensure_partitions(3);

        revoke execute on function audit_ensure_partitions(integer) from public;

        create function audit_drop_month(request uuid, archive_name text, archive_digest text, archived bigint)
        returns bigint language plpgsql security definer set search_path = pg_catalog, public as $$
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
        end $$;
        revoke execute on function audit_drop_month(uuid, text, text, bigint) from public;

        create function audit_seal_guard() returns trigger language plpgsql as $$
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
        end $$;
        create trigger audit_seal_order before insert on audit_seal
            for each row execute function audit_seal_guard();

        create trigger audit_seal_append_only before update or delete on audit_seal
            for each row execute function append_only_guard();
        create trigger audit_seal_truncate before truncate on audit_seal
            for each statement execute function append_only_guard();
        create trigger audit_epoch_append_only before update or delete on audit_epoch
            for each row execute function append_only_guard();
        create trigger audit_epoch_truncate before truncate on audit_epoch
            for each statement execute function append_only_guard();
        create trigger audit_key_append_only before update or delete on audit_key
            for each row execute function append_only_guard();
        create trigger audit_key_truncate before truncate on audit_key
            for each statement execute function append_only_guard();
        create trigger audit_verification_append_only before update or delete on audit_verification
            for each row execute function append_only_guard();
        create trigger audit_verification_truncate before truncate on audit_verification
            for each statement execute function append_only_guard();
        """;

    /// <summary>After the tables, whose triggers go with them, and before the functions that they share.</summary>
    internal const string Drop = """
        drop function audit_ensure_partitions(integer);
        drop function audit_drop_month(uuid, text, text, bigint);
        drop function audit_seal_guard();
        """;
}
