using FinancialMcp.Infrastructure.Persistence.Rows;

namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>What the hot path writes of each table. A test holds the lists against the schema.</summary>
internal static class Columns
{
    internal static readonly Column<AuditEventRow>[] AuditEvent =
    [
        ColumnOf<AuditEventRow>.Id("id", row => row.Id),
        ColumnOf<AuditEventRow>.Small("schema_version", row => row.SchemaVersion),
        ColumnOf<AuditEventRow>.Small("retention", row => row.Retention),
        ColumnOf<AuditEventRow>.Number("code", row => row.Code),
        ColumnOf<AuditEventRow>.Text("request_id", row => row.RequestId),
        ColumnOf<AuditEventRow>.Id("operation_id", row => row.OperationId),
        ColumnOf<AuditEventRow>.Text("key_hash", row => row.KeyHash),
        ColumnOf<AuditEventRow>.Text("trace_id", row => row.TraceId),
        ColumnOf<AuditEventRow>.Text("principal_key", row => row.PrincipalKey),
        ColumnOf<AuditEventRow>.Text("subject", row => row.Subject),
        ColumnOf<AuditEventRow>.Text("acting_party", row => row.ActingParty),
        ColumnOf<AuditEventRow>.Text("tool", row => row.Tool),
        ColumnOf<AuditEventRow>.Text("decision", row => row.Decision),
        ColumnOf<AuditEventRow>.Text("error_code", row => row.ErrorCode),
        ColumnOf<AuditEventRow>.Text("state", row => row.State),
        ColumnOf<AuditEventRow>.Long("amount_minor", row => row.AmountMinor),
        ColumnOf<AuditEventRow>.Text("currency", row => row.Currency),
        ColumnOf<AuditEventRow>.Long("from_account", row => row.FromAccount),
        ColumnOf<AuditEventRow>.Long("to_account", row => row.ToAccount),
        ColumnOf<AuditEventRow>.Text("backend_transaction_id", row => row.BackendTransactionId),
        ColumnOf<AuditEventRow>.Number("policy_version", row => row.PolicyVersion),
        ColumnOf<AuditEventRow>.Long("duration_us", row => row.DurationUs),
        ColumnOf<AuditEventRow>.Text("build", row => row.Build),
        ColumnOf<AuditEventRow>.Bytes("record", row => row.Record),
        ColumnOf<AuditEventRow>.Text("mac_key_id", row => row.MacKeyId),
        ColumnOf<AuditEventRow>.Bytes("mac", row => row.Mac),
    ];

    internal static readonly Column<AttemptRow>[] Attempt =
    [
        ColumnOf<AttemptRow>.Id("operation_id", row => row.OperationId),
        ColumnOf<AttemptRow>.Number("attempt", row => row.Attempt),
        ColumnOf<AttemptRow>.Long("fence", row => row.Fence),
        ColumnOf<AttemptRow>.Time("started", row => row.Started),
        ColumnOf<AttemptRow>.Time("ended", row => row.Ended),
        ColumnOf<AttemptRow>.Flag("bytes_sent", row => row.BytesSent),
        ColumnOf<AttemptRow>.Number("http_status", row => row.HttpStatus),
        ColumnOf<AttemptRow>.Text("error_class", row => row.ErrorClass),
        ColumnOf<AttemptRow>.Text("response_sha256", row => row.ResponseSha256),
    ];

    internal static readonly Column<VoteRow>[] Vote =
    [
        ColumnOf<VoteRow>.Id("operation_id", row => row.OperationId),
        ColumnOf<VoteRow>.Text("approver", row => row.Approver),
        ColumnOf<VoteRow>.Flag("approves", row => row.Approves),
        ColumnOf<VoteRow>.Text("reason", row => row.Reason),
        ColumnOf<VoteRow>.Time("cast_at", row => row.CastAt),
    ];

    internal static readonly Column<HoldRow>[] Hold =
    [
        ColumnOf<HoldRow>.Id("operation_id", row => row.OperationId),
        ColumnOf<HoldRow>.Text("subject", row => row.Subject),
        ColumnOf<HoldRow>.Small("period", row => row.Period),
        ColumnOf<HoldRow>.Number("start_day", row => row.StartDay),
        ColumnOf<HoldRow>.Text("currency", row => row.Currency),
        ColumnOf<HoldRow>.Long("amount_minor", row => row.AmountMinor),
        ColumnOf<HoldRow>.Small("state", row => row.State),
    ];

