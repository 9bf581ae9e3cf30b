using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Persistence.Writing;

namespace FinancialMcp.Infrastructure.Persistence;

internal sealed class AuditStore(GroupCommitWriter writer, AuditRows records) : IAuditStore
{
    public async Task AppendAsync(AuditEvent record)
    {
        try
        {
            await writer.CommitAsync(new AppendWrite(records.Of(record)), Deadline.Start());
            StoreMetrics.Recorded();
        }
        catch (StoreUnavailableException)
        {
            StoreMetrics.NotRecorded();
            throw;
        }
    }
}
