using FinancialMcp.Infrastructure.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinancialMcp.Infrastructure.Persistence.Configurations;

internal sealed class AuditEventConfiguration : IEntityTypeConfiguration<AuditEventRow>
{
    public void Configure(EntityTypeBuilder<AuditEventRow> builder)
    {
        builder.ToTable(
            "audit_event",
            table =>
            {
                table.HasCheckConstraint("ck_audit_event_record", "length(record) > 0");
                table.HasCheckConstraint("ck_audit_event_mac", "length(mac) = 32");
                table.HasCheckConstraint("ck_audit_event_retention", "retention between 1 and 2");
            }
        );
        // The same record twice is a fault of ours, and must not look like two calls.
        builder.HasIndex(row => row.Id).IsUnique().HasDatabaseName("ux_audit_event_id");

        // One operation, one timeline. No foreign key: the trail must be able to say what the table no longer does.
        builder.HasIndex(row => row.OperationId).HasFilter("operation_id is not null");

        // Found by few: one call's id, which errors tell, one operation's key and the bank's transaction.
        builder.HasIndex(row => row.RequestId);
        builder.HasIndex(row => row.KeyHash).HasFilter("key_hash is not null");
        builder.HasIndex(row => row.BackendTransactionId).HasFilter("backend_transaction_id is not null");

        // What searches narrow by; each goes on by time, newest first.
        builder.HasIndex(row => new { row.Subject, row.RecordedAt }).HasFilter("subject is not null");
        builder.HasIndex(row => new { row.ActingParty, row.RecordedAt }).HasFilter("acting_party is not null");
        builder.HasIndex(row => new { row.FromAccount, row.RecordedAt }).HasFilter("from_account is not null");
        builder.HasIndex(row => new { row.ToAccount, row.RecordedAt }).HasFilter("to_account is not null");
        builder.HasIndex(row => new { row.ErrorCode, row.RecordedAt }).HasFilter("error_code is not null");
    }
}
