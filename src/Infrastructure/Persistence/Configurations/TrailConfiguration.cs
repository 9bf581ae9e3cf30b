using FinancialMcp.Infrastructure.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinancialMcp.Infrastructure.Persistence.Configurations;

internal sealed class SealConfiguration : IEntityTypeConfiguration<SealRow>
{
    public void Configure(EntityTypeBuilder<SealRow> builder)
    {
        builder.ToTable(
            "audit_seal",
            table =>
            {
                table.HasCheckConstraint("ck_audit_seal_leaves", "length(leaves) = count * 40");
                table.HasCheckConstraint("ck_audit_seal_positions", "from_position <= to_position");
            }
        );
        builder.HasKey(row => row.Number);
        builder.Property(row => row.Number).ValueGeneratedNever();

        // Finds the seal of a record, and keeps two seals of an epoch from beginning at the same place with records.
        builder.HasIndex(row => new
        {
            row.Epoch,
            row.FromPosition,
            row.Number,
        });
    }
}

internal sealed class EpochConfiguration : IEntityTypeConfiguration<EpochRow>
{
    public void Configure(EntityTypeBuilder<EpochRow> builder)
    {
        builder.ToTable("audit_epoch");
        builder.HasKey(row => row.Number);
        builder.Property(row => row.Number).ValueGeneratedNever();
    }
}

internal sealed class AnchorConfiguration : IEntityTypeConfiguration<AnchorRow>
{
    public void Configure(EntityTypeBuilder<AnchorRow> builder)
    {
        builder.ToTable("audit_anchor");
        builder.HasKey(row => row.Name);
    }
}

internal sealed class SigningKeyConfiguration : IEntityTypeConfiguration<SigningKeyRow>
{
    public void Configure(EntityTypeBuilder<SigningKeyRow> builder)
    {
        builder.ToTable("audit_key");
        builder.HasKey(row => row.KeyId);
    }
}

internal sealed class VerificationConfiguration : IEntityTypeConfiguration<VerificationRow>
{
    public void Configure(EntityTypeBuilder<VerificationRow> builder)
    {
        builder.ToTable("audit_verification");
        builder.HasKey(row => row.Id);
        builder.HasIndex(row => row.EndedAt);
    }
}

internal sealed class SavedViewConfiguration : IEntityTypeConfiguration<SavedViewRow>
{
    public void Configure(EntityTypeBuilder<SavedViewRow> builder)
    {
        builder.ToTable("audit_view");
        builder.HasKey(row => new { row.Owner, row.Name });
    }
}

internal sealed class LegalHoldConfiguration : IEntityTypeConfiguration<LegalHoldRow>
{
    public void Configure(EntityTypeBuilder<LegalHoldRow> builder)
    {
        builder.ToTable(
            "audit_hold",
            table =>
            {
                table.HasCheckConstraint("ck_audit_hold_times", "to_time is null or to_time > from_time");
                table.HasCheckConstraint("ck_audit_hold_lifted", "(lifted_by is null) = (lift_reason is null)");
            }
        );
        builder.HasKey(row => row.Id);
    }
}

internal sealed class DropConfiguration : IEntityTypeConfiguration<DropRow>
{
    public void Configure(EntityTypeBuilder<DropRow> builder)
    {
        builder.ToTable(
            "audit_drop",
            table =>
            {
                table.HasCheckConstraint("ck_audit_drop_retention", "retention between 1 and 2");
                table.HasCheckConstraint(
                    "ck_audit_drop_two_people",
                    "confirmed_by is null or confirmed_by <> requested_by"
                );
                table.HasCheckConstraint("ck_audit_drop_done", "dropped_at is null or confirmed_by is not null");
            }
        );
        builder.HasKey(row => row.Id);
        builder.HasIndex(row => new { row.Retention, row.Month });
    }
}
