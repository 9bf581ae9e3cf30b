using FinancialMcp.Infrastructure.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinancialMcp.Infrastructure.Persistence.Configurations;

internal sealed class StaffPasskeyConfiguration : IEntityTypeConfiguration<StaffPasskeyRow>
{
    public void Configure(EntityTypeBuilder<StaffPasskeyRow> builder)
    {
        builder.ToTable(
            "staff_passkey",
            table => table.HasCheckConstraint("ck_staff_passkey_copied", "may_be_copied or not is_copied")
        );
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => row.CredentialId).IsUnique();
        builder
            .HasOne<StaffAccountRow>()
            .WithMany()
            .HasForeignKey(row => row.Account)
            .OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class StaffChallengeConfiguration : IEntityTypeConfiguration<StaffChallengeRow>
{
    public void Configure(EntityTypeBuilder<StaffChallengeRow> builder)
    {
        builder.ToTable("staff_challenge");
        builder.HasKey(row => row.Hash);
        builder.HasIndex(row => row.ExpiresAt);
    }
}
