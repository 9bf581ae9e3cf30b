using System.Buffers;
using System.Globalization;
using System.Text.Json;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit;

/// <summary>
/// Records as events of the Open Cybersecurity Schema Framework 1.3.0, class 6003 (API Activity), one a line. Every
/// member of the record that has no place there is under <c>unmapped</c>, so that nothing is lost.
/// </summary>
internal sealed class OcsfRecords : IRecordFormat
{
    private const string Version = "1.3.0";
    private const int Category = 6;
    private const int Class = 6003;

    private static readonly HashSet<string> Mapped =
    [
        "id",
        "code_name",
        "tool",
        "issuer",
        "subject",
        "acting_party",
        "roles",
        "request_id",
        "trace_id",
        "source_address",
        "error_code",
        "reason",
        "count",
        "build",
        "instance",
        "client_name",
    ];

    public string MediaType => "application/x-ndjson";

    public string Ending => "ocsf.ndjson";

    public void Begin(IBufferWriter<byte> output) { }

    public void Write(SealedRecord record, IBufferWriter<byte> output)
    {
        var view = AuditRecordView.Unmasked(record);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            WriteClass(json, view);
            WriteMetadata(json, view, record);
            WriteActor(json, view);
            WriteApi(json, view);
            WriteEndpoints(json, view);
            json.WriteStartObject("unmapped");
            foreach (var (name, value) in view.Fields.Where(field => !Mapped.Contains(field.Key)))
            {
                json.WriteString(name, value);
            }

            json.WriteString("epoch", record.Epoch.ToString(CultureInfo.InvariantCulture));
            json.WriteString("position", record.Position.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteClass(Utf8JsonWriter json, AuditRecordView view)
    {
        var activity = ActivityOf(view);
        json.WriteNumber("activity_id", activity);
        json.WriteNumber("category_uid", Category);
        json.WriteNumber("class_uid", Class);
        json.WriteNumber("type_uid", (Class * 100) + activity);
        json.WriteNumber("time", view.RecordedAt.ToUnixTimeMilliseconds());
        json.WriteNumber("severity_id", SeverityOf(view.Outcome));
        json.WriteNumber("status_id", StatusOf(view.Outcome));
        Optional(json, "status", view.State);
        Optional(json, "status_code", view.ErrorCode);
        Optional(json, "status_detail", view.Reason);
        json.WriteString("message", view.Fields.GetValueOrDefault("code_name"));
        if (long.TryParse(view.Fields.GetValueOrDefault("count"), CultureInfo.InvariantCulture, out var count))
        {
            json.WriteNumber("count", count);
        }

        if (view.Duration is { } duration)
        {
            json.WriteNumber("duration", duration.Ticks / TimeSpan.TicksPerMillisecond);
        }
    }

    private static void WriteMetadata(Utf8JsonWriter json, AuditRecordView view, SealedRecord record)
    {
        json.WriteStartObject("metadata");
        json.WriteString("version", Version);
        json.WriteStartObject("product");
        json.WriteString("name", "Financial MCP");
        json.WriteString("vendor_name", "Financial MCP");
        Optional(json, "version", view.Fields.GetValueOrDefault("build"));
        json.WriteEndObject();
        json.WriteString("log_name", "audit");
        json.WriteNumber("sequence", record.Seq);
        json.WriteNumber("logged_time", view.RecordedAt.ToUnixTimeMilliseconds());
        Optional(json, "uid", view.Fields.GetValueOrDefault("id"));
        Optional(json, "correlation_uid", view.OperationId ?? view.Fields.GetValueOrDefault("trace_id"));
        json.WriteEndObject();
    }

    /// <summary>The server itself where nobody called.</summary>
    private static void WriteActor(Utf8JsonWriter json, AuditRecordView view)
    {
        json.WriteStartObject("actor");
        Optional(json, "app_uid", view.ActingParty);
        Optional(json, "app_name", view.Fields.GetValueOrDefault("client_name"));
        json.WriteStartObject("user");
        json.WriteString("name", view.Subject ?? "financial-mcp");
        json.WriteNumber("type_id", view.Subject is null ? 3 : 1);
        if (view.Fields.GetValueOrDefault("roles") is { Length: > 0 } roles)
        {
            json.WriteStartArray("groups");
            foreach (var role in roles.Split(' '))
            {
                json.WriteStartObject();
                json.WriteString("name", role);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        if (view.Fields.GetValueOrDefault("issuer") is { } issuer)
        {
            json.WriteStartObject("session");
            json.WriteString("issuer", issuer);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteApi(Utf8JsonWriter json, AuditRecordView view)
    {
        json.WriteStartObject("api");
        json.WriteString("operation", view.Tool ?? view.Fields.GetValueOrDefault("code_name") ?? "unknown");
        json.WriteStartObject("service");
        json.WriteString("name", "financial-mcp");
        json.WriteEndObject();
        json.WriteStartObject("request");
        json.WriteString("uid", view.Fields.GetValueOrDefault("request_id") ?? "unknown");
        json.WriteEndObject();
        if (view.ErrorCode is { } error)
        {
            json.WriteStartObject("response");
            json.WriteString("error", error);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteEndpoints(Utf8JsonWriter json, AuditRecordView view)
    {
        json.WriteStartObject("src_endpoint");
        if (view.Fields.GetValueOrDefault("source_address") is { } address)
        {
            json.WriteString("ip", address);
        }
        else
        {
            json.WriteString("name", "unknown");
        }

        json.WriteEndObject();
        json.WriteStartObject("dst_endpoint");
        json.WriteString("name", view.Fields.GetValueOrDefault("instance") ?? "unknown");
        json.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    /// <summary>Read for what changed nothing, update for what did; 99 for the server's own doings.</summary>
    private static int ActivityOf(AuditRecordView view) =>
        view.Code switch
        {
            AuditCode.ServerStarted or AuditCode.ServerStopped or AuditCode.EpochBegan => 99,
            _ when view.OperationId is not null && view.Code < AuditCode.EpochBegan => 3,
            >= AuditCode.StopSet and < AuditCode.EpochBegan => 3,
            AuditCode.AuditViewChanged or >= AuditCode.LegalHoldPlaced => 3,
            AuditCode.SigningKeyIntroduced => 99,
            _ => 2,
        };

    /// <summary>Informational, low or medium.</summary>
    private static int SeverityOf(AuditOutcome outcome) =>
        outcome switch
        {
            AuditOutcome.InDoubt => 3,
            AuditOutcome.Refused or AuditOutcome.Failed => 2,
            _ => 1,
        };

    /// <summary>Success, failure, or unknown.</summary>
    private static int StatusOf(AuditOutcome outcome) =>
        outcome switch
        {
            AuditOutcome.Answered or AuditOutcome.Succeeded => 1,
            AuditOutcome.Refused or AuditOutcome.Failed => 2,
            _ => 0,
        };
}
