using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>From a row to an operation.</summary>
internal static class OperationReading
{
    internal const string Columns =
        "id, issuer, subject, acting_party, key_hash, fingerprint, tool, instruction, state, backend_subject, "
        + "backend_is_staff, backend_key, backend_body, attempt, fence, lease_until, doubt_since, outcome_class, "
        + "outcome_code, outcome_message, backend_transaction_id, result, created_at, updated_at, authority, "
        + "policy_version, lease_owner, sent_until, next_probe_at, probe_count, absent_since, absent_count, "
        + "approval_digest, approvals_needed, approvals_given, approval_expires_at, approval_consumed_at, proposed";

    internal static Operation Of(StoredRows row) =>
        new()
        {
            Id = new OperationId(row.Id(0)),
            Principal = new Principal(row.Text(1), row.Text(2), row.TextOrNull(3)),
            KeyHash = row.Text(4),
            Fingerprint = row.Text(5),
            Tool = row.Text(6),
            Instruction =
                JsonSerializer.Deserialize<BankInstruction>(row.Text(7), WireJson.Options)
                ?? throw new JsonException("An operation without an instruction."),
            State = (OperationState)row.Small(8),
            BackendIdentity = new BackendIdentity(row.Text(9), row.Flag(10)),
            BackendKey = row.Text(11),
            BackendBody = row.Text(12),
            Attempt = row.Number(13),
            Fence = row.Long(14),
            LeaseUntil = row.TimeOrNull(15),
            DoubtSince = row.TimeOrNull(16),
            Outcome = OutcomeOf(row),
            CreatedAt = row.Time(22),
            UpdatedAt = row.Time(23),
            Authority =
                JsonSerializer.Deserialize<Authority>(row.Text(24), WireJson.Options)
                ?? throw new JsonException("An operation without the right it was asked for under."),
            PolicyVersion = row.NumberOrNull(25),
            LeaseOwner = row.TextOrNull(26),
            SentUntil = row.TimeOrNull(27),
            NextProbeAt = row.TimeOrNull(28),
            ProbeCount = row.Number(29),
            AbsentSince = row.TimeOrNull(30),
            AbsentCount = row.Number(31),
            Approval = ApprovalOf(row),
            Proposed = row.TextOrNull(37) is { } proposed
                ? JsonSerializer.Deserialize<Resolution>(proposed, WireJson.Options)
                : null,
        };

    private static Approval? ApprovalOf(StoredRows row) =>
        row.TextOrNull(32) is { } digest
            ? new Approval(digest, row.Number(33), row.Number(34), row.Time(35), row.TimeOrNull(36))
            : null;

    private static Outcome? OutcomeOf(StoredRows row) =>
        row.SmallOrNull(17) is { } kind
            ? new Outcome(
                (OutcomeClass)kind,
                row.TextOrNull(18),
                row.TextOrNull(19),
                row.TextOrNull(20),
                row.TextOrNull(21)
            )
            : null;
}
