using FinancialMcp.Application.Audit;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Persistence.Writing;

namespace FinancialMcp.Infrastructure.Persistence;

internal sealed class AuditStore(GroupCommitWriter writer, AuditRows records) : IAuditStore
{
    public Task AppendAsync(AuditEvent record) =>
        writer.CommitRecordAsync(new AppendWrite(records.Of(record)), _ => true);
}
