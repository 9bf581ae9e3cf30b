using System.Globalization;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Admin.Trail;

/// <summary>One part of a search of the trail: as an address and a form name it, and as a filter has it.</summary>
/// <param name="Name">In addresses and forms, and in what a filter says is wrong with it.</param>
/// <param name="Label">For people.</param>
/// <param name="Form">What it has to look like, completing "must be".</param>
/// <param name="Of">The part of a filter as text; null when the filter leaves it out.</param>
/// <param name="Into">The filter with the part; null for a text that is none.</param>
internal sealed record SearchPart(
    string Name,
    string Label,
    string Form,
    Func<AuditFilter, string?> Of,
    Func<AuditFilter, string, AuditFilter?> Into
)
{
    /// <summary>As <c>input type="datetime-local"</c> writes it.</summary>
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss";

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Every part there is.</summary>
    public static IReadOnlyList<SearchPart> All { get; } =
    [
        Time("from", "From", filter => filter.From, (filter, time) => filter with { From = time }),
        Time("to", "To", filter => filter.To, (filter, time) => filter with { To = time }),
        Text("tool", "Tool", filter => filter.Tool, (filter, text) => filter with { Tool = text }),
        Word("outcome", "Outcome", filter => filter.Outcome, (filter, word) => filter with { Outcome = word }),
        Word("code", "What happened", filter => filter.Code, (filter, word) => filter with { Code = word }),
        Text("principal", "Principal", filter => filter.Principal, (filter, text) => filter with { Principal = text }),
        Value<AccountId>(
            "account",
            "Account",
            "an account's number",
            filter => filter.Account?.ToString(),
            AccountId.TryParse,
            (filter, account) => filter with { Account = account }
        ),
        Value<AccountId>(
            "counterparty",
            "Counterparty",
            "an account's number",
            filter => filter.Counterparty?.ToString(),
            AccountId.TryParse,
            (filter, account) => filter with { Counterparty = account }
        ),
        Value<OperationId>(
            "operation_id",
            "Operation",
            "an operation's id",
            filter => filter.OperationId?.ToString(),
            OperationId.TryParse,
            (filter, id) => filter with { OperationId = id }
        ),
        Text("request_id", "Request", filter => filter.RequestId, (filter, text) => filter with { RequestId = text }),
        Value<IdempotencyKey>(
            "idempotency_key",
            "Idempotency key",
            "16 to 64 of A-Z a-z 0-9 . _ : -",
            filter => filter.IdempotencyKey?.ToString(),
            IdempotencyKey.TryParse,
            (filter, key) => filter with { IdempotencyKey = key }
        ),
        Text(
            "backend_transaction_id",
            "Bank's transaction",
            filter => filter.BackendTransactionId,
            (filter, text) => filter with { BackendTransactionId = text }
        ),
        Text("text", "Text", filter => filter.Text, (filter, text) => filter with { Text = text }),
        Sum("at_least", "Amount from", filter => filter.AtLeast, (filter, sum) => filter with { AtLeast = sum }),
        Sum("at_most", "Amount to", filter => filter.AtMost, (filter, sum) => filter with { AtMost = sum }),
        Value<CurrencyCode>(
            "currency",
            "Currency",
            "a currency like USD",
            filter => filter.Currency?.ToString(),
            CurrencyCode.TryParse,
            (filter, currency) => filter with { Currency = currency }
        ),
        Text("decision", "Decision", filter => filter.Decision, (filter, text) => filter with { Decision = text }),
        Text("state", "State", filter => filter.State, (filter, text) => filter with { State = WireNameOf(text) }),
        Text("error_code", "Error", filter => filter.ErrorCode, (filter, text) => filter with { ErrorCode = text }),
        Span("took_at_least", "Took from", filter => filter.TookAtLeast, (it, span) => it with { TookAtLeast = span }),
        Span("took_at_most", "Took to", filter => filter.TookAtMost, (it, span) => it with { TookAtMost = span }),
        Text("build", "Build", filter => filter.Build, (filter, text) => filter with { Build = text }),
        Value<int>(
            "policy_version",
            "Policy version",
            "a whole number",
            filter => filter.PolicyVersion?.ToString(Culture),
            TryNumber,
            (filter, number) => filter with { PolicyVersion = number }
        ),
    ];

    /// <summary>The part of a name; null for none.</summary>
    public static SearchPart? Find(string name) =>
        All.FirstOrDefault(part => string.Equals(part.Name, name, StringComparison.Ordinal));

    /// <summary>A time as a form and an address have it, UTC, to the second.</summary>
    public static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString(TimeForm, Culture);

    private delegate bool Reader<T>(string? text, out T value);

    private static SearchPart Value<T>(
        string name,
        string label,
        string form,
        Func<AuditFilter, string?> of,
        Reader<T> read,
        Func<AuditFilter, T, AuditFilter> into
    ) => new(name, label, form, of, (filter, text) => read(text, out var value) ? into(filter, value) : null);

    private static SearchPart Text(
        string name,
        string label,
        Func<AuditFilter, string?> of,
        Func<AuditFilter, string, AuditFilter> into
    ) => new(name, label, "text", of, into);

    private static SearchPart Time(
        string name,
        string label,
        Func<AuditFilter, DateTimeOffset?> of,
        Func<AuditFilter, DateTimeOffset, AuditFilter> into
    ) =>
        Value<DateTimeOffset>(
            name,
            label,
            "a time like 2026-03-15T12:00, UTC",
            filter => of(filter) is { } time ? TextOf(time) : null,
            TryTime,
            into
        );

    private static SearchPart Word<T>(
        string name,
        string label,
        Func<AuditFilter, T?> of,
        Func<AuditFilter, T, AuditFilter> into
    )
        where T : struct, Enum =>
        Value<T>(name, label, "one of those that are offered", filter => of(filter)?.ToString(), TryWord, into);

    private static SearchPart Sum(
        string name,
        string label,
        Func<AuditFilter, Amount?> of,
        Func<AuditFilter, Amount, AuditFilter> into
    ) => Value<Amount>(name, label, "an amount like 12.50", filter => of(filter)?.ToString(), Amount.TryParse, into);

    /// <summary>In milliseconds.</summary>
    private static SearchPart Span(
        string name,
        string label,
        Func<AuditFilter, TimeSpan?> of,
        Func<AuditFilter, TimeSpan, AuditFilter> into
    ) =>
        Value<int>(
            name,
            label,
            "milliseconds, a whole number",
            filter => of(filter) is { } span ? ((long)span.TotalMilliseconds).ToString(Culture) : null,
            TryNumber,
            (filter, milliseconds) => into(filter, TimeSpan.FromMilliseconds(milliseconds))
        );

    /// <summary>As the counts show it, or as it is kept.</summary>
    private static string? WireNameOf(string? state) => state?.Replace(' ', '_').ToLowerInvariant();

    private static bool TryTime(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(
            text,
            Culture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time
        );

    /// <summary>By its name: a number is no word of ours.</summary>
    private static bool TryWord<T>(string? text, out T word)
        where T : struct, Enum => Enum.TryParse(text, ignoreCase: false, out word) && word.ToString() == text;

    private static bool TryNumber(string? text, out int number) =>
        int.TryParse(text, NumberStyles.None, Culture, out number);
}
