using System.Security.Cryptography;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Infrastructure.Persistence.Rows;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>Makes the rows of records: says who made them and when, and puts them under the MAC.</summary>
internal sealed class AuditRows(AuditKeys keys, ServerInstance instance, TimeProvider time)
{
    internal AuditEventRow Of(AuditEvent record) =>
        AuditEventRow.Of(
            record,
            new RecordOrigin(time.GetUtcNow(), instance.Id, instance.Version),
            keys.MacKeyId,
            bytes => HMACSHA256.HashData(keys.MacKey, bytes)
        );
}
