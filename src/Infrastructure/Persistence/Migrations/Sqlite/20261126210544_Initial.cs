using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinancialMcp.Infrastructure.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    internal sealed partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "agent",
                columns: table => new
                {
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    issuer = table.Column<string>(type: "TEXT", nullable: false),
                    party = table.Column<string>(type: "TEXT", nullable: false),
                    owner = table.Column<string>(type: "TEXT", nullable: true),
                    granted = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<short>(type: "INTEGER", nullable: false),
                    proposed_owner = table.Column<string>(type: "TEXT", nullable: true),
                    proposed_grant = table.Column<string>(type: "TEXT", nullable: true),
                    proposed_by = table.Column<string>(type: "TEXT", nullable: true),
                    proposed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    updated_by = table.Column<string>(type: "TEXT", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agent", x => x.key);
                    table.CheckConstraint("ck_agent_status", "status between 1 and 3");
                }
            );

            migrationBuilder.CreateTable(
                name: "approver",
                columns: table => new
                {
                    person = table.Column<string>(type: "TEXT", nullable: false),
                    subjects = table.Column<string>(type: "TEXT", nullable: false),
                    proposed = table.Column<string>(type: "TEXT", nullable: true),
                    proposed_by = table.Column<string>(type: "TEXT", nullable: true),
                    updated_by = table.Column<string>(type: "TEXT", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_approver", x => x.person);
                }
            );

            migrationBuilder.CreateTable(
                name: "audit_anchor",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    anchored_at = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_anchor", x => x.name);
                }
            );

            migrationBuilder.CreateTable(
                name: "audit_drop",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    retention = table.Column<short>(type: "INTEGER", nullable: false),
                    month = table.Column<long>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    requested_by = table.Column<string>(type: "TEXT", nullable: false),
                    requested_at = table.Column<long>(type: "INTEGER", nullable: false),
                    confirmed_by = table.Column<string>(type: "TEXT", nullable: true),
                    confirmed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    archive = table.Column<string>(type: "TEXT", nullable: true),
                    archive_sha256 = table.Column<string>(type: "TEXT", nullable: true),
                    records = table.Column<long>(type: "INTEGER", nullable: true),
                    dropped_at = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_drop", x => x.id);
                    table.CheckConstraint("ck_audit_drop_done", "dropped_at is null or confirmed_by is not null");
                    table.CheckConstraint("ck_audit_drop_retention", "retention between 1 and 2");
                    table.CheckConstraint(
                        "ck_audit_drop_two_people",
                        "confirmed_by is null or confirmed_by <> requested_by"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "audit_epoch",
                columns: table => new
                {
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    first_seq = table.Column<long>(type: "INTEGER", nullable: false),
                    system_id = table.Column<string>(type: "TEXT", nullable: false),
                    after_seal = table.Column<long>(type: "INTEGER", nullable: false),
                    after_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    began_at = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_epoch", x => x.number);
                }
            );

            migrationBuilder.CreateTable(
                name: "audit_event",
                columns: table => new
                {
                    seq = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    schema_version = table.Column<short>(type: "INTEGER", nullable: false),
                    retention = table.Column<short>(type: "INTEGER", nullable: false),
                    code = table.Column<int>(type: "INTEGER", nullable: false),
                    request_id = table.Column<string>(type: "TEXT", nullable: false),
                    operation_id = table.Column<string>(type: "TEXT", nullable: true),
                    key_hash = table.Column<string>(type: "TEXT", nullable: true),
                    trace_id = table.Column<string>(type: "TEXT", nullable: true),
                    principal_key = table.Column<string>(type: "TEXT", nullable: true),
                    subject = table.Column<string>(type: "TEXT", nullable: true),
                    acting_party = table.Column<string>(type: "TEXT", nullable: true),
                    tool = table.Column<string>(type: "TEXT", nullable: true),
                    decision = table.Column<string>(type: "TEXT", nullable: false),
                    error_code = table.Column<string>(type: "TEXT", nullable: true),
                    state = table.Column<string>(type: "TEXT", nullable: true),
                    amount_minor = table.Column<long>(type: "INTEGER", nullable: true),
                    currency = table.Column<string>(type: "TEXT", nullable: true),
                    from_account = table.Column<long>(type: "INTEGER", nullable: true),
                    to_account = table.Column<long>(type: "INTEGER", nullable: true),
                    backend_transaction_id = table.Column<string>(type: "TEXT", nullable: true),
                    policy_version = table.Column<int>(type: "INTEGER", nullable: true),
                    duration_us = table.Column<long>(type: "INTEGER", nullable: true),
                    build = table.Column<string>(type: "TEXT", nullable: false),
                    record = table.Column<byte[]>(type: "BLOB", nullable: false),
                    mac_key_id = table.Column<string>(type: "TEXT", nullable: false),
                    mac = table.Column<byte[]>(type: "BLOB", nullable: false),
                    recorded_at = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_event", x => x.seq);
                    table.CheckConstraint("ck_audit_event_mac", "length(mac) = 32");
                    table.CheckConstraint("ck_audit_event_record", "length(record) > 0");
                    table.CheckConstraint("ck_audit_event_retention", "retention between 1 and 2");
                }
            );

            migrationBuilder.CreateTable(
                name: "audit_hold",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    case_name = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    from_time = table.Column<long>(type: "INTEGER", nullable: false),
                    to_time = table.Column<long>(type: "INTEGER", nullable: true),
                    placed_by = table.Column<string>(type: "TEXT", nullable: false),
                    placed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    lifted_by = table.Column<string>(type: "TEXT", nullable: true),
                    lifted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    lift_reason = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_hold", x => x.id);
                    table.CheckConstraint("ck_audit_hold_lifted", "(lifted_by is null) = (lift_reason is null)");
                    table.CheckConstraint("ck_audit_hold_times", "to_time is null or to_time > from_time");
                }
            );

            migrationBuilder.CreateTable(
                name: "audit_key",
                columns: table => new
                {
                    key_id = table.Column<string>(type: "TEXT", nullable: false),
                    public_key = table.Column<string>(type: "TEXT", nullable: false),
                    first_used_at = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_key", x => x.key_id);
                }
            );

            migrationBuilder.CreateTable(
                name: "audit_seal",
                columns: table => new
                {
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    epoch = table.Column<int>(type: "INTEGER", nullable: false),
                    count = table.Column<int>(type: "INTEGER", nullable: false),
                    first_seq = table.Column<long>(type: "INTEGER", nullable: true),
                    last_seq = table.Column<long>(type: "INTEGER", nullable: true),
                    from_position = table.Column<long>(type: "INTEGER", nullable: false),
                    to_position = table.Column<long>(type: "INTEGER", nullable: false),
                    root = table.Column<byte[]>(type: "BLOB", nullable: false),
                    previous = table.Column<byte[]>(type: "BLOB", nullable: false),
                    sealed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    key_id = table.Column<string>(type: "TEXT", nullable: false),
                    signature = table.Column<byte[]>(type: "BLOB", nullable: false),
                    leaves = table.Column<byte[]>(type: "BLOB", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_seal", x => x.number);
                    table.CheckConstraint("ck_audit_seal_leaves", "length(leaves) = count * 40");
                    table.CheckConstraint("ck_audit_seal_positions", "from_position <= to_position");
                }
            );

            migrationBuilder.CreateTable(
                name: "audit_verification",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: false),
                    run_by = table.Column<string>(type: "TEXT", nullable: false),
                    seals = table.Column<long>(type: "INTEGER", nullable: false),
                    records = table.Column<long>(type: "INTEGER", nullable: false),
                    findings = table.Column<int>(type: "INTEGER", nullable: false),
                    report = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_verification", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "audit_view",
                columns: table => new
                {
                    owner = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    is_shared = table.Column<bool>(type: "INTEGER", nullable: false),
                    search = table.Column<string>(type: "TEXT", nullable: false),
                    saved_at = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_view", x => new { x.owner, x.name });
                }
            );

            migrationBuilder.CreateTable(
                name: "call_minute",
                columns: table => new
                {
                    run = table.Column<string>(type: "TEXT", nullable: false),
                    minute = table.Column<long>(type: "INTEGER", nullable: false),
                    tool = table.Column<string>(type: "TEXT", nullable: false),
                    success = table.Column<long>(type: "INTEGER", nullable: false),
                    refused = table.Column<long>(type: "INTEGER", nullable: false),
                    pending = table.Column<long>(type: "INTEGER", nullable: false),
                    in_doubt = table.Column<long>(type: "INTEGER", nullable: false),
                    error = table.Column<long>(type: "INTEGER", nullable: false),
                    spent = table.Column<long>(type: "INTEGER", nullable: false),
                    longest = table.Column<long>(type: "INTEGER", nullable: false),
                    b01 = table.Column<long>(type: "INTEGER", nullable: false),
                    b02 = table.Column<long>(type: "INTEGER", nullable: false),
                    b03 = table.Column<long>(type: "INTEGER", nullable: false),
                    b04 = table.Column<long>(type: "INTEGER", nullable: false),
                    b05 = table.Column<long>(type: "INTEGER", nullable: false),
                    b06 = table.Column<long>(type: "INTEGER", nullable: false),
                    b07 = table.Column<long>(type: "INTEGER", nullable: false),
                    b08 = table.Column<long>(type: "INTEGER", nullable: false),
                    b09 = table.Column<long>(type: "INTEGER", nullable: false),
                    b10 = table.Column<long>(type: "INTEGER", nullable: false),
                    b11 = table.Column<long>(type: "INTEGER", nullable: false),
                    b12 = table.Column<long>(type: "INTEGER", nullable: false),
                    b13 = table.Column<long>(type: "INTEGER", nullable: false),
                    b14 = table.Column<long>(type: "INTEGER", nullable: false),
                    b15 = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_call_minute",
                        x => new
                        {
                            x.minute,
                            x.run,
                            x.tool,
                        }
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "check_span",
                columns: table => new
                {
                    run = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    began_at = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<short>(type: "INTEGER", nullable: false),
                    detail = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_check_span",
                        x => new
                        {
                            x.run,
                            x.name,
                            x.began_at,
                        }
                    );
                    table.CheckConstraint("ck_check_span_state", "state between 0 and 3");
                }
            );

            migrationBuilder.CreateTable(
                name: "limit_window",
                columns: table => new
                {
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    period = table.Column<short>(type: "INTEGER", nullable: false),
                    start_day = table.Column<int>(type: "INTEGER", nullable: false),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    cap = table.Column<long>(type: "INTEGER", nullable: true),
                    cap_count = table.Column<int>(type: "INTEGER", nullable: true),
                    used = table.Column<long>(type: "INTEGER", nullable: false),
                    held = table.Column<long>(type: "INTEGER", nullable: false),
                    used_count = table.Column<int>(type: "INTEGER", nullable: false),
                    held_count = table.Column<int>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_limit_window",
                        x => new
                        {
                            x.subject,
                            x.period,
                            x.start_day,
                            x.currency,
                        }
                    );
                    table.CheckConstraint("ck_limit_window_cap", "cap is null or used + held <= cap");
                    table.CheckConstraint(
                        "ck_limit_window_cap_count",
                        "cap_count is null or used_count + held_count <= cap_count"
                    );
                    table.CheckConstraint("ck_limit_window_counts", "used_count >= 0 and held_count >= 0");
                    table.CheckConstraint("ck_limit_window_not_negative", "used >= 0 and held >= 0");
                    table.CheckConstraint("ck_limit_window_period", "period in (1, 2)");
                }
            );

            migrationBuilder.CreateTable(
                name: "operation",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    principal_key = table.Column<string>(type: "TEXT", nullable: false),
                    issuer = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    acting_party = table.Column<string>(type: "TEXT", nullable: true),
                    key_hash = table.Column<string>(type: "TEXT", nullable: false),
                    fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    tool = table.Column<string>(type: "TEXT", nullable: false),
                    instruction = table.Column<string>(type: "TEXT", nullable: false),
                    amount_minor = table.Column<long>(type: "INTEGER", nullable: true),
                    currency = table.Column<string>(type: "TEXT", nullable: true),
                    from_account = table.Column<long>(type: "INTEGER", nullable: true),
                    to_account = table.Column<long>(type: "INTEGER", nullable: true),
                    state = table.Column<short>(type: "INTEGER", nullable: false),
                    backend_subject = table.Column<string>(type: "TEXT", nullable: false),
                    backend_is_staff = table.Column<bool>(type: "INTEGER", nullable: false),
                    backend_key = table.Column<string>(type: "TEXT", nullable: false),
                    backend_body = table.Column<string>(type: "TEXT", nullable: false),
                    authority = table.Column<string>(type: "TEXT", nullable: false),
                    twin = table.Column<string>(type: "TEXT", nullable: true),
                    policy_version = table.Column<int>(type: "INTEGER", nullable: true),
                    attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    fence = table.Column<long>(type: "INTEGER", nullable: false),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: true),
                    lease_owner = table.Column<string>(type: "TEXT", nullable: true),
                    sent_until = table.Column<long>(type: "INTEGER", nullable: true),
                    doubt_since = table.Column<long>(type: "INTEGER", nullable: true),
                    next_probe_at = table.Column<long>(type: "INTEGER", nullable: true),
                    probe_count = table.Column<int>(type: "INTEGER", nullable: false),
                    absent_since = table.Column<long>(type: "INTEGER", nullable: true),
                    absent_count = table.Column<int>(type: "INTEGER", nullable: false),
                    approval_digest = table.Column<string>(type: "TEXT", nullable: true),
                    approvals_needed = table.Column<int>(type: "INTEGER", nullable: true),
                    approvals_given = table.Column<int>(type: "INTEGER", nullable: true),
                    approval_expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    approval_consumed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    proposed = table.Column<string>(type: "TEXT", nullable: true),
                    outcome_class = table.Column<short>(type: "INTEGER", nullable: true),
                    outcome_code = table.Column<string>(type: "TEXT", nullable: true),
                    outcome_message = table.Column<string>(type: "TEXT", nullable: true),
                    backend_transaction_id = table.Column<string>(type: "TEXT", nullable: true),
                    result = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_operation", x => x.id);
                    table.CheckConstraint(
                        "ck_operation_approved",
                        "approval_digest is null or state in (1, 12, 13, 14, 15) or approvals_given >= approvals_needed"
                    );
                    table.CheckConstraint("ck_operation_body", "length(backend_body) > 0");
                    table.CheckConstraint("ck_operation_doubt", "state <> 5 or doubt_since is not null");
                    table.CheckConstraint("ck_operation_held", "state not in (1, 2) or approval_digest is not null");
                    table.CheckConstraint("ck_operation_lease", "state <> 3 or lease_until is not null");
                    table.CheckConstraint("ck_operation_probe", "state not in (4, 5) or next_probe_at is not null");
                    table.CheckConstraint("ck_operation_state", "state between 1 and 6 or state between 10 and 15");
                    table.CheckConstraint("ck_operation_sum", "(amount_minor is null) = (currency is null)");
                }
            );

            migrationBuilder.CreateTable(
                name: "oversight",
                columns: table => new
                {
                    id = table.Column<short>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_oversight", x => x.id);
                    table.CheckConstraint("ck_oversight_one", "id = 1");
                }
            );

            migrationBuilder.CreateTable(
                name: "policy",
                columns: table => new
                {
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    rules = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<short>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    proposed_by = table.Column<string>(type: "TEXT", nullable: false),
                    proposed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    decided_by = table.Column<string>(type: "TEXT", nullable: true),
                    decided_at = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_policy", x => x.version);
                    table.CheckConstraint("ck_policy_decided", "state = 1 or decided_by is not null");
                    table.CheckConstraint("ck_policy_state", "state between 1 and 3");
                }
            );

            migrationBuilder.CreateTable(
                name: "protection_key",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    xml = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_protection_key", x => x.name);
                }
            );

            migrationBuilder.CreateTable(
                name: "replica",
                columns: table => new
                {
                    run = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<string>(type: "TEXT", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_replica", x => x.run);
                }
            );

            migrationBuilder.CreateTable(
                name: "staff_account",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    roles = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<short>(type: "INTEGER", nullable: false),
                    password_hash = table.Column<string>(type: "TEXT", nullable: true),
                    protected_key = table.Column<string>(type: "TEXT", nullable: true),
                    issuer = table.Column<string>(type: "TEXT", nullable: true),
                    subject = table.Column<string>(type: "TEXT", nullable: true),
                    sign_in_version = table.Column<long>(type: "INTEGER", nullable: false),
                    last_step = table.Column<long>(type: "INTEGER", nullable: false),
                    failures = table.Column<int>(type: "INTEGER", nullable: false),
                    locked_until = table.Column<long>(type: "INTEGER", nullable: true),
                    last_session = table.Column<string>(type: "TEXT", nullable: true),
                    proposed_roles = table.Column<string>(type: "TEXT", nullable: true),
                    proposed_by = table.Column<string>(type: "TEXT", nullable: true),
                    proposed_reason = table.Column<string>(type: "TEXT", nullable: true),
                    proposed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff_account", x => x.id);
                    table.CheckConstraint(
                        "ck_staff_account_active",
                        "(status = 2) = (password_hash is not null or subject is not null)"
                    );
                    table.CheckConstraint(
                        "ck_staff_account_secrets",
                        "(password_hash is null) = (protected_key is null)"
                    );
                    table.CheckConstraint("ck_staff_account_status", "status between 1 and 4");
                    table.CheckConstraint("ck_staff_account_subject", "(issuer is null) = (subject is null)");
                }
            );

            migrationBuilder.CreateTable(
                name: "staff_challenge",
                columns: table => new
                {
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff_challenge", x => x.hash);
                }
            );

            migrationBuilder.CreateTable(
                name: "stop",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    scope = table.Column<short>(type: "INTEGER", nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    set_by = table.Column<string>(type: "TEXT", nullable: false),
                    set_at = table.Column<long>(type: "INTEGER", nullable: false),
                    release_proposed_by = table.Column<string>(type: "TEXT", nullable: true),
                    release_proposed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    released_by = table.Column<string>(type: "TEXT", nullable: true),
                    released_at = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stop", x => x.id);
                    table.CheckConstraint("ck_stop_scope", "scope between 1 and 4");
                    table.CheckConstraint(
                        "ck_stop_two_people",
                        "released_by is null or (release_proposed_by is not null and released_by <> release_proposed_by)"
                    );
                    table.CheckConstraint("ck_stop_value", "(scope = 1) = (value is null)");
                }
            );

            migrationBuilder.CreateTable(
                name: "approval_vote",
                columns: table => new
                {
                    operation_id = table.Column<string>(type: "TEXT", nullable: false),
                    approver = table.Column<string>(type: "TEXT", nullable: false),
                    approves = table.Column<bool>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    cast_at = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_approval_vote", x => new { x.operation_id, x.approver });
                    table.ForeignKey(
                        name: "fk_approval_vote_operation",
                        column: x => x.operation_id,
                        principalTable: "operation",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "limit_hold",
                columns: table => new
                {
                    operation_id = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    period = table.Column<short>(type: "INTEGER", nullable: false),
                    start_day = table.Column<int>(type: "INTEGER", nullable: false),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    amount_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<short>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_limit_hold",
                        x => new
                        {
                            x.operation_id,
                            x.subject,
                            x.period,
                            x.start_day,
                            x.currency,
                        }
                    );
                    table.CheckConstraint("ck_limit_hold_amount", "amount_minor > 0");
                    table.CheckConstraint("ck_limit_hold_state", "state between 1 and 3");
                    table.ForeignKey(
                        name: "fk_limit_hold_operation",
                        column: x => x.operation_id,
                        principalTable: "operation",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "operation_attempt",
                columns: table => new
                {
                    operation_id = table.Column<string>(type: "TEXT", nullable: false),
                    attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    fence = table.Column<long>(type: "INTEGER", nullable: false),
                    started = table.Column<long>(type: "INTEGER", nullable: false),
                    ended = table.Column<long>(type: "INTEGER", nullable: false),
                    bytes_sent = table.Column<bool>(type: "INTEGER", nullable: false),
                    http_status = table.Column<int>(type: "INTEGER", nullable: true),
                    error_class = table.Column<string>(type: "TEXT", nullable: true),
                    response_sha256 = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_operation_attempt", x => new { x.operation_id, x.attempt });
                    table.ForeignKey(
                        name: "fk_operation_attempt_operation",
                        column: x => x.operation_id,
                        principalTable: "operation",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "staff_passkey",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    account = table.Column<string>(type: "TEXT", nullable: false),
                    credential_id = table.Column<string>(type: "TEXT", nullable: false),
                    public_key = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    sign_count = table.Column<long>(type: "INTEGER", nullable: false),
                    model = table.Column<string>(type: "TEXT", nullable: false),
                    transports = table.Column<string>(type: "TEXT", nullable: false),
                    may_be_copied = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_copied = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    used_at = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff_passkey", x => x.id);
                    table.CheckConstraint("ck_staff_passkey_copied", "may_be_copied or not is_copied");
                    table.ForeignKey(
                        name: "fk_staff_passkey_staff_account_account",
                        column: x => x.account,
                        principalTable: "staff_account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "staff_secret",
                columns: table => new
                {
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    purpose = table.Column<short>(type: "INTEGER", nullable: false),
                    account = table.Column<string>(type: "TEXT", nullable: true),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    used_at = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff_secret", x => x.hash);
                    table.CheckConstraint("ck_staff_secret_account", "(purpose = 3) = (account is not null)");
                    table.CheckConstraint("ck_staff_secret_purpose", "purpose between 1 and 3");
                    table.ForeignKey(
                        name: "fk_staff_secret_staff_account_account",
                        column: x => x.account,
                        principalTable: "staff_account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "staff_session",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    token_hash = table.Column<string>(type: "TEXT", nullable: false),
                    account = table.Column<string>(type: "TEXT", nullable: false),
                    began_at = table.Column<long>(type: "INTEGER", nullable: false),
                    seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    source_address = table.Column<string>(type: "TEXT", nullable: true),
                    client = table.Column<string>(type: "TEXT", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_by = table.Column<string>(type: "TEXT", nullable: true),
                    present_at = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff_session", x => x.id);
                    table.CheckConstraint("ck_staff_session_ended", "(ended_at is null) = (ended_by is null)");
                    table.ForeignKey(
                        name: "fk_staff_session_staff_account_account",
                        column: x => x.account,
                        principalTable: "staff_account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.InsertData(
                table: "oversight",
                columns: new[] { "id", "version" },
                values: new object[] { (short)1, 1L }
            );

            migrationBuilder.CreateIndex(
                name: "ix_audit_drop_retention_month",
                table: "audit_drop",
                columns: new[] { "retention", "month" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_audit_event_acting_party_recorded_at",
                table: "audit_event",
                columns: new[] { "acting_party", "recorded_at" },
                filter: "acting_party is not null"
            );

            migrationBuilder.CreateIndex(
                name: "ix_audit_event_backend_transaction_id",
                table: "audit_event",
                column: "backend_transaction_id",
                filter: "backend_transaction_id is not null"
            );

            migrationBuilder.CreateIndex(
                name: "ix_audit_event_error_code_recorded_at",
                table: "audit_event",
                columns: new[] { "error_code", "recorded_at" },
                filter: "error_code is not null"
            );

            migrationBuilder.CreateIndex(
                name: "ix_audit_event_from_account_recorded_at",
                table: "audit_event",
                columns: new[] { "from_account", "recorded_at" },
                filter: "from_account is not null"
            );

            migrationBuilder.CreateIndex(
                name: "ix_audit_event_key_hash",
                table: "audit_event",
                column: "key_hash",
                filter: "key_hash is not null"
            );

            migrationBuilder.CreateIndex(
                name: "ix_audit_event_operation_id",
                table: "audit_event",
                column: "operation_id",
                filter: "operation_id is not null"
            );

            migrationBuilder.CreateIndex(
                name: "ix_audit_event_recorded_at_seq",
                table: "audit_event",
                columns: new[] { "recorded_at", "seq" }
            );

            migrationBuilder.CreateIndex(name: "ix_audit_event_request_id", table: "audit_event", column: "request_id");

            migrationBuilder.CreateIndex(
                name: "ix_audit_event_subject_recorded_at",
                table: "audit_event",
                columns: new[] { "subject", "recorded_at" },
                filter: "subject is not null"
            );

            migrationBuilder.CreateIndex(
                name: "ix_audit_event_to_account_recorded_at",
                table: "audit_event",
                columns: new[] { "to_account", "recorded_at" },
                filter: "to_account is not null"
            );

            migrationBuilder.CreateIndex(name: "ux_audit_event_id", table: "audit_event", column: "id", unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_audit_seal_epoch_from_position_number",
                table: "audit_seal",
                columns: new[] { "epoch", "from_position", "number" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_audit_verification_ended_at",
                table: "audit_verification",
                column: "ended_at"
            );

            migrationBuilder.CreateIndex(
                name: "ix_operation_open",
                table: "operation",
                columns: new[] { "state", "lease_until" },
                filter: "state < 10"
            );

            migrationBuilder.CreateIndex(
                name: "ix_operation_probe",
                table: "operation",
                column: "next_probe_at",
                filter: "next_probe_at is not null"
            );

            migrationBuilder.CreateIndex(
                name: "ix_operation_twin",
                table: "operation",
                columns: new[] { "twin", "created_at" },
                filter: "twin is not null"
            );

            migrationBuilder.CreateIndex(
                name: "ux_operation_key",
                table: "operation",
                columns: new[] { "principal_key", "key_hash" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "ix_replica_seen_at", table: "replica", column: "seen_at");

            migrationBuilder.CreateIndex(
                name: "ix_staff_account_issuer_subject",
                table: "staff_account",
                columns: new[] { "issuer", "subject" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_staff_account_name",
                table: "staff_account",
                column: "name",
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_staff_challenge_expires_at",
                table: "staff_challenge",
                column: "expires_at"
            );

            migrationBuilder.CreateIndex(name: "ix_staff_passkey_account", table: "staff_passkey", column: "account");

            migrationBuilder.CreateIndex(
                name: "ix_staff_passkey_credential_id",
                table: "staff_passkey",
                column: "credential_id",
                unique: true
            );

            migrationBuilder.CreateIndex(name: "ix_staff_secret_account", table: "staff_secret", column: "account");

            migrationBuilder.CreateIndex(name: "ix_staff_session_account", table: "staff_session", column: "account");

            migrationBuilder.CreateIndex(name: "ix_staff_session_began_at", table: "staff_session", column: "began_at");

            migrationBuilder.CreateIndex(
                name: "ix_staff_session_token_hash",
                table: "staff_session",
                column: "token_hash",
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_stop_in_force",
                table: "stop",
                column: "set_at",
                filter: "released_by is null"
            );

            migrationBuilder.Sql(TriggersV1.Create);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "agent");

            migrationBuilder.DropTable(name: "approval_vote");

            migrationBuilder.DropTable(name: "approver");

            migrationBuilder.DropTable(name: "audit_anchor");

            migrationBuilder.DropTable(name: "audit_drop");

            migrationBuilder.DropTable(name: "audit_epoch");

            migrationBuilder.DropTable(name: "audit_event");

            migrationBuilder.DropTable(name: "audit_hold");

            migrationBuilder.DropTable(name: "audit_key");

            migrationBuilder.DropTable(name: "audit_seal");

            migrationBuilder.DropTable(name: "audit_verification");

            migrationBuilder.DropTable(name: "audit_view");

            migrationBuilder.DropTable(name: "call_minute");

            migrationBuilder.DropTable(name: "check_span");

            migrationBuilder.DropTable(name: "limit_hold");

            migrationBuilder.DropTable(name: "limit_window");

            migrationBuilder.DropTable(name: "operation_attempt");

            migrationBuilder.DropTable(name: "oversight");

            migrationBuilder.DropTable(name: "policy");

            migrationBuilder.DropTable(name: "protection_key");

            migrationBuilder.DropTable(name: "replica");

            migrationBuilder.DropTable(name: "staff_challenge");

            migrationBuilder.DropTable(name: "staff_passkey");

            migrationBuilder.DropTable(name: "staff_secret");

            migrationBuilder.DropTable(name: "staff_session");

            migrationBuilder.DropTable(name: "stop");

            migrationBuilder.DropTable(name: "operation");

            migrationBuilder.DropTable(name: "staff_account");
        }
    }
}
