using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>From a row to an operation.</summary>
internal static class OperationReading
{
    internal const string Columns =
        "id, issuer, subject, acting_party, key_hash, fingerprint, tool, instruction, state, backend_subject, "
        + "backend_is_staff, backend_key, backend_body, attempt, fence, lease_until, doubt_since, outcome_class, "
        + "outcome_code, outcome_message, backend_transaction_id, result, created_at, updated_at";

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
        };

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
