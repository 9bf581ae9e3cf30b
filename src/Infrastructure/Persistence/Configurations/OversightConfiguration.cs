using FinancialMcp.Infrastructure.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinancialMcp.Infrastructure.Persistence.Configurations;

internal sealed class OversightConfiguration : IEntityTypeConfiguration<OversightRow>
{
    public void Configure(EntityTypeBuilder<OversightRow> builder)
    {
        builder.ToTable("oversight", table => table.HasCheckConstraint("ck_oversight_one", "id = 1"));
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasData(new OversightRow { Id = 1, Version = 1 });
    }
}

internal sealed class PolicyConfiguration : IEntityTypeConfiguration<PolicyRow>
{
    public void Configure(EntityTypeBuilder<PolicyRow> builder)
    {
        builder.ToTable(
            "policy",
            table =>
            {
                table.HasCheckConstraint("ck_policy_state", "state between 1 and 3");
                table.HasCheckConstraint("ck_policy_decided", "state = 1 or decided_by is not null");
            }
        );
        builder.HasKey(row => row.Version);
        builder.Property(row => row.Version).ValueGeneratedNever();
    }
}

internal sealed class AgentConfiguration : IEntityTypeConfiguration<AgentRow>
{
    public void Configure(EntityTypeBuilder<AgentRow> builder)
    {
        builder.ToTable("agent", table => table.HasCheckConstraint("ck_agent_status", "status between 1 and 3"));
        builder.HasKey(row => row.Key);
    }
}

internal sealed class StopConfiguration : IEntityTypeConfiguration<StopRow>
{
    public void Configure(EntityTypeBuilder<StopRow> builder)
    {
        builder.ToTable(
            "stop",
            table =>
            {
                table.HasCheckConstraint("ck_stop_scope", "scope between 1 and 4");
                table.HasCheckConstraint("ck_stop_value", "(scope = 1) = (value is null)");

                // One person stops, two release.
                table.HasCheckConstraint(
                    "ck_stop_two_people",
                    "released_by is null or (release_proposed_by is not null and released_by <> release_proposed_by)"
                );
            }
        );
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => row.SetAt).HasFilter("released_by is null").HasDatabaseName("ix_stop_in_force");
    }
}

internal sealed class ApproverConfiguration : IEntityTypeConfiguration<ApproverRow>
{
    public void Configure(EntityTypeBuilder<ApproverRow> builder)
    {
        builder.ToTable("approver");
        builder.HasKey(row => row.Person);
    }
}
