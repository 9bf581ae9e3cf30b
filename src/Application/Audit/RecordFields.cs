using System.Text.Json;

namespace FinancialMcp.Application.Audit;

/// <summary>What a member of a record holds, and so who may see it.</summary>
public enum FieldKind
{
    /// <summary>A number, a name or a word of this server's, or of who issues tokens.</summary>
    Plain,

    /// <summary>An account's number.</summary>
    Account,

    /// <summary>Text that somebody wrote: an agent, a client, a person.</summary>
    Text,
}

/// <summary>The members of a record's canonical form.</summary>
public static class RecordFields
{
    private static readonly string[] TextNames =
    [
        "arguments",
        "client_name",
        "client_version",
        "limits",
        "protocol_version",
        "reason",
    ];

    /// <summary>Every member there is, in the order in which files give them.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "id",
        "code",
        "code_name",
        "decision",
        "error_code",
        "state",
        "reason",
        "tool",
        "issuer",
        "subject",
        "acting_party",
        "roles",
        "scopes",
        "operation_id",
        "key_hash",
        "amount",
        "currency",
        "from",
        "to",
        "backend",
        "backend_subject",
        "backend_transaction_id",
        "backend_status",
        "attempt",
        "policy_version",
        "rule",
        "limits",
        "approvers",
        "arguments",
        "result_digest",
        "duration_us",
        "bank_time_us",
        "store_time_us",
        "count",
        "request_id",
        "trace_id",
        "token_hash",
        "source_address",
        "protocol_version",
        "client_name",
        "client_version",
        "tool_schema_hash",
        "retention",
        "instance",
        "build",
        "time_us",
        "schema_version",
    ];

    private static readonly HashSet<string> Known = [.. Names];

    /// <summary>What a member holds; one that is not known, of a later form, counts as text.</summary>
    public static FieldKind KindOf(string name) =>
        name is "from" or "to" ? FieldKind.Account
        : TextNames.Contains(name, StringComparer.Ordinal) || !Known.Contains(name) ? FieldKind.Text
        : FieldKind.Plain;

    /// <summary>
    /// The members of a record, each as text, lists with a space between; null for bytes that are no record, which happens
    /// only where somebody changed them.
    /// </summary>
    public static IReadOnlyDictionary<string, string>? Read(ReadOnlyMemory<byte> record)
    {
        try
        {
            using var json = JsonDocument.Parse(record);
            return json
                .RootElement.EnumerateObject()
                .ToDictionary(member => member.Name, member => TextOf(member.Value), StringComparer.Ordinal);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static string TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Array => string.Join(' ', value.EnumerateArray().Select(TextOf)),
            _ => value.GetRawText(),
        };
}
