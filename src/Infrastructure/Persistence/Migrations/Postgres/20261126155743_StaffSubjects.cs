using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinancialMcp.Infrastructure.Persistence.Migrations.Postgres
{
    /// <inheritdoc />
    internal sealed partial class StaffSubjects : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(name: "ck_staff_account_active", table: "staff_account");

            migrationBuilder.AddColumn<string>(name: "issuer", table: "staff_account", type: "text", nullable: true);

            migrationBuilder.AddColumn<string>(name: "subject", table: "staff_account", type: "text", nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_staff_account_issuer_subject",
                table: "staff_account",
                columns: new[] { "issuer", "subject" },
                unique: true
            );

            migrationBuilder.AddCheckConstraint(
                name: "ck_staff_account_active",
                table: "staff_account",
                sql: "(status = 2) = (password_hash is not null or subject is not null)"
            );

            migrationBuilder.AddCheckConstraint(
                name: "ck_staff_account_subject",
                table: "staff_account",
                sql: "(issuer is null) = (subject is null)"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // Whoever could sign in at the provider alone cannot any more.
            migrationBuilder.Sql(
                "update staff_account set status = 3, issuer = null, subject = null where status = 2 and password_hash is null"
            );

            migrationBuilder.DropIndex(name: "ix_staff_account_issuer_subject", table: "staff_account");

            migrationBuilder.DropCheckConstraint(name: "ck_staff_account_active", table: "staff_account");

            migrationBuilder.DropCheckConstraint(name: "ck_staff_account_subject", table: "staff_account");

            migrationBuilder.DropColumn(name: "issuer", table: "staff_account");

            migrationBuilder.DropColumn(name: "subject", table: "staff_account");

            migrationBuilder.AddCheckConstraint(
                name: "ck_staff_account_active",
                table: "staff_account",
                sql: "(status = 2) = (password_hash is not null)"
            );
        }
    }
}
