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
                name: "audit_event",
                columns: table => new
                {
                    seq = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    schema_version = table.Column<short>(type: "INTEGER", nullable: false),
                    code = table.Column<int>(type: "INTEGER", nullable: false),
                    request_id = table.Column<string>(type: "TEXT", nullable: false),
                    operation_id = table.Column<string>(type: "TEXT", nullable: true),
                    trace_id = table.Column<string>(type: "TEXT", nullable: true),
                    principal_key = table.Column<string>(type: "TEXT", nullable: true),
                    subject = table.Column<string>(type: "TEXT", nullable: true),
                    tool = table.Column<string>(type: "TEXT", nullable: true),
                    decision = table.Column<string>(type: "TEXT", nullable: false),
                    error_code = table.Column<string>(type: "TEXT", nullable: true),
                    state = table.Column<string>(type: "TEXT", nullable: true),
                    amount_minor = table.Column<long>(type: "INTEGER", nullable: true),
                    currency = table.Column<string>(type: "TEXT", nullable: true),
                    from_account = table.Column<long>(type: "INTEGER", nullable: true),
                    to_account = table.Column<long>(type: "INTEGER", nullable: true),
                    backend_transaction_id = table.Column<string>(type: "TEXT", nullable: true),
                    duration_us = table.Column<long>(type: "INTEGER", nullable: true),
                    record = table.Column<byte[]>(type: "BLOB", nullable: false),
                    recorded_at = table.Column<long>(type: "INTEGER", nullable: false),
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
                    attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    fence = table.Column<long>(type: "INTEGER", nullable: false),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: true),
                    doubt_since = table.Column<long>(type: "INTEGER", nullable: true),
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

            migrationBuilder.CreateIndex(
                name: "ix_audit_event_operation_id",
                table: "audit_event",
                column: "operation_id",
                filter: "operation_id is not null"
            );

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
        }
    }
}
