using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Audit;

/// <summary>Records that somebody looked at the trail. What they looked for stands in the call's arguments.</summary>
public sealed class AuditLooks(IAuditStore audit, AuditRecords records, CallContext context)
{
    /// <summary>
    /// Commits the record of this look; nothing is shown before. Throws <see cref="StoreUnavailableException"/> when it
    /// cannot. A page that reads again by itself makes no further look.
    /// </summary>
    /// <param name="code">What kind of look.</param>
    /// <param name="operation">The operation that was looked at, whose timeline then tells who looked.</param>
    /// <param name="reason">Why, in the person's words.</param>
    public async Task RecordAsync(AuditCode code, OperationId? operation = null, string? reason = null)
    {
        if (context.IsRepeat)
        {
            return;
        }

        var record = records.OfCall(code, AuditRecords.Allowed);
        await audit.AppendAsync(record with { OperationId = operation ?? record.OperationId, Reason = reason });
        context.IsRecorded = true;
    }

    /// <summary>The operation that a record is about; null when it is about none.</summary>
    internal static OperationId? OperationOf(AuditRecordView record) =>
        Domain.Operations.OperationId.TryParse(record.OperationId, out var id) ? id : null;
}
