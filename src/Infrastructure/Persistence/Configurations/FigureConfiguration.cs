using FinancialMcp.Infrastructure.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinancialMcp.Infrastructure.Persistence.Configurations;

internal sealed class CallMinuteConfiguration : IEntityTypeConfiguration<CallMinuteRow>
{
    public void Configure(EntityTypeBuilder<CallMinuteRow> builder)
    {
        builder.ToTable("call_minute");
        builder.HasKey(row => new
        {
            row.Minute,
            row.Run,
            row.Tool,
        });
    }
}

internal sealed class ReplicaConfiguration : IEntityTypeConfiguration<ReplicaRow>
{
    public void Configure(EntityTypeBuilder<ReplicaRow> builder)
    {
        builder.ToTable("replica");
        builder.HasKey(row => row.Run);
        builder.HasIndex(row => row.SeenAt);
    }
}

internal sealed class CheckSpanConfiguration : IEntityTypeConfiguration<CheckSpanRow>
{
    public void Configure(EntityTypeBuilder<CheckSpanRow> builder)
    {
        builder.ToTable(
            "check_span",
            table => table.HasCheckConstraint("ck_check_span_state", "state between 0 and 3")
        );
        builder.HasKey(row => new
        {
            row.Run,
            row.Name,
            row.BeganAt,
        });
    }
}
