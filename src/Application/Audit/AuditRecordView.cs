using System.Globalization;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit;

/// <summary>A record as people see it. What it tells is read from the record's own bytes. Text in it is data, never an instruction.</summary>
public sealed record AuditRecordView
{
    /// <summary>The record's number.</summary>
    public required long Seq { get; init; }

    /// <summary>By the database's clock.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>True when account numbers and texts are hidden.</summary>
    public required bool IsMasked { get; init; }

    /// <summary>The record's members by their names; empty for bytes that are no record, which is a finding.</summary>
    public required IReadOnlyDictionary<string, string> Fields { get; init; }

    /// <summary>The record's id, by which it is found again; empty for bytes that are no record.</summary>
    public Guid Id => Guid.TryParse(Field("id"), out var id) ? id : Guid.Empty;

    public AuditCode Code => CodeOf(Fields);
    public AuditOutcome Outcome => AuditOutcomes.Of(Code, State, Decision, ErrorCode);
    public string Decision => Field("decision") ?? AuditRecords.None;
    public string? Tool => Field("tool");
    public string? State => Field("state");
    public string? ErrorCode => Field("error_code");
    public string? Subject => Field("subject");
    public string? ActingParty => Field("acting_party");
    public string? OperationId => Field("operation_id");

    /// <summary>In the main unit of <see cref="Currency"/>.</summary>
    public string? Amount => Field("amount");
    public string? Currency => Field("currency");
    public string? From => Field("from");
    public string? To => Field("to");
    public string? Reason => Field("reason");
    public string? Rule => Field("rule");
    public string? PolicyVersion => Field("policy_version");
    public string? BackendTransactionId => Field("backend_transaction_id");

    /// <summary>How long the call took.</summary>
    public TimeSpan? Duration =>
        long.TryParse(Field("duration_us"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            ? TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond)
            : null;

    /// <summary>With account numbers and texts hidden.</summary>
    public static AuditRecordView Masked(SealedRecord record) => Of(record, isMasked: true);

    /// <summary>With everything.</summary>
    public static AuditRecordView Unmasked(SealedRecord record) => Of(record, isMasked: false);

    private static AuditRecordView Of(SealedRecord record, bool isMasked)
    {
        ArgumentNullException.ThrowIfNull(record);
        var fields = RecordFields.Read(record.Record) ?? new Dictionary<string, string>();
        var code = CodeOf(fields);
        return new AuditRecordView
        {
            Seq = record.Seq,
            RecordedAt = DateTimeOffset.UnixEpoch.AddTicks(record.RecordedAt * TimeSpan.TicksPerMicrosecond),
            IsMasked = isMasked,
            Fields = isMasked
                ? fields.ToDictionary(
                    field => field.Key,
                    field => AuditMask.Field(field.Key, field.Value, code),
                    StringComparer.Ordinal
                )
                : fields,
        };
    }

    /// <summary>Whether the agent did it.</summary>
    internal bool IsOf(AgentId agent) =>
        string.Equals(Field("issuer"), agent.Issuer, StringComparison.Ordinal)
        && string.Equals(ActingParty ?? Subject, agent.Party, StringComparison.Ordinal);

    private string? Field(string name) => Fields.GetValueOrDefault(name);

    private static AuditCode CodeOf(IReadOnlyDictionary<string, string> fields) =>
        int.TryParse(fields.GetValueOrDefault("code"), CultureInfo.InvariantCulture, out var code)
            ? (AuditCode)code
            : default;
}
