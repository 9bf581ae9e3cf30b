using FinancialMcp.Infrastructure.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinancialMcp.Infrastructure.Persistence.Configurations;

internal sealed class StaffAccountConfiguration : IEntityTypeConfiguration<StaffAccountRow>
{
    public void Configure(EntityTypeBuilder<StaffAccountRow> builder)
    {
        builder.ToTable(
            "staff_account",
            table =>
            {
                table.HasCheckConstraint("ck_staff_account_status", "status between 1 and 4");
                table.HasCheckConstraint(
                    "ck_staff_account_active",
                    "(status = 2) = (password_hash is not null or subject is not null)"
                );
                table.HasCheckConstraint("ck_staff_account_subject", "(issuer is null) = (subject is null)");
                table.HasCheckConstraint(
                    "ck_staff_account_secrets",
                    "(password_hash is null) = (protected_key is null)"
                );
            }
        );
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => row.Name).IsUnique();
        builder.HasIndex(row => new { row.Issuer, row.Subject }).IsUnique();
    }
}

internal sealed class StaffSecretConfiguration : IEntityTypeConfiguration<StaffSecretRow>
{
    public void Configure(EntityTypeBuilder<StaffSecretRow> builder)
    {
        builder.ToTable(
            "staff_secret",
            table =>
            {
                table.HasCheckConstraint("ck_staff_secret_purpose", "purpose between 1 and 3");
                table.HasCheckConstraint("ck_staff_secret_account", "(purpose = 3) = (account is not null)");
            }
        );
        builder.HasKey(row => row.Hash);
        builder
            .HasOne<StaffAccountRow>()
            .WithMany()
            .HasForeignKey(row => row.Account)
            .OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class StaffSessionConfiguration : IEntityTypeConfiguration<StaffSessionRow>
{
    public void Configure(EntityTypeBuilder<StaffSessionRow> builder)
    {
        builder.ToTable(
            "staff_session",
            table => table.HasCheckConstraint("ck_staff_session_ended", "(ended_at is null) = (ended_by is null)")
        );
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => row.TokenHash).IsUnique();
        builder.HasIndex(row => row.BeganAt);
        builder
            .HasOne<StaffAccountRow>()
            .WithMany()
            .HasForeignKey(row => row.Account)
            .OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ProtectionKeyConfiguration : IEntityTypeConfiguration<ProtectionKeyRow>
{
    public void Configure(EntityTypeBuilder<ProtectionKeyRow> builder)
    {
        builder.ToTable("protection_key");
        builder.HasKey(row => row.Name);
    }
}
