using System.Globalization;
using System.Text;
using System.Text.Json;
using FinancialMcp.Application.Audit;
using FinancialMcp.Infrastructure.Tests.Persistence;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>What is exported is what a search finds, and whatever text is in it, it stays text.</summary>
public abstract class AuditExportConformance : AuditConformance
{
    private static readonly string[] Required = ["time", "severity_id", "status_id", "actor", "api", "src_endpoint"];

    private static readonly AuditFilter Refused = new() { Decision = "refused" };

    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Ndjson)]
    [InlineData(ExportFormat.Ocsf)]
    public async Task An_export_holds_exactly_what_the_search_finds_oldest_first(ExportFormat format)
    {
        await Happenings.AppendAsync(Host, 300);
        var found = (await Desk.AllAsync(Refused)).Select(record => AuditRecordView.Unmasked(record).Id.ToString());

        var text = Encoding.UTF8.GetString(await ExportAsync(format, Refused));

        Assert.Equal(found, IdsOf(format, text));
    }

    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Ndjson)]
    [InlineData(ExportFormat.Ocsf)]
    public async Task No_text_breaks_a_line_or_becomes_a_formula_or_a_tag(ExportFormat format)
    {
        foreach (var text in HostileTexts.All)
        {
            await Host.Audit.AppendAsync(
                Samples.Event(AuditCode.ToolUnknown) with
                {
                    Tool = text,
                    Arguments = text,
                    Reason = text,
                    ClientName = text,
                    RequestId = text,
                    Decision = "refused",
                    Principal = IsWhole(text) ? new Domain.Principal("issuer", text, text) : null,
                }
            );
        }

        var exported = Encoding.UTF8.GetString(await ExportAsync(format, Refused));

        var lines = exported.Split('\n');
        Assert.Equal("", lines[^1]);
        Assert.Equal(HostileTexts.All.Count + (format == ExportFormat.Csv ? 1 : 0), lines.Length - 1);
        if (format == ExportFormat.Csv)
        {
            Assert.All(lines[..^1], line => Assert.All(CsvLine(line), AssertHarmless));
        }
        else
        {
            Assert.All(
                exported.Replace("\n", "", StringComparison.Ordinal),
                letter => Assert.InRange(letter, ' ', '~')
            );
            Assert.DoesNotContain("<", exported, StringComparison.Ordinal);
            Assert.All(lines[..^1], line => JsonDocument.Parse(line).Dispose());
        }
    }

    [Fact]
    public async Task Ndjson_gives_each_record_as_it_was_written()
    {
        await Happenings.AppendAsync(Host, 50);
        var stored = await Desk.AllAsync(Refused);

        var lines = Encoding.UTF8.GetString(await ExportAsync(ExportFormat.Ndjson, Refused)).TrimEnd('\n').Split('\n');

        foreach (var (line, record) in lines.Zip(stored))
        {
            using var exported = JsonDocument.Parse(line);
            using var kept = JsonDocument.Parse(record.Record);
            var root = exported.RootElement;
            Assert.True(JsonElement.DeepEquals(kept.RootElement, root.GetProperty("record")));
            Assert.Equal(record.Seq, root.GetProperty("seq").GetInt64());
            Assert.Equal(record.Mac, root.GetProperty("mac").GetBytesFromBase64());
        }
    }

    [Fact]
    public async Task Ocsf_has_what_the_class_requires_and_loses_nothing()
    {
        await Happenings.AppendAsync(Host, 50);
        var stored = await Desk.AllAsync(Refused);

        var lines = Encoding.UTF8.GetString(await ExportAsync(ExportFormat.Ocsf, Refused)).TrimEnd('\n').Split('\n');

        foreach (var (line, record) in lines.Zip(stored))
        {
            using var exported = JsonDocument.Parse(line);
            var root = exported.RootElement;
            Assert.Equal(
                (6003, 6),
                (root.GetProperty("class_uid").GetInt32(), root.GetProperty("category_uid").GetInt32())
            );
            Assert.Equal(600300 + root.GetProperty("activity_id").GetInt32(), root.GetProperty("type_uid").GetInt32());
            Assert.Equal("1.3.0", root.GetProperty("metadata").GetProperty("version").GetString());
            Assert.Equal(
                "Financial MCP",
                root.GetProperty("metadata").GetProperty("product").GetProperty("name").GetString()
            );
            Assert.All(Required, name => Assert.True(root.TryGetProperty(name, out _)));
            var view = AuditRecordView.Unmasked(record);
            Assert.Equal(view.Tool, root.GetProperty("api").GetProperty("operation").GetString());
            Assert.Equal(view.Amount, Optional(root.GetProperty("unmapped"), "amount"));
            Assert.Equal(view.Fields["arguments"], Optional(root.GetProperty("unmapped"), "arguments"));
            Assert.Equal(view.Subject, root.GetProperty("actor").GetProperty("user").GetProperty("name").GetString());
        }
    }

    [Fact]
    public async Task An_export_is_recorded_before_it_begins_and_with_its_digest_when_it_ended()
    {
        await Happenings.AppendAsync(Host, 10);
        var export = await Desk.CallAsync(AuditDesk.Auditor, new ExportAudit(Refused, ExportFormat.Csv));
        Assert.Equal("begins: csv", (await Desk.LastAsync(AuditCode.AuditExported)).Reason);

        using var output = new MemoryStream();
        var file = await export.WriteAsync(output, Cancel);

        var ended = await Desk.LastAsync(AuditCode.AuditExported);
        Assert.Equal($"ended: {file.Records} records", ended.Reason);
        Assert.Equal("aurel", ended.Subject);
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(output.ToArray())),
            ended.Fields["result_digest"]
        );
        Assert.Equal(file.Sha256, ended.Fields["result_digest"]);
    }

    [Fact]
    public async Task An_export_that_breaks_off_says_so_in_the_trail()
    {
        var export = await Desk.CallAsync(AuditDesk.Auditor, new ExportAudit(Refused, ExportFormat.Csv));

        await Assert.ThrowsAsync<NotSupportedException>(() =>
            export.WriteAsync(new MemoryStream([], writable: false), Cancel)
        );

        Assert.Equal("broken off", (await Desk.LastAsync(AuditCode.AuditExported)).Reason);
    }

    private async Task<byte[]> ExportAsync(ExportFormat format, AuditFilter filter)
    {
        var export = await Desk.CallAsync(AuditDesk.Auditor, new ExportAudit(filter, format));
        using var output = new MemoryStream();
        await export.WriteAsync(output, Cancel);
        return output.ToArray();
    }

    /// <summary>No token names anybody by half a character.</summary>
    private static bool IsWhole(string text) => !text.EnumerateRunes().Contains(Rune.ReplacementChar);

    private static IEnumerable<string> IdsOf(ExportFormat format, string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        return format switch
        {
            ExportFormat.Csv => lines.Skip(1).Select(line => CsvLine(line)[4]),
            ExportFormat.Ndjson => lines.Select(line => Read(line, "record", "id")),
            _ => lines.Select(line => Read(line, "metadata", "uid")),
        };
    }

    private static string Read(string line, string outer, string inner)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty(outer).GetProperty(inner).GetString()!;
    }

    private static string? Optional(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>The cells of a line, read strictly: each in quotes, quotes doubled, nothing between but commas.</summary>
    private static List<string> CsvLine(string line)
    {
        Assert.EndsWith("\r", line, StringComparison.Ordinal);
        var cells = new List<string>();
        for (var at = 0; at < line.Length - 1; at++)
        {
            Assert.Equal('"', line[at++]);
            var cell = new StringBuilder();
            for (; line[at] != '"' || line[at + 1] == '"'; at++)
            {
                cell.Append(line[at]);
                at += line[at] == '"' ? 1 : 0;
            }

            cells.Add(cell.ToString());
            Assert.True(line[++at] is ',' or '\r');
        }

        return cells;
    }

    private static void AssertHarmless(string cell)
    {
        Assert.DoesNotMatch(@"^[\s\p{C}\p{Z}]*[=+\-@＝＋－＠|%]", cell);
        Assert.DoesNotContain(
            cell,
            letter =>
                char.GetUnicodeCategory(letter)
                    is UnicodeCategory.Control
                        or UnicodeCategory.Format
                        or UnicodeCategory.LineSeparator
                        or UnicodeCategory.ParagraphSeparator
        );
    }
}

public sealed class AuditExportOnPostgresTests : AuditExportConformance
{
    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class AuditExportOnSqliteTests : AuditExportConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
