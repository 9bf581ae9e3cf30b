using System.Globalization;
using System.Text.Json;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>A policy as a pack holds it: its rules as they are stored, the time in microseconds since 1970.</summary>
internal sealed record PackedPolicy(int Version, string Rules, string ProposedBy, string? DecidedBy, long DecidedAt);

/// <summary>The lines of a pack's files.</summary>
internal static class PackLines
{
    internal static void Write(Utf8JsonWriter json, SealedRecord record, ProvenPlace? place)
    {
        json.WriteStartObject();
        json.WriteNumber("seq", record.Seq);
        json.WriteString("position", record.Position.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("epoch", record.Epoch);
        json.WriteNumber("recorded_at_us", record.RecordedAt);
        json.WriteString("mac_key_id", record.MacKeyId);
        json.WriteBase64String("mac", record.Mac);
        json.WriteBase64String("record", record.Record);
        if (place is { } proven)
        {
            json.WriteNumber("seal", proven.Seal);
            json.WriteNumber("index", proven.Index);
            json.WriteBase64String("path", proven.Path);
        }

        json.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter json, Epoch epoch)
    {
        json.WriteStartObject();
        json.WriteNumber("number", epoch.Number);
        json.WriteNumber("first_seq", epoch.FirstSeq);
        json.WriteString("system_id", epoch.SystemId);
        json.WriteNumber("after_seal", epoch.AfterSeal);
        json.WriteString("after_hash", Convert.ToHexStringLower(epoch.AfterHash));
        json.WriteNumber("began_at_us", epoch.BeganAt);
        json.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter json, PackedPolicy policy)
    {
        json.WriteStartObject();
        json.WriteNumber("version", policy.Version);
        json.WritePropertyName("rules");
        using (var rules = JsonDocument.Parse(policy.Rules))
        {
            rules.RootElement.WriteTo(json);
        }

        json.WriteString("proposed_by", policy.ProposedBy);
        json.WriteString("decided_by", policy.DecidedBy);
        json.WriteNumber("decided_at_us", policy.DecidedAt);
        json.WriteEndObject();
    }
}
