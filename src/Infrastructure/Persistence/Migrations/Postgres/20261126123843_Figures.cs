using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinancialMcp.Infrastructure.Persistence.Migrations.Postgres
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
