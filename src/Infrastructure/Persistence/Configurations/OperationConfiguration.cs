using FinancialMcp.Infrastructure.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinancialMcp.Infrastructure.Persistence.Configurations;

internal sealed class OperationConfiguration : IEntityTypeConfiguration<OperationRow>
{
    public void Configure(EntityTypeBuilder<OperationRow> builder)
    {
        builder.ToTable(
            "operation",
            table =>
            {
                table.HasCheckConstraint("ck_operation_state", "state between 1 and 6 or state between 10 and 15");
                table.HasCheckConstraint("ck_operation_sum", "(amount_minor is null) = (currency is null)");
                table.HasCheckConstraint("ck_operation_body", "length(backend_body) > 0");
                table.HasCheckConstraint("ck_operation_lease", "state <> 3 or lease_until is not null");
                table.HasCheckConstraint("ck_operation_doubt", "state <> 5 or doubt_since is not null");
                table.HasCheckConstraint("ck_operation_probe", "state not in (4, 5) or next_probe_at is not null");
                table.HasCheckConstraint("ck_operation_held", "state not in (1, 2) or approval_digest is not null");
                table.HasCheckConstraint(
                    "ck_operation_approved",
                    "approval_digest is null or state in (1, 12, 13, 14, 15) or approvals_given >= approvals_needed"
                );
            }
        );
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();

        // The rule the product stands on: one principal's key names one operation, for ever.
        builder.HasIndex(row => new { row.PrincipalKey, row.KeyHash }).IsUnique().HasDatabaseName("ux_operation_key");

        builder
            .HasIndex(row => new { row.Twin, row.CreatedAt })
            .HasFilter("twin is not null")
            .HasDatabaseName("ix_operation_twin");

        builder
            .HasIndex(row => row.NextProbeAt)
            .HasFilter("next_probe_at is not null")
            .HasDatabaseName("ix_operation_probe");

        // Recovery and the counts look only at what is not final, which stays few among millions.
        builder
            .HasIndex(row => new { row.State, row.LeaseUntil })
            .HasFilter("state < 10")
            .HasDatabaseName("ix_operation_open");
    }
}
