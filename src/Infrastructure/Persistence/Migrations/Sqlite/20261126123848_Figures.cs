using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinancialMcp.Infrastructure.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    internal sealed partial class Figures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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

            migrationBuilder.CreateIndex(name: "ix_replica_seen_at", table: "replica", column: "seen_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "call_minute");

            migrationBuilder.DropTable(name: "check_span");

            migrationBuilder.DropTable(name: "replica");
        }
    }
}
