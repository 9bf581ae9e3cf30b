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
                name: "audit_event",
                columns: table => new
                {
                    seq = table
                        .Column<long>(type: "bigint", nullable: false)
                        .Annotation(
                            "Npgsql:ValueGenerationStrategy",
                            NpgsqlValueGenerationStrategy.IdentityAlwaysColumn
                        ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    schema_version = table.Column<short>(type: "smallint", nullable: false),
                    code = table.Column<int>(type: "integer", nullable: false),
                    request_id = table.Column<string>(type: "text", nullable: false),
                    operation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    trace_id = table.Column<string>(type: "text", nullable: true),
                    principal_key = table.Column<string>(type: "text", nullable: true),
                    subject = table.Column<string>(type: "text", nullable: true),
                    tool = table.Column<string>(type: "text", nullable: true),
                    decision = table.Column<string>(type: "text", nullable: false),
                    error_code = table.Column<string>(type: "text", nullable: true),
                    state = table.Column<string>(type: "text", nullable: true),
                    amount_minor = table.Column<long>(type: "bigint", nullable: true),
                    currency = table.Column<string>(type: "text", nullable: true),
                    from_account = table.Column<long>(type: "bigint", nullable: true),
                    to_account = table.Column<long>(type: "bigint", nullable: true),
                    backend_transaction_id = table.Column<string>(type: "text", nullable: true),
                    duration_us = table.Column<long>(type: "bigint", nullable: true),
                    record = table.Column<byte[]>(type: "bytea", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false,
                        defaultValueSql: "clock_timestamp()"
                    ),
                    xid = table.Column<ulong>(type: "xid8", nullable: false, defaultValueSql: "pg_current_xact_id()"),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_event", x => x.seq);
                    table.CheckConstraint("ck_audit_event_record", "length(record) > 0");
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
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    fence = table.Column<long>(type: "bigint", nullable: false),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    doubt_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
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
                    table.CheckConstraint("ck_operation_body", "length(backend_body) > 0");
                    table.CheckConstraint("ck_operation_doubt", "state <> 5 or doubt_since is not null");
                    table.CheckConstraint("ck_operation_lease", "state <> 3 or lease_until is not null");
                    table.CheckConstraint("ck_operation_state", "state between 1 and 6 or state between 10 and 15");
                    table.CheckConstraint("ck_operation_sum", "(amount_minor is null) = (currency is null)");
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

            migrationBuilder.CreateIndex(
                name: "ix_audit_event_operation_id",
                table: "audit_event",
                column: "operation_id",
                filter: "operation_id is not null"
            );

            migrationBuilder.CreateIndex(name: "ix_audit_event_xid", table: "audit_event", column: "xid");

            migrationBuilder.CreateIndex(name: "ux_audit_event_id", table: "audit_event", column: "id", unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_operation_open",
                table: "operation",
                columns: new[] { "state", "lease_until" },
                filter: "state < 10"
            );

            migrationBuilder.CreateIndex(
                name: "ux_operation_key",
                table: "operation",
                columns: new[] { "principal_key", "key_hash" },
                unique: true
            );

            migrationBuilder.Sql(TriggersV1.Create);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "audit_event");

            migrationBuilder.DropTable(name: "operation_attempt");

            migrationBuilder.DropTable(name: "operation");

            migrationBuilder.Sql(TriggersV1.Drop);
        }
    }
}
