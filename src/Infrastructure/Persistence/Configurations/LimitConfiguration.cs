using FinancialMcp.Infrastructure.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinancialMcp.Infrastructure.Persistence.Configurations;

internal sealed class WindowConfiguration : IEntityTypeConfiguration<WindowRow>
{
    /// <summary>The database itself refuses what a limit does not allow, whoever writes it.</summary>
    public void Configure(EntityTypeBuilder<WindowRow> builder)
    {
        builder.ToTable(
            "limit_window",
            table =>
            {
                table.HasCheckConstraint("ck_limit_window_period", "period in (1, 2)");
                table.HasCheckConstraint("ck_limit_window_not_negative", "used >= 0 and held >= 0");
                table.HasCheckConstraint("ck_limit_window_cap", "cap is null or used + held <= cap");
                table.HasCheckConstraint("ck_limit_window_counts", "used_count >= 0 and held_count >= 0");
                table.HasCheckConstraint(
                    "ck_limit_window_cap_count",
                    "cap_count is null or used_count + held_count <= cap_count"
                );
            }
        );
        builder.HasKey(row => new
        {
            row.Subject,
            row.Period,
            row.StartDay,
            row.Currency,
        });
    }
}

internal sealed class HoldConfiguration : IEntityTypeConfiguration<HoldRow>
{
    public void Configure(EntityTypeBuilder<HoldRow> builder)
    {
        builder.ToTable(
            "limit_hold",
            table =>
            {
                table.HasCheckConstraint("ck_limit_hold_state", "state between 1 and 3");
                table.HasCheckConstraint("ck_limit_hold_amount", "amount_minor > 0");
            }
        );
        builder.Ignore(row => row.Window);
        builder.HasKey(row => new
        {
            row.OperationId,
            row.Subject,
            row.Period,
            row.StartDay,
            row.Currency,
        });
        builder
            .HasOne<OperationRow>()
            .WithMany()
            .HasForeignKey(row => row.OperationId)
            .HasConstraintName("fk_limit_hold_operation")
            .OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class VoteConfiguration : IEntityTypeConfiguration<VoteRow>
{
    public void Configure(EntityTypeBuilder<VoteRow> builder)
    {
        builder.ToTable("approval_vote");

        // A person has one vote on an operation, for ever.
        builder.HasKey(row => new { row.OperationId, row.Approver });
        builder
            .HasOne<OperationRow>()
            .WithMany()
            .HasForeignKey(row => row.OperationId)
            .HasConstraintName("fk_approval_vote_operation")
            .OnDelete(DeleteBehavior.Restrict);
    }
}
