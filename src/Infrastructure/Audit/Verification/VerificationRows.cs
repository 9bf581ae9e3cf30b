using System.Globalization;
using System.Text.Json;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Persistence.Rows;
using FinancialMcp.Infrastructure.Persistence.Writing;

namespace FinancialMcp.Infrastructure.Audit.Verification;

/// <summary>Verifications as the database keeps them.</summary>
internal static class VerificationRows
{
    private const string Insert =
        "insert into audit_verification (id, started_at, ended_at, run_by, seals, records, findings, report) "
        + "values ($1, $2, $3, $4, $5, $6, $7, $8)";

    /// <summary>The row and its record, in one commit.</summary>
    internal static OversightWrite Write(KeptVerification verification, AuditEventRow record)
    {
        var report = verification.Report;
        return new OversightWrite(
            version: null,
            [
                new SqlText(
                    Insert,
                    verification.Id,
                    report.StartedAt,
                    report.EndedAt,
                    StoredText.Searchable(verification.RunBy),
                    report.Seals,
                    report.Records,
                    (int)Math.Min(report.FindingCount, int.MaxValue),
                    StoredText.Exact(JsonSerializer.Serialize(report, VerificationReport.Json))
                ),
            ],
            record
        );
    }

    internal static string Last(int most) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"select id, run_by, report from audit_verification order by ended_at desc, id desc limit {most}"
        );

    internal static KeptVerification Read(StoredRows row) =>
        new(
            row.Id(0),
            row.Text(1),
            JsonSerializer.Deserialize<VerificationReport>(row.Text(2), VerificationReport.Json)
                ?? throw new JsonException("A verification without a report.")
        );
}
