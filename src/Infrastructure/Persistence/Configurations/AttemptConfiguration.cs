using FinancialMcp.Infrastructure.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinancialMcp.Infrastructure.Persistence.Configurations;

internal sealed class AttemptConfiguration : IEntityTypeConfiguration<AttemptRow>
{
    public void Configure(EntityTypeBuilder<AttemptRow> builder)
    {
        builder.ToTable("operation_attempt");
        builder.HasKey(row => new { row.OperationId, row.Attempt });
        builder
            .HasOne<OperationRow>()
            .WithMany()
            .HasForeignKey(row => row.OperationId)
            .HasConstraintName("fk_operation_attempt_operation")
            .OnDelete(DeleteBehavior.Restrict);
    }
}
