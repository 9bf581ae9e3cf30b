using System.Text.Json;
using System.Text.Json.Serialization;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Audit;

/// <summary>Which records of the trail: those that fit all that is given. What is left out narrows nothing.</summary>
public sealed record AuditFilter
{
    /// <summary>Of <see cref="Text"/>, in UTF-16 units: shorter ones are in nearly every record.</summary>
    public const int ShortestText = 3;

    public const int LongestText = 200;

    private static readonly JsonSerializerOptions Json = new(WireJson.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Narrows nothing.</summary>
    public static AuditFilter Everything { get; } = new();

    /// <summary>Recorded at or after this, by the database's clock.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Recorded before this.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The subject, or the party acting for it, exactly.</summary>
    public string? Principal { get; init; }
    public string? Tool { get; init; }

    /// <summary>Debited or credited.</summary>
    public AccountId? Account { get; init; }

    /// <summary>The account on the other side of <see cref="Account"/>; on any side without one.</summary>
    public AccountId? Counterparty { get; init; }

    /// <summary>The sum in the main unit of its currency, whichever that is.</summary>
    public Amount? AtLeast { get; init; }

    /// <inheritdoc cref="AtLeast"/>
    public Amount? AtMost { get; init; }
    public CurrencyCode? Currency { get; init; }

    /// <summary>allowed, refused or none.</summary>
    public string? Decision { get; init; }
    public AuditCode? Code { get; init; }

    /// <summary>Of the operation, by its wire name.</summary>
    public string? State { get; init; }
    public string? ErrorCode { get; init; }
    public AuditOutcome? Outcome { get; init; }
    public OperationId? OperationId { get; init; }

    /// <summary>Of the call: every error that an agent is told names it.</summary>
    public string? RequestId { get; init; }

    /// <summary>As the caller gave it; the trail knows its digest only.</summary>
    public IdempotencyKey? IdempotencyKey { get; init; }
    public string? BackendTransactionId { get; init; }

    /// <summary>The call took this long, or longer.</summary>
    public TimeSpan? TookAtLeast { get; init; }

    /// <summary>The call took this long, or shorter.</summary>
    public TimeSpan? TookAtMost { get; init; }
    public string? Build { get; init; }
    public int? PolicyVersion { get; init; }

    /// <summary>Stands in the record's bytes, letter by letter: capitals matter.</summary>
    public string? Text { get; init; }

    /// <summary>The stored form of <see cref="IdempotencyKey"/>.</summary>
    [JsonIgnore]
    public string? KeyHash => IdempotencyKey is { } key ? OperationRunner.KeyHash(key) : null;

    /// <summary>The filter as JSON, without what is left out.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The filter of <see cref="ToJson"/>. Throws <see cref="JsonException"/> for another text.</summary>
    public static AuditFilter Parse(string json) =>
        JsonSerializer.Deserialize<AuditFilter>(json, Json) ?? throw new JsonException("A filter is an object.");

    /// <summary>What is wrong with it; nothing when all is well.</summary>
    public IEnumerable<Problem> Problems()
    {
        if (From >= To)
        {
            yield return new Problem("to", "Must be after from.");
        }

        if (AtLeast > AtMost)
        {
            yield return new Problem("at_most", "Must not be below at_least.");
        }

        if (TookAtLeast < TimeSpan.Zero || TookAtMost < TimeSpan.Zero || TookAtLeast > TookAtMost)
        {
            yield return new Problem("took_at_most", "Must not be below took_at_least, nor either below zero.");
        }

        if (Code is { } code && !Enum.IsDefined(code))
        {
            yield return new Problem("code", "Must be a code of the trail.");
        }

        if (Outcome is { } outcome && !Enum.IsDefined(outcome))
        {
            yield return new Problem("outcome", "Must be one of the outcomes.");
        }

        if (PolicyVersion < 0)
        {
            yield return new Problem("policy_version", "Must not be below zero.");
        }

        if (Text is { Length: < ShortestText })
        {
            yield return new Problem("text", $"Must have at least {ShortestText} characters.");
        }

        foreach (var (name, value) in Texts())
        {
            if (value.Length is 0 or > LongestText || !UntrustedText.IsClean(value))
            {
                yield return new Problem(
                    name,
                    $"Must have 1 to {LongestText} characters, and none that control, direct or hide."
                );
            }
        }
    }

    private IEnumerable<(string Name, string Value)> Texts() =>
        new (string, string?)[]
        {
            ("principal", Principal),
            ("tool", Tool),
            ("decision", Decision),
            ("state", State),
            ("error_code", ErrorCode),
            ("request_id", RequestId),
            ("backend_transaction_id", BackendTransactionId),
            ("build", Build),
            ("text", Text),
        }
            .Where(given => given.Item2 is not null)
            .Select(given => (given.Item1, given.Item2!));
}
