using System.Globalization;
using System.Text.Json;
using FinancialMcp.Admin.Layout;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Verification;
using MudBlazor;

namespace FinancialMcp.Admin.Trail;

/// <summary>How what stands in a record is said to people.</summary>
internal static class RecordWords
{
    /// <summary>A name of ours as words: CallAnswered is "Call answered", result_digest is "Result digest".</summary>
    public static string Of(string name)
    {
        var words = Words
            .Plain(JsonNamingPolicy.SnakeCaseLower.ConvertName(name))
            .Replace(" us", ", microseconds", StringComparison.Ordinal);
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    public static string Of(AuditCode code) =>
        Enum.IsDefined(code) ? Of(code.ToString()) : "No record that can be read";

    public static string Of(AuditOutcome outcome) => Of(outcome.ToString());

    /// <summary>How much a verification found.</summary>
    public static string FindingsOf(VerificationReport report) =>
        report.FindingCount switch
        {
            0 => "Nothing found",
            1 => "1 finding",
            var many => $"{Words.Of(many)} findings",
        };

    /// <summary>The sum with its currency.</summary>
    public static string AmountOf(AuditRecordView record) =>
        record.Amount is { } amount ? $"{amount} {record.Currency}" : Words.None;

    /// <summary>Who did it: the subject, and who acted for it.</summary>
    public static string WhoOf(AuditRecordView record) =>
        record.Subject is null ? Words.None
        : record.ActingParty is { } party ? $"{record.Subject}, by {party}"
        : record.Subject;

    /// <summary>
    /// What a number of a record means; null where the record's own text says it. Times of records are microseconds.
    /// </summary>
    public static string? MeaningOf(string field, string value) =>
        !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? null
            : field switch
            {
                "duration_us" or "bank_time_us" or "store_time_us" when number < long.MaxValue / 10 => Words.Of(
                    TimeSpan.FromTicks(number * TimeSpan.TicksPerMicrosecond)
                ),
                "time_us" when number < 253_402_300_800_000_000 => Words.Of(
                    DateTimeOffset.UnixEpoch.AddTicks(number * TimeSpan.TicksPerMicrosecond)
                ),
                "retention" when Enum.IsDefined((Retention)number) => ((Retention)number).ToString().ToLowerInvariant(),
                _ => null,
            };

    /// <summary>The members of a record in the order in which people read them; those that are not known come last.</summary>
    public static IEnumerable<string> InOrder(IEnumerable<string> names)
    {
        var left = names.ToHashSet(StringComparer.Ordinal);
        return
        [
            .. RecordFields.Names.Where(left.Contains),
            .. left.Except(RecordFields.Names, StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    public static string IconOf(AuditOutcome outcome) =>
        outcome switch
        {
            AuditOutcome.Succeeded => Icons.Material.Filled.CheckCircle,
            AuditOutcome.Refused => Icons.Material.Filled.Block,
            AuditOutcome.Failed => Icons.Material.Filled.Error,
            AuditOutcome.InDoubt => Icons.Material.Filled.HelpCenter,
            AuditOutcome.Waiting => Icons.Material.Filled.HourglassEmpty,
            _ => Icons.Material.Filled.Reply,
        };

    public static Color ColorOf(AuditOutcome outcome) =>
        outcome switch
        {
            AuditOutcome.Succeeded => Color.Success,
            AuditOutcome.Refused or AuditOutcome.InDoubt => Color.Warning,
            AuditOutcome.Failed => Color.Error,
            AuditOutcome.Waiting => Color.Info,
            _ => Color.Default,
        };
}
