using System.Globalization;
using FinancialMcp.Application.Audit.Verification;

namespace FinancialMcp.Mcp.Commands;

/// <summary>A report for an auditor to read: the verdict first, then how much, then what, then what was not checked.</summary>
internal static class VerificationText
{
    public static void Write(VerificationReport report, TextWriter output)
    {
        output.WriteLine(
            report.FindingCount == 0
                ? "VERIFIED: nothing was found wrong."
                : Invariant($"NOT VERIFIED: {report.FindingCount} findings of {report.Findings.Count} kinds.")
        );
        output.WriteLine();
        Line("trail", report.Source);
        Line("verified", Invariant($"{report.StartedAt:yyyy-MM-dd HH:mm:ss} UTC, in {Seconds(report)} s"));
        Line("records", Invariant($"{report.Records}, of which {report.Waiting} wait for their seal"));
        Line("seals", Invariant($"{report.Seals}, against {report.Notes} notes from outside the database"));
        Line("operations", Invariant($"{report.Operations}"));
        Line("public keys", report.KeysAreTrusted ? "given" : "NOT GIVEN: from where the seals are");
        if (report.Findings.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Found, by kind, with the first of each:");
            foreach (var group in report.Findings)
            {
                output.WriteLine(Invariant($"  {group.Class.WireName(), -18} {group.Count, 10}  {group.First.What}"));
                if (group.First.EventId is { } id)
                {
                    output.WriteLine(Invariant($"{"", 32}event {id}"));
                }
            }
        }

        if (report.NotChecked.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Not checked:");
            foreach (var remark in report.NotChecked)
            {
                output.WriteLine($"  - {remark}");
            }
        }

        void Line(string name, string value) => output.WriteLine($"  {name, -12} {value}");
    }

    private static string Seconds(VerificationReport report) =>
        (report.EndedAt - report.StartedAt).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
