using System.Text.Json;
using System.Text.Json.Serialization;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>The files of an evidence pack, and how their lines read.</summary>
internal static class PackFormat
{
    internal const string Records = "records.ndjson";
    internal const string Seals = "seals.ndjson";
    internal const string Epochs = "epochs.ndjson";
    internal const string Keys = "keys.pem";
    internal const string Manifest = "manifest.json";
    internal const string Signature = "manifest.sig";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.Strict,
        AllowDuplicateProperties = false,
        MaxDepth = 8,
    };

    /// <summary>Null for a line that is none.</summary>
    internal static T? Parse<T>(ReadOnlySpan<byte> line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A line of <see cref="Records"/>.</summary>
    internal sealed record Record(
        long Seq,
        string Position,
        int Epoch,
        [property: JsonPropertyName("recorded_at_us")] long RecordedAt,
        string MacKeyId,
        byte[] Mac,
        [property: JsonPropertyName("record")] byte[] Bytes,
        long? Seal,
        int? Index,
        byte[]? Path
    )
    {
        internal SealedRecord? Sealed() =>
            long.TryParse(Position, System.Globalization.CultureInfo.InvariantCulture, out var position)
            && Mac is not null
            && Bytes is not null
            && MacKeyId is not null
                ? new SealedRecord(Seq, position, Epoch, RecordedAt, MacKeyId, Mac, Bytes)
                : null;
    }

    /// <summary>A line of <see cref="Epochs"/>.</summary>
    internal sealed record EpochLine(
        int Number,
        long FirstSeq,
        string SystemId,
        long AfterSeal,
        string AfterHash,
        [property: JsonPropertyName("began_at_us")] long BeganAt
    )
    {
        internal Epoch ToEpoch() =>
            new(Number, FirstSeq, SystemId, AfterSeal, Convert.FromHexString(AfterHash), BeganAt);
    }

    /// <summary><see cref="Manifest"/>.</summary>
    internal sealed record ManifestFile(
        [property: JsonPropertyName("made_at_us")] long MadeAt,
        string KeyId,
        JsonElement Filter,
        long Records,
        long Seals,
        IReadOnlyList<PackedFile> Files
    )
    {
        /// <summary>True for a pack that no filter left anything out of.</summary>
        internal bool IsWhole =>
            Filter.ValueKind switch
            {
                JsonValueKind.Undefined or JsonValueKind.Null => true,
                JsonValueKind.Object => !Filter.EnumerateObject().Any(),
                JsonValueKind.String => Filter.GetString()!.Replace(" ", "", StringComparison.Ordinal) is "" or "{}",
                _ => false,
            };
    }

    /// <summary>What the manifest says of a file.</summary>
    internal sealed record PackedFile(string Name, string Sha256, long Size);
}
