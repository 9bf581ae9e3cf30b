using System.Text.Json;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Policies;

/// <summary>A change that somebody once asked for, as its record tells it.</summary>
internal sealed record RecordedChange
{
    public required Guid RecordId { get; init; }
    public required long Seq { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Null for one that was refused.</summary>
    public string? OperationId { get; init; }

    /// <summary>The rule that decided then; null for one that was refused.</summary>
    public string? Rule { get; init; }

    /// <summary>Null where the record does not tell what would have moved.</summary>
    public PolicyQuestion? Question { get; init; }

    /// <summary>The change that a record tells of; null for a record of anything else, and of a caller without the right.</summary>
    /// <param name="record">An intent, or a refusal.</param>
    /// <param name="currencyOf">The currency of an account; null where it is not known.</param>
    public static RecordedChange? Of(SealedRecord record, Func<AccountId, CurrencyCode?> currencyOf)
    {
        if (RecordFields.Read(record.Record) is not { } fields || RolesOf(record) is not { } recorded)
        {
            return null;
        }

        var tool = fields.GetValueOrDefault("tool") ?? "";
        if (
            !ChangeShape.Of.TryGetValue(tool, out var shape)
            || !fields.TryGetValue("issuer", out var issuer)
            || !fields.TryGetValue("subject", out var subject)
            || !Guid.TryParse(fields.GetValueOrDefault("id"), out var id)
        )
        {
            return null;
        }

        var roles = RolePermissions.Holding(recorded, ToolRequests.PermissionOf(tool)!);
        if (roles.Count == 0)
        {
            return null;
        }

        var operation = fields.GetValueOrDefault("operation_id");
        var instruction = operation is null ? Refused(tool, shape, fields, currencyOf) : Intended(fields);
        return new RecordedChange
        {
            RecordId = id,
            Seq = record.Seq,
            At = DateTimeOffset.UnixEpoch.AddTicks(record.RecordedAt * TimeSpan.TicksPerMicrosecond),
            OperationId = operation,
            Rule = fields.GetValueOrDefault("rule"),
            Question = instruction is null
                ? null
                : new PolicyQuestion(
                    new Principal(issuer, subject, fields.GetValueOrDefault("acting_party")),
                    roles,
                    tool,
                    instruction
                ),
        };
    }

    private static ThoughtInstruction Intended(IReadOnlyDictionary<string, string> fields) =>
        new(
            CurrencyCode.TryParse(fields.GetValueOrDefault("currency"), out var currency)
                ? SumOf(fields.GetValueOrDefault("amount"), currency)
                : null,
            AccountOf(fields.GetValueOrDefault("from")),
            AccountOf(fields.GetValueOrDefault("to"))
        );

    /// <summary>Before a refusal nobody worked out what would move: it is read from the arguments, as far as they say.</summary>
    private static ThoughtInstruction? Refused(
        string tool,
        ChangeShape shape,
        IReadOnlyDictionary<string, string> fields,
        Func<AccountId, CurrencyCode?> currencyOf
    )
    {
        if (ArgumentsOf(fields.GetValueOrDefault("arguments")) is not { } arguments)
        {
            return null;
        }

        var (from, to) = (AccountOf(Argument(shape.FromArgument)), AccountOf(Argument(shape.ToArgument)));
        if ((shape.From == FieldUse.Always && from is null) || (shape.To == FieldUse.Always && to is null))
        {
            return null;
        }

        if (shape.Sum == FieldUse.Never)
        {
            return new ThoughtInstruction(null, from, to);
        }

        if (
            CurrencyOf(arguments.GetValueOrDefault("currency"), tool, from ?? to, currencyOf) is not { } currency
            || (shape.SumArgument is { } sum ? SumOf(Argument(sum), currency) : Difference(arguments, currency))
                is not { } moved
        )
        {
            return shape.Sum == FieldUse.Maybe && shape.SumArgument is { } left && Argument(left) is null
                ? new ThoughtInstruction(null, from, to)
                : null;
        }

        return new ThoughtInstruction(moved, from, to);

        string? Argument(string? name) => name is null ? null : arguments.GetValueOrDefault(name);
    }

    private static CurrencyCode? CurrencyOf(
        string? given,
        string tool,
        AccountId? account,
        Func<AccountId, CurrencyCode?> currencyOf
    ) =>
        given is not null ? (CurrencyCode.TryParse(given, out var currency) ? currency : null)
        : tool == "create_account" ? CurrencyCode.Usd
        : account is { } id ? currencyOf(id)
        : null;

    private static Money? Difference(Dictionary<string, string> arguments, CurrencyCode currency) =>
        SumOf(arguments.GetValueOrDefault("new_balance"), currency) is { } wanted
        && SumOf(arguments.GetValueOrDefault("expected_balance"), currency) is { } expected
            ? new Money(Math.Abs(wanted.Minor - expected.Minor), currency)
            : null;

    private static Money? SumOf(string? text, CurrencyCode currency) =>
        Amount.TryParse(text, out var amount) && amount.TryIn(currency, out var money) ? money : null;

    private static AccountId? AccountOf(string? text) => AccountId.TryParse(text, out var id) ? id : null;

    private static Dictionary<string, string>? ArgumentsOf(string? text)
    {
        try
        {
            using var json = JsonDocument.Parse(text ?? "");
            return json
                .RootElement.EnumerateObject()
                .Where(member => member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                .ToDictionary(member => member.Name, member => member.Value.ToString(), StringComparer.Ordinal);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>One by one: a name with a space in it is another name, and not two.</summary>
    private static List<string>? RolesOf(SealedRecord record)
    {
        try
        {
            using var json = JsonDocument.Parse(record.Record);
            return json.RootElement.TryGetProperty("roles", out var roles)
                ? [.. roles.EnumerateArray().Select(role => role.GetString() ?? "")]
                : [];
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
