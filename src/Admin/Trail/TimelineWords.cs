using System.Globalization;
using FinancialMcp.Admin.Layout;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Admin.Trail;

/// <summary>How the events of an operation's timeline are said to people.</summary>
internal static class TimelineWords
{
    /// <summary>What it is, in a few words.</summary>
    public static string Of(TimelineEvent one) =>
        one.Kind switch
        {
            TimelineKind.Request => "It was asked for",
            TimelineKind.Decision => "The policy judged it",
            TimelineKind.Vote => OfVote(one),
            TimelineKind.Dispatch => "It was about to be sent to the bank",
            TimelineKind.Attempt => $"Attempt {one.Attempt!.Number} began",
            TimelineKind.BankAnswer => OfAnswer(one.Attempt!),
            TimelineKind.Doubt => one.Record!.Code switch
            {
                AuditCode.OperationNeedsOperator => "People must find out what became of it",
                AuditCode.OperationLeaseExpired => "Nobody answered for it: what became of it is not known",
                _ => "What became of it is not known",
            },
            TimelineKind.Resolution => one.Record!.Code == AuditCode.ResolutionConfirmed
                ? "A second person confirmed how it ended"
                : "A person proposed how it ended",
            TimelineKind.Outcome => OfOutcome(one.Record!),
            TimelineKind.Retry => "It was asked for again under the same key",
            TimelineKind.Inquiry => "Somebody asked where it stands",
            TimelineKind.Reversal => $"A reversal: {RecordWords.Of(one.Record!.Code)}",
            TimelineKind.Look => OfLook(one.Record!),
            _ => one.Record is { } record ? RecordWords.Of(record.Code) : "Something happened",
        };

    /// <summary>To the microsecond, as it is kept: what belongs together is often that close.</summary>
    public static string TimeOf(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>What belongs to it, each with its label.</summary>
    public static IEnumerable<(string Label, string Text)> FactsOf(TimelineEvent one)
    {
        var facts = new List<(string Label, string? Text)>();
        if (one.Record is { } record)
        {
            facts.AddRange(OfRecord(one, record));
        }

        if (one.Attempt is { } attempt)
        {
            facts.AddRange(OfAttempt(one.Kind, attempt));
        }

        return facts.Where(fact => !string.IsNullOrEmpty(fact.Text)).Select(fact => (fact.Label, fact.Text!));
    }

    private static IEnumerable<(string Label, string? Text)> OfRecord(TimelineEvent one, AuditRecordView record)
    {
        yield return ("Who", record.Subject is null ? null : RecordWords.WhoOf(record));
        if (one.Kind == TimelineKind.Decision)
        {
            yield return ("Rule", record.Rule);
            yield return ("Policy version", record.PolicyVersion);
        }

        if (one.Kind is TimelineKind.Request or TimelineKind.Reversal)
        {
            yield return ("Tool", record.Tool);
            yield return ("Amount", record.Amount is null ? null : RecordWords.AmountOf(record));
        }

        if (one.Kind is not TimelineKind.Request)
        {
            yield return ("Decision", record.Decision == AuditRecords.None ? null : record.Decision);
            yield return ("State", record.State is { } state ? Words.Plain(state) : null);
            yield return ("Error", record.ErrorCode);
            yield return ("Approved by", record.Fields.GetValueOrDefault("approvers"));
            yield return ("Bank's transaction", record.BackendTransactionId);
            yield return ("Reason", record.Reason == AuditMask.Hidden ? null : record.Reason);
            yield return (
                record.Code == AuditCode.OperationOutcome ? "The attempt took" : "Took",
                record.Duration is { } took ? Words.Of(took) : null
            );
            yield return ("Waited for the bank", SpanOf(record, "bank_time_us"));
            yield return ("Waited for our database", SpanOf(record, "store_time_us"));
            yield return ("Our own work", OursOf(record));
        }
    }

    private static IEnumerable<(string Label, string? Text)> OfAttempt(TimelineKind kind, Attempt attempt)
    {
        if (kind == TimelineKind.Attempt)
        {
            yield break;
        }

        yield return ("Took", Words.Of(attempt.Ended - attempt.Started));
        yield return ("Sent", attempt.BytesSent ? "bytes left for the bank" : "nothing left for the bank");
        yield return ("Status", attempt.HttpStatus?.ToString(CultureInfo.InvariantCulture));
        yield return ("What went wrong", attempt.ErrorClass is { } error ? Words.Plain(error) : null);
        yield return ("Digest of the answer", attempt.ResponseSha256);
    }

    /// <summary>Null for no time at all.</summary>
    private static string? SpanOf(AuditRecordView record, string field) =>
        record.Fields.TryGetValue(field, out var value) && value != "0" ? RecordWords.MeaningOf(field, value) : null;

    /// <summary>Of a call; the outcome's duration is its attempt's alone.</summary>
    private static string? OursOf(AuditRecordView record)
    {
        if (
            record.Code == AuditCode.OperationOutcome
            || record.Duration is not { } whole
            || Microseconds(record, "bank_time_us") is not { } bank
            || Microseconds(record, "store_time_us") is not { } store
        )
        {
            return null;
        }

        var ours = whole - bank - store;
        return ours < TimeSpan.Zero ? null : Words.Of(ours);
    }

    private static TimeSpan? Microseconds(AuditRecordView record, string field) =>
        long.TryParse(
            record.Fields.GetValueOrDefault(field),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var value
        )
            ? TimeSpan.FromTicks(value * TimeSpan.TicksPerMicrosecond)
            : null;

    private static string OfVote(TimelineEvent one) =>
        one.Record!.Code == AuditCode.OperationAsksMore
            ? "More approvals are needed by now"
            : one.Approves switch
            {
                true => $"{one.Record.Subject} approved it",
                false => $"{one.Record.Subject} rejected it",
                _ => $"{one.Record.Subject} voted on it",
            };

    private static string OfAnswer(Attempt attempt) =>
        attempt.HttpStatus is { } status
            ? string.Create(CultureInfo.InvariantCulture, $"The bank answered attempt {attempt.Number}: {status}")
            : $"Attempt {attempt.Number} got no answer";

    private static string OfOutcome(AuditRecordView record) =>
        record.Code == AuditCode.OperationAwaitingBank ? "The bank has it, and has not settled it"
        : record.State is { } state ? $"It ended: {Words.Plain(state)}"
        : "It ended";

    private static string OfLook(AuditRecordView record) =>
        record.Code switch
        {
            AuditCode.AuditRevealed => $"{record.Subject} saw a record of it without masks",
            AuditCode.AuditExported => $"{record.Subject} took its records out",
            _ => $"{record.Subject} looked at it",
        };
}