    internal static readonly Column<WindowRow>[] Window =
    [
        ColumnOf<WindowRow>.Text("subject", row => row.Subject),
        ColumnOf<WindowRow>.Small("period", row => row.Period),
        ColumnOf<WindowRow>.Number("start_day", row => row.StartDay),
        ColumnOf<WindowRow>.Text("currency", row => row.Currency),
        ColumnOf<WindowRow>.Long("cap", row => row.Cap),
        ColumnOf<WindowRow>.Number("cap_count", row => row.CapCount),
        ColumnOf<WindowRow>.Long("used", row => row.Used),
        ColumnOf<WindowRow>.Long("held", row => row.Held),
        ColumnOf<WindowRow>.Number("used_count", row => row.UsedCount),
        ColumnOf<WindowRow>.Number("held_count", row => row.HeldCount),
    ];

    /// <summary>What is written once, when the operation is claimed.</summary>
    internal static readonly Column<OperationRow>[] OperationIdentity =
    [
        ColumnOf<OperationRow>.Id("id", row => row.Id),
        ColumnOf<OperationRow>.Text("principal_key", row => row.PrincipalKey),
        ColumnOf<OperationRow>.Text("issuer", row => row.Issuer),
        ColumnOf<OperationRow>.Text("subject", row => row.Subject),
        ColumnOf<OperationRow>.Text("acting_party", row => row.ActingParty),
        ColumnOf<OperationRow>.Text("key_hash", row => row.KeyHash),
        ColumnOf<OperationRow>.Text("fingerprint", row => row.Fingerprint),
        ColumnOf<OperationRow>.Text("tool", row => row.Tool),
        ColumnOf<OperationRow>.Text("instruction", row => row.Instruction),
        ColumnOf<OperationRow>.Long("amount_minor", row => row.AmountMinor),
        ColumnOf<OperationRow>.Text("currency", row => row.Currency),
        ColumnOf<OperationRow>.Long("from_account", row => row.FromAccount),
        ColumnOf<OperationRow>.Long("to_account", row => row.ToAccount),
        ColumnOf<OperationRow>.Text("backend_subject", row => row.BackendSubject),
        ColumnOf<OperationRow>.Flag("backend_is_staff", row => row.BackendIsStaff),
        ColumnOf<OperationRow>.Text("backend_key", row => row.BackendKey),
        ColumnOf<OperationRow>.Text("backend_body", row => row.BackendBody),
        ColumnOf<OperationRow>.Text("authority", row => row.Authority),
        ColumnOf<OperationRow>.Text("twin", row => row.Twin),
        ColumnOf<OperationRow>.Time("created_at", row => row.CreatedAt),
    ];

    /// <summary>What every move of an operation writes; the lease's end, which is the database's to know, apart.</summary>
    internal static readonly Column<OperationRow>[] OperationState =
    [
        ColumnOf<OperationRow>.Small("state", row => row.State),
        ColumnOf<OperationRow>.Number("attempt", row => row.Attempt),
        ColumnOf<OperationRow>.Long("fence", row => row.Fence),
        ColumnOf<OperationRow>.Text("lease_owner", row => row.LeaseOwner),
        ColumnOf<OperationRow>.Time("sent_until", row => row.SentUntil),
        ColumnOf<OperationRow>.Time("doubt_since", row => row.DoubtSince),
        ColumnOf<OperationRow>.Time("next_probe_at", row => row.NextProbeAt),
        ColumnOf<OperationRow>.Number("probe_count", row => row.ProbeCount),
        ColumnOf<OperationRow>.Time("absent_since", row => row.AbsentSince),
        ColumnOf<OperationRow>.Number("absent_count", row => row.AbsentCount),
        ColumnOf<OperationRow>.Number("policy_version", row => row.PolicyVersion),
        ColumnOf<OperationRow>.Text("approval_digest", row => row.ApprovalDigest),
        ColumnOf<OperationRow>.Number("approvals_needed", row => row.ApprovalsNeeded),
        ColumnOf<OperationRow>.Number("approvals_given", row => row.ApprovalsGiven),
        ColumnOf<OperationRow>.Time("approval_expires_at", row => row.ApprovalExpiresAt),
        ColumnOf<OperationRow>.Time("approval_consumed_at", row => row.ApprovalConsumedAt),
        ColumnOf<OperationRow>.Text("proposed", row => row.Proposed),
        ColumnOf<OperationRow>.Small("outcome_class", row => row.OutcomeClass),
        ColumnOf<OperationRow>.Text("outcome_code", row => row.OutcomeCode),
        ColumnOf<OperationRow>.Text("outcome_message", row => row.OutcomeMessage),
        ColumnOf<OperationRow>.Text("backend_transaction_id", row => row.BackendTransactionId),
        ColumnOf<OperationRow>.Text("result", row => row.Result),
        ColumnOf<OperationRow>.Time("updated_at", row => row.UpdatedAt),
    ];
}
