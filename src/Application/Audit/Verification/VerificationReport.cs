using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>What a verification looked at, what it found, and what it could not look at.</summary>
public sealed record VerificationReport
{
    /// <summary>How a report is stored and printed: snake_case names and classes.</summary>
    public static JsonSerializerOptions Json { get; } = CreateJson();

    /// <summary>Which trail, for people.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>How many were looked at.</summary>
    public required long Seals { get; init; }

    /// <inheritdoc cref="Seals"/>
    public required long Records { get; init; }

    /// <inheritdoc cref="Seals"/>
    public required long Operations { get; init; }

    /// <summary>How many notes of seals, from places outside the database.</summary>
    public required long Notes { get; init; }

    /// <summary>Records no older than sixty seconds that wait for their seal.</summary>
    public required long Waiting { get; init; }

    /// <summary>True when the seals were checked with keys that did not come from where the seals came from.</summary>
    public required bool KeysAreTrusted { get; init; }

    /// <summary>One of each class that anything was found of; empty for a trail that is whole.</summary>
    public required IReadOnlyList<FindingGroup> Findings { get; init; }

    /// <summary>What this verification cannot vouch for, one sentence each.</summary>
    public required IReadOnlyList<string> NotChecked { get; init; }

    /// <summary>How much was found, of all classes.</summary>
    public long FindingCount => Findings.Sum(group => group.Count);

    /// <summary>In a few words, for a record: how much was looked at and what was found of each class.</summary>
    public string Summary()
    {
        var found = Findings.Select(group => $"{group.Count} {group.Class.WireName()}").DefaultIfEmpty("nothing found");
        return $"{Records} records, {Seals} seals: {string.Join(", ", found)}";
    }

    private static JsonSerializerOptions CreateJson()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = true,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
