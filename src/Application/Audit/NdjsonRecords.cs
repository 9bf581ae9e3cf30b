using System.Buffers;
using System.Globalization;
using System.Text.Json;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit;

/// <summary>
/// Records as one JSON object a line: what the database says of each, and the record. All of it is ASCII, with angle
/// brackets escaped, so that a line stays one line and text stays text wherever it is pasted.
/// </summary>
internal sealed class NdjsonRecords : IRecordFormat
{
    public string MediaType => "application/x-ndjson";

    public string Ending => "ndjson";

    public void Begin(IBufferWriter<byte> output) { }

    public void Write(SealedRecord record, IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteNumber("seq", record.Seq);
            json.WriteString("position", record.Position.ToString(CultureInfo.InvariantCulture));
            json.WriteNumber("epoch", record.Epoch);
            json.WriteNumber("recorded_at_us", record.RecordedAt);
            json.WriteString("mac_key_id", record.MacKeyId);
            json.WriteBase64String("mac", record.Mac);
            WriteRecord(json, record.Record);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>Parsed and written again; bytes that are no record, which is a finding, as they are.</summary>
    private static void WriteRecord(Utf8JsonWriter json, byte[] bytes)
    {
        if (RecordFields.Read(bytes) is null)
        {
            json.WriteNull("record");
            json.WriteBase64String("record_base64", bytes);
            return;
        }

        using var parsed = JsonDocument.Parse(bytes);
        json.WritePropertyName("record");
        parsed.RootElement.WriteTo(json);
    }
}
