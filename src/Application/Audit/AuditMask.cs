using System.Text.Json;
using Mediator;

namespace FinancialMcp.Application.Audit;

/// <summary>
/// What is hidden from people who see the trail masked: of account numbers all but the last digits, and every text that
/// somebody else wrote.
/// </summary>
public static class AuditMask
{
    /// <summary>In place of the digits, however many they are.</summary>
    public const string Dots = "••••";

    /// <summary>In place of a text.</summary>
    public const string Hidden = "(hidden)";

    private const int MostDigits = 4;

    private static readonly HashSet<string> OwnTools =
    [
        .. typeof(AuditMask)
            .Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(IBaseRequest).IsAssignableFrom(type))
            .Select(type => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Name)),
    ];

    /// <summary>An account's number with its last four digits; with fewer where that would leave less than half hidden.</summary>
    public static string Account(string number) => Dots + number[^Math.Min(MostDigits, number.Length / 2)..];

    /// <summary>
    /// The tool's name where it is one of ours, or was called: what a caller invented is text like any other.
    /// </summary>
    public static string? Tool(string? tool, AuditCode code) =>
        tool is null
        || OwnTools.Contains(tool)
        || code
            is not (
                AuditCode.ToolUnknown
                or AuditCode.RequestMalformed
                or AuditCode.Unauthenticated
                or AuditCode.CallRefused
            )
            ? tool
            : Hidden;

    /// <summary>A member of a record as it is shown.</summary>
    public static string Field(string name, string value, AuditCode code) =>
        RecordFields.KindOf(name) switch
        {
            FieldKind.Account => Account(value),
            FieldKind.Text => Hidden,
            _ when name is "tool" => Tool(value, code)!,
            _ => UntrustedText.Clean(value)!,
        };
}
