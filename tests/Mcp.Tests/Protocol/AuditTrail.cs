using System.Text.Json;
using FinancialMcp.Application.Audit;
using Microsoft.Data.Sqlite;

namespace FinancialMcp.Mcp.Tests.Protocol;

/// <summary>One record as it lies in the database.</summary>
public sealed record StoredRecord(JsonElement Json)
{
    public AuditCode Code => (AuditCode)Json.GetProperty("code").GetInt32();
    public string RequestId => Json.GetProperty("request_id").GetString()!;
    public string? Tool => Text("tool");
    public string? ErrorCode => Text("error_code");
    public string? Reason => Text("reason");
    public string? Subject => Text("subject");
    public string? ProtocolVersion => Text("protocol_version");
    public string? Arguments => Text("arguments");
    public string Decision => Text("decision")!;
    public int Count => Json.GetProperty("count").GetInt32();

    private string? Text(string name) => Json.TryGetProperty(name, out var value) ? value.GetString() : null;
}

/// <summary>Reads the trail from the server's database file, beside the running server and without asking it.</summary>
public sealed class AuditTrail(string path)
{
    /// <summary>Everything recorded so far, oldest first.</summary>
    public async Task<IReadOnlyList<StoredRecord>> AllAsync() => await ReadAsync("", _ => { });

    /// <summary>The records that carry a request id.</summary>
    public async Task<IReadOnlyList<StoredRecord>> OfAsync(string requestId) =>
        await ReadAsync("where request_id = $id", command => command.Parameters.AddWithValue("$id", requestId));

    private async Task<IReadOnlyList<StoredRecord>> ReadAsync(string where, Action<SqliteCommand> bind)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is one of the two constants above.
        command.CommandText = $"select record from audit_event {where} order by seq";
#pragma warning restore CA2100
        bind(command);
        await using var reader = await command.ExecuteReaderAsync();
        var records = new List<StoredRecord>();
        while (await reader.ReadAsync())
        {
            using var document = JsonDocument.Parse((byte[])reader[0]);
            records.Add(new StoredRecord(document.RootElement.Clone()));
        }

        return records;
    }
}
