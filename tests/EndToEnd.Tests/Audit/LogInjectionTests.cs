using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>
/// Whatever text a caller puts wherever a caller can put one: every call is answered and recorded, every record is valid
/// UTF-8 and JSON, and every line of the log is one that the server wrote, alone on its line, in printable characters.
/// What the HTTP layer refuses before there is a request (answered 4xx without a body) is no call.
/// </summary>
public sealed partial class LogInjectionTests(ITestOutputHelper output)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    [Theory]
    [InlineData("sqlite", "json")]
    [InlineData("postgres", "text")]
    public async Task No_text_of_a_callers_forges_a_line_or_escapes_its_record(string database, string format)
    {
        using var folder = new TemporaryFolder();
        var log = Path.Combine(folder.Path, "server.log");
        await using var world = await World.StartAsync(
            "v1",
            database,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["LOG_FILE"] = log,
                ["LOG_FORMAT"] = format,
                ["LOG_LEVEL"] = "DEBUG",
            },
            "--limits",
            "none",
            "--seed",
            "demo"
        );
        var calls = 0;
        var refused = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (number, text) in HostileTexts.All.Index())
        {
            foreach (var call in HostileCalls.With(text, number))
            {
                var answer = await WireCaller.PostAsync(world.Server.McpUrl, call.Body, call.Headers, call.Target);
                Assert.True(answer.Status < 500, $"{call.Place}, text {number}: {answer.Head}\n{answer.Body}");
                Assert.True(
                    HasOnlyPrintable(answer.Body.Replace("\n", "", StringComparison.Ordinal)),
                    $"{call.Place}, text {number}: {answer.Body}"
                );
                if (answer.IsNoCall)
                {
                    refused.Add(call.Place);
                }
                else
                {
                    calls++;
                }
            }
        }

        Assert.Equal(0, await world.Server.Process.StopAsync());

        var records = await world.ReadAsync("select record from audit_event", row => (byte[])row[0]);
        output.WriteLine($"{calls} calls, {records.Count} records; no request: {string.Join(", ", refused)}");
        Assert.Equal(calls, CountedCalls.In(records.Select(RecordOf)));
        AssertLines(await File.ReadAllBytesAsync(log, TestContext.Current.CancellationToken), format);
    }

    private static CountedRecord RecordOf(byte[] canonical)
    {
        using var record = JsonDocument.Parse(
            Strict.GetString(canonical),
            new JsonDocumentOptions { AllowDuplicateProperties = false }
        );
        var root = record.RootElement;
        return new CountedRecord(
            root.GetProperty("request_id").GetString()!,
            root.GetProperty("code").GetInt32(),
            root.GetProperty("count").GetInt32()
        );
    }

    private static void AssertLines(byte[] log, string format)
    {
        var lines = Strict.GetString(log).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length > 100, $"Only {lines.Length} lines.");
        foreach (var line in lines)
        {
            Assert.True(HasOnlyPrintable(line), line);
            if (format == "json")
            {
                AssertObject(line);
            }
            else
            {
                Assert.Matches(Line(), line);
                Assert.DoesNotContain(" CRITICAL ", line, StringComparison.Ordinal);
            }
        }
    }

    private static void AssertObject(string line)
    {
        using var written = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
        Assert.Equal(JsonValueKind.Object, written.RootElement.ValueKind);
        Assert.NotEqual("CRITICAL", written.RootElement.GetProperty("level").GetString());
        Assert.False(
            written.RootElement.TryGetProperty("event", out var name) && name.GetString() == HostileTexts.Mark,
            line
        );
    }

    /// <summary>No control, and nothing that changes how the characters around it read.</summary>
    private static bool HasOnlyPrintable(string text) =>
        text.EnumerateRunes()
            .All(rune =>
                Rune.GetUnicodeCategory(rune)
                    is not (
                        UnicodeCategory.Control
                        or UnicodeCategory.Format
                        or UnicodeCategory.LineSeparator
                        or UnicodeCategory.ParagraphSeparator
                        or UnicodeCategory.Surrogate
                        or UnicodeCategory.PrivateUse
                    )
            );

    [GeneratedRegex(@"^\d\d:\d\d:\d\d\.\d{3} (DEBUG|INFO|WARNING|ERROR) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();
}
