using System.Globalization;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit;

/// <summary>
/// The exact bytes of a record, which are what the trail keeps and what is later sealed and verified; the columns beside
/// them serve searching only. Amounts and account numbers are text, because JSON numbers are not exact that far.
/// </summary>
public static class CanonicalRecord
{
    /// <summary>Written into every record and beside it: a later form gets another number, and this one stays readable.</summary>
    public const int SchemaVersion = 1;

    /// <summary>The record in the canonical form of RFC 8785, as UTF-8. Absent facts are left out.</summary>
    public static byte[] Of(AuditEvent record, RecordOrigin origin) =>
        new CanonicalObject()
            .Add("acting_party", record.Principal?.ActingParty)
            .Add("amount", record.Sum?.ToString())
            .Add("approvers", record.Approvers)
            .Add("arguments", record.Arguments)
            .Add("attempt", record.Attempt)
            .Add("backend", record.Backend)
            .Add("backend_status", record.BackendStatus)
            .Add("backend_subject", record.BackendSubject)
            .Add("backend_transaction_id", record.BackendTransactionId)
            .Add("bank_time_us", Microseconds(record.BankTime))
            .Add("build", origin.Build)
            .Add("client_name", record.ClientName)
            .Add("client_version", record.ClientVersion)
            .Add("code", (long)record.Code)
            .Add("code_name", record.Code.ToString())
            .Add("count", record.Count)
            .Add("currency", record.Sum?.Currency.ToString())
            .Add("decision", record.Decision)
            .Add("duration_us", Microseconds(record.Duration))
            .Add("error_code", record.ErrorCode)
            .Add("from", record.From?.ToString())
            .Add("id", record.Id.ToString("D", CultureInfo.InvariantCulture))
            .Add("instance", origin.Instance)
            .Add("issuer", record.Principal?.Issuer)
            .Add("key_hash", record.KeyHash)
            .Add("limits", record.Limits)
            .Add("operation_id", record.OperationId?.ToString())
            .Add("policy_version", record.PolicyVersion)
            .Add("protocol_version", record.ProtocolVersion)
            .Add("reason", record.Reason)
            .Add("request_id", record.RequestId)
            .Add("result_digest", record.ResultDigest)
            .Add("retention", (long)record.Retention)
            .Add("roles", record.Roles)
            .Add("rule", record.Rule)
            .Add("schema_version", SchemaVersion)
            .Add("scopes", record.Scopes)
            .Add("source_address", record.SourceAddress)
            .Add("state", record.State)
            .Add("store_time_us", Microseconds(record.StoreTime))
            .Add("subject", record.Principal?.Subject)
            .Add("time_us", (origin.Time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond)
            .Add("to", record.To?.ToString())
            .Add("token_hash", record.TokenHash)
            .Add("tool", record.Tool)
            .Add("tool_schema_hash", record.ToolSchemaHash)
            .Add("trace_id", record.TraceId)
            .ToBytes();

    private static long? Microseconds(TimeSpan? span) => span?.Ticks / TimeSpan.TicksPerMicrosecond;
}
