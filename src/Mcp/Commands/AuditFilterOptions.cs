using System.CommandLine;
using System.Globalization;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Mcp.Commands;

/// <summary>The filter of the trail as options of a command line.</summary>
internal static class AuditFilterOptions
{
    private static readonly Dictionary<string, Option<string?>> Options = Make(
        ("--from", "Recorded at or after this time (ISO 8601; UTC where it names no offset)."),
        ("--to", "Recorded before this time."),
        ("--principal", "The subject, or the party acting for it."),
        ("--tool", "The tool's name."),
        ("--account", "The account debited or credited."),
        ("--counterparty", "The account on the other side."),
        ("--at-least", "The sum, in the main unit of its currency."),
        ("--at-most", "The sum, in the main unit of its currency."),
        ("--currency", "ISO 4217."),
        ("--decision", "allowed, refused or none."),
        ("--code", "The record's code, by number or name."),
        ("--state", "The operation's state."),
        ("--error-code", "The error's code."),
        ("--outcome", "answered, succeeded, refused, failed, in_doubt or waiting."),
        ("--operation", "The operation's id."),
        ("--request", "The call's id, as an error tells it."),
        ("--key", "The idempotency key as the caller gave it."),
        ("--transaction", "The bank's transaction id."),
        ("--took-at-least", "Milliseconds."),
        ("--took-at-most", "Milliseconds."),
        ("--build", "The server's build."),
        ("--policy-version", "The version of the policy."),
        ("--text", "Stands in the record, letter by letter.")
    );

    public static void AddTo(Command command)
    {
        foreach (var option in Options.Values)
        {
            command.Add(option);
        }
    }

    /// <summary>The filter; null after every problem was written to <paramref name="errors"/>.</summary>
    public static AuditFilter? Read(ParseResult arguments, TextWriter errors)
    {
        var problems = new List<Problem>();
        var filter = new AuditFilter
        {
            From = Given<DateTimeOffset>("--from", TryTime),
            To = Given<DateTimeOffset>("--to", TryTime),
            Principal = Text("--principal"),
            Tool = Text("--tool"),
            Account = Given<AccountId>("--account", AccountId.TryParse),
            Counterparty = Given<AccountId>("--counterparty", AccountId.TryParse),
            AtLeast = Given<Amount>("--at-least", Amount.TryParse),
            AtMost = Given<Amount>("--at-most", Amount.TryParse),
            Currency = Given<CurrencyCode>("--currency", CurrencyCode.TryParse),
            Decision = Text("--decision"),
            Code = Given<AuditCode>("--code", TryWord),
            State = Text("--state"),
            ErrorCode = Text("--error-code"),
            Outcome = Given<AuditOutcome>("--outcome", TryWord),
            OperationId = Given<OperationId>("--operation", OperationId.TryParse),
            RequestId = Text("--request"),
            IdempotencyKey = Given<IdempotencyKey>("--key", IdempotencyKey.TryParse),
            BackendTransactionId = Text("--transaction"),
            TookAtLeast = Given<TimeSpan>("--took-at-least", TryMilliseconds),
            TookAtMost = Given<TimeSpan>("--took-at-most", TryMilliseconds),
            Build = Text("--build"),
            PolicyVersion = Given<int>("--policy-version", TryNumber),
            Text = Text("--text"),
        };
        problems.AddRange(filter.Problems());
        foreach (var problem in problems)
        {
            errors.WriteLine($"error: {problem.Field}: {problem.Message}");
        }

        return problems.Count == 0 ? filter : null;

        string? Text(string name) => arguments.GetValue(Options[name]);

        T? Given<T>(string name, Reader<T> read)
            where T : struct
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            if (read(text, out var value))
            {
                return value;
            }

            problems.Add(new Problem(name, $"Cannot be '{text}'. {Options[name].Description}"));
            return null;
        }
    }

    private delegate bool Reader<T>(string? text, out T value);

    private static bool TryTime(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time
        );

    private static bool TryWord<T>(string? text, out T word)
        where T : struct, Enum =>
        Enum.TryParse(text?.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out word)
        && Enum.IsDefined(word);

    private static bool TryMilliseconds(string? text, out TimeSpan span)
    {
        var read = TryNumber(text, out var milliseconds);
        span = TimeSpan.FromTicks(milliseconds * TimeSpan.TicksPerMillisecond);
        return read;
    }

    private static bool TryNumber(string? text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static Dictionary<string, Option<string?>> Make(params (string Name, string Description)[] options) =>
        options.ToDictionary(
            option => option.Name,
            option => new Option<string?>(option.Name) { Description = option.Description },
            StringComparer.Ordinal
        );
}
