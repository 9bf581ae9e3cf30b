using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinancialMcp.Infrastructure.Persistence.Migrations.Postgres
{
    /// <inheritdoc />
    internal sealed partial class Staff : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
                name: "staff_account",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    roles = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<short>(type: "smallint", nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: true),
                    protected_key = table.Column<string>(type: "text", nullable: true),
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
                    table.CheckConstraint("ck_staff_account_active", "(status = 2) = (password_hash is not null)");
                    table.CheckConstraint(
                        "ck_staff_account_secrets",
                        "(password_hash is null) = (protected_key is null)"
                    );
                    table.CheckConstraint("ck_staff_account_status", "status between 1 and 4");
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

            migrationBuilder.CreateIndex(
                name: "ix_staff_account_name",
                table: "staff_account",
                column: "name",
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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "protection_key");

            migrationBuilder.DropTable(name: "staff_secret");

            migrationBuilder.DropTable(name: "staff_session");

            migrationBuilder.DropTable(name: "staff_account");
        }
    }
}
