using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace FinancialMcp.Infrastructure.Persistence.Migrations.Postgres
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
                    key = table.Column<string>(type: "text", nullable: false),
                    issuer = table.Column<string>(type: "text", nullable: false),
                    party = table.Column<string>(type: "text", nullable: false),
                    owner = table.Column<string>(type: "text", nullable: true),
                    granted = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<short>(type: "smallint", nullable: false),
                    proposed_owner = table.Column<string>(type: "text", nullable: true),
                    proposed_grant = table.Column<string>(type: "text", nullable: true),
                    proposed_by = table.Column<string>(type: "text", nullable: true),
                    proposed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    updated_by = table.Column<string>(type: "text", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
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
                    person = table.Column<string>(type: "text", nullable: false),
                    subjects = table.Column<string>(type: "text", nullable: false),
                    proposed = table.Column<string>(type: "text", nullable: true),
                    proposed_by = table.Column<string>(type: "text", nullable: true),
                    updated_by = table.Column<string>(type: "text", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
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
                    name = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    anchored_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
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
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    retention = table.Column<short>(type: "smallint", nullable: false),
                    month = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    requested_by = table.Column<string>(type: "text", nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    confirmed_by = table.Column<string>(type: "text", nullable: true),
                    confirmed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    archive = table.Column<string>(type: "text", nullable: true),
                    archive_sha256 = table.Column<string>(type: "text", nullable: true),
                    records = table.Column<long>(type: "bigint", nullable: true),
                    dropped_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
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
                    number = table.Column<int>(type: "integer", nullable: false),
                    first_seq = table.Column<long>(type: "bigint", nullable: false),
                    system_id = table.Column<string>(type: "text", nullable: false),
                    after_seal = table.Column<long>(type: "bigint", nullable: false),
                    after_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    began_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_epoch", x => x.number);
                }
            );

            migrationBuilder.Sql(TrailV1.CreateEvents);

            migrationBuilder.CreateTable(
                name: "audit_hold",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_name = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    from_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    to_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    placed_by = table.Column<string>(type: "text", nullable: false),
                    placed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    lifted_by = table.Column<string>(type: "text", nullable: true),
                    lifted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lift_reason = table.Column<string>(type: "text", nullable: true),
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
                    key_id = table.Column<string>(type: "text", nullable: false),
                    public_key = table.Column<string>(type: "text", nullable: false),
                    first_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
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
                    number = table.Column<long>(type: "bigint", nullable: false),
                    epoch = table.Column<int>(type: "integer", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    first_seq = table.Column<long>(type: "bigint", nullable: true),
                    last_seq = table.Column<long>(type: "bigint", nullable: true),
                    from_position = table.Column<long>(type: "bigint", nullable: false),
                    to_position = table.Column<long>(type: "bigint", nullable: false),
                    root = table.Column<byte[]>(type: "bytea", nullable: false),
                    previous = table.Column<byte[]>(type: "bytea", nullable: false),
                    sealed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    key_id = table.Column<string>(type: "text", nullable: false),
                    signature = table.Column<byte[]>(type: "bytea", nullable: false),
                    leaves = table.Column<byte[]>(type: "bytea", nullable: false),
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
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    run_by = table.Column<string>(type: "text", nullable: false),
                    seals = table.Column<long>(type: "bigint", nullable: false),
                    records = table.Column<long>(type: "bigint", nullable: false),
                    findings = table.Column<int>(type: "integer", nullable: false),
                    report = table.Column<string>(type: "text", nullable: false),
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
                    owner = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    is_shared = table.Column<bool>(type: "boolean", nullable: false),
                    search = table.Column<string>(type: "text", nullable: false),
                    saved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
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
                    run = table.Column<string>(type: "text", nullable: false),
                    minute = table.Column<long>(type: "bigint", nullable: false),
                    tool = table.Column<string>(type: "text", nullable: false),
                    success = table.Column<long>(type: "bigint", nullable: false),
                    refused = table.Column<long>(type: "bigint", nullable: false),
                    pending = table.Column<long>(type: "bigint", nullable: false),
                    in_doubt = table.Column<long>(type: "bigint", nullable: false),
                    error = table.Column<long>(type: "bigint", nullable: false),
                    spent = table.Column<long>(type: "bigint", nullable: false),
                    longest = table.Column<long>(type: "bigint", nullable: false),
                    b01 = table.Column<long>(type: "bigint", nullable: false),
                    b02 = table.Column<long>(type: "bigint", nullable: false),
                    b03 = table.Column<long>(type: "bigint", nullable: false),
                    b04 = table.Column<long>(type: "bigint", nullable: false),
                    b05 = table.Column<long>(type: "bigint", nullable: false),
                    b06 = table.Column<long>(type: "bigint", nullable: false),
                    b07 = table.Column<long>(type: "bigint", nullable: false),
                    b08 = table.Column<long>(type: "bigint", nullable: false),
                    b09 = table.Column<long>(type: "bigint", nullable: false),
                    b10 = table.Column<long>(type: "bigint", nullable: false),
                    b11 = table.Column<long>(type: "bigint", nullable: false),
                    b12 = table.Column<long>(type: "bigint", nullable: false),
                    b13 = table.Column<long>(type: "bigint", nullable: false),
                    b14 = table.Column<long>(type: "bigint", nullable: false),
                    b15 = table.Column<long>(type: "bigint", nullable: false),
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
                    run = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    began_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    detail = table.Column<string>(type: "text", nullable: true),
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
                    subject = table.Column<string>(type: "text", nullable: false),
                    period = table.Column<short>(type: "smallint", nullable: false),
                    start_day = table.Column<int>(type: "integer", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    cap = table.Column<long>(type: "bigint", nullable: true),
                    cap_count = table.Column<int>(type: "integer", nullable: true),
                    used = table.Column<long>(type: "bigint", nullable: false),
                    held = table.Column<long>(type: "bigint", nullable: false),
                    used_count = table.Column<int>(type: "integer", nullable: false),
                    held_count = table.Column<int>(type: "integer", nullable: false),
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
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    principal_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    issuer = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    acting_party = table.Column<string>(type: "text", nullable: true),
                    key_hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    fingerprint = table.Column<string>(type: "text", nullable: false),
                    tool = table.Column<string>(type: "text", nullable: false),
                    instruction = table.Column<string>(type: "text", nullable: false),
                    amount_minor = table.Column<long>(type: "bigint", nullable: true),
                    currency = table.Column<string>(type: "text", nullable: true),
                    from_account = table.Column<long>(type: "bigint", nullable: true),
                    to_account = table.Column<long>(type: "bigint", nullable: true),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    backend_subject = table.Column<string>(type: "text", nullable: false),
                    backend_is_staff = table.Column<bool>(type: "boolean", nullable: false),
                    backend_key = table.Column<string>(type: "text", nullable: false),
                    backend_body = table.Column<string>(type: "text", nullable: false),
                    authority = table.Column<string>(type: "text", nullable: false),
                    twin = table.Column<string>(type: "text", nullable: true),
                    policy_version = table.Column<int>(type: "integer", nullable: true),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    fence = table.Column<long>(type: "bigint", nullable: false),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lease_owner = table.Column<string>(type: "text", nullable: true),
                    sent_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    doubt_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    next_probe_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    probe_count = table.Column<int>(type: "integer", nullable: false),
                    absent_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    absent_count = table.Column<int>(type: "integer", nullable: false),
                    approval_digest = table.Column<string>(type: "text", nullable: true),
                    approvals_needed = table.Column<int>(type: "integer", nullable: true),
                    approvals_given = table.Column<int>(type: "integer", nullable: true),
                    approval_expires_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    approval_consumed_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    proposed = table.Column<string>(type: "text", nullable: true),
                    outcome_class = table.Column<short>(type: "smallint", nullable: true),
                    outcome_code = table.Column<string>(type: "text", nullable: true),
                    outcome_message = table.Column<string>(type: "text", nullable: true),
                    backend_transaction_id = table.Column<string>(type: "text", nullable: true),
                    result = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
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
                    id = table.Column<short>(type: "smallint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
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
                    version = table.Column<int>(type: "integer", nullable: false),
                    rules = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    proposed_by = table.Column<string>(type: "text", nullable: false),
                    proposed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    decided_by = table.Column<string>(type: "text", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
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
                    name = table.Column<string>(type: "text", nullable: false),
                    xml = table.Column<string>(type: "text", nullable: false),
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
                    run = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<string>(type: "text", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
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
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    roles = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<short>(type: "smallint", nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: true),
                    protected_key = table.Column<string>(type: "text", nullable: true),
                    issuer = table.Column<string>(type: "text", nullable: true),
                    subject = table.Column<string>(type: "text", nullable: true),
                    sign_in_version = table.Column<long>(type: "bigint", nullable: false),
                    last_step = table.Column<long>(type: "bigint", nullable: false),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    locked_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_session = table.Column<Guid>(type: "uuid", nullable: true),
                    proposed_roles = table.Column<string>(type: "text", nullable: true),
                    proposed_by = table.Column<string>(type: "text", nullable: true),
                    proposed_reason = table.Column<string>(type: "text", nullable: true),
                    proposed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
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
                    hash = table.Column<string>(type: "text", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
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
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    scope = table.Column<short>(type: "smallint", nullable: false),
                    value = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false),
                    set_by = table.Column<string>(type: "text", nullable: false),
                    set_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    release_proposed_by = table.Column<string>(type: "text", nullable: true),
                    release_proposed_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    released_by = table.Column<string>(type: "text", nullable: true),
                    released_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
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
                    operation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    approver = table.Column<string>(type: "text", nullable: false),
                    approves = table.Column<bool>(type: "boolean", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    cast_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
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
                    operation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    period = table.Column<short>(type: "smallint", nullable: false),
                    start_day = table.Column<int>(type: "integer", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    amount_minor = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
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
                    operation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    fence = table.Column<long>(type: "bigint", nullable: false),
                    started = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    bytes_sent = table.Column<bool>(type: "boolean", nullable: false),
                    http_status = table.Column<int>(type: "integer", nullable: true),
                    error_class = table.Column<string>(type: "text", nullable: true),
                    response_sha256 = table.Column<string>(type: "text", nullable: true),
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
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account = table.Column<Guid>(type: "uuid", nullable: false),
                    credential_id = table.Column<string>(type: "text", nullable: false),
                    public_key = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    sign_count = table.Column<long>(type: "bigint", nullable: false),
                    model = table.Column<Guid>(type: "uuid", nullable: false),
                    transports = table.Column<string>(type: "text", nullable: false),
                    may_be_copied = table.Column<bool>(type: "boolean", nullable: false),
                    is_copied = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
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
                    hash = table.Column<string>(type: "text", nullable: false),
                    purpose = table.Column<short>(type: "smallint", nullable: false),
                    account = table.Column<Guid>(type: "uuid", nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
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
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    token_hash = table.Column<string>(type: "text", nullable: false),
                    account = table.Column<Guid>(type: "uuid", nullable: false),
                    began_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    source_address = table.Column<string>(type: "text", nullable: true),
                    client = table.Column<string>(type: "text", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_by = table.Column<string>(type: "text", nullable: true),
                    present_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
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

            migrationBuilder.CreateIndex(name: "ix_audit_event_xid", table: "audit_event", column: "xid");

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
            migrationBuilder.Sql(TrailV1.Create);
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

            migrationBuilder.Sql(TrailV1.Drop);
            migrationBuilder.Sql(TriggersV1.Drop);
        }
    }
}
