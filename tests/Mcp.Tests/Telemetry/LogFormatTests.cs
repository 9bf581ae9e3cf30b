using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using FinancialMcp.Mcp.Telemetry;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Mcp.Tests.Telemetry;

public sealed partial class LogFormatTests
{
    private const string Forged = "x\r\n{\"level\":\"CRITICAL\"}\u2028\u202e\u001b[31m\u0000";

    [Fact]
    public void A_line_has_the_members_that_the_guides_jq_lines_select_by()
    {
        using var activity = new Activity("call").Start();
        var line = Json(log => CallAnswered(log, "get_account", "success", 12.3456, "req-123"));

        Assert.Equal("INFO", line.GetProperty("level").GetString());
        Assert.Equal("get_account success in 12.3456 ms", line.GetProperty("message").GetString());
        Assert.Equal("call_answered", line.GetProperty("event").GetString());
        Assert.Equal("req-123", line.GetProperty("request_id").GetString());
        Assert.Equal(12.346, line.GetProperty("duration_ms").GetDouble());
        Assert.Equal("get_account", line.GetProperty("tool").GetString());
        Assert.Equal("success", line.GetProperty("status").GetString());
        Assert.Equal(activity.TraceId.ToHexString(), line.GetProperty("trace_id").GetString());
        Assert.True(DateTimeOffset.TryParse(line.GetProperty("timestamp").GetString(), out _));
    }

    [Theory]
    [InlineData(LogLevel.Trace, "DEBUG")]
    [InlineData(LogLevel.Debug, "DEBUG")]
    [InlineData(LogLevel.Information, "INFO")]
    [InlineData(LogLevel.Warning, "WARNING")]
    [InlineData(LogLevel.Error, "ERROR")]
    [InlineData(LogLevel.Critical, "CRITICAL")]
    public void Levels_have_the_guides_names(LogLevel level, string name) =>
        Assert.Equal(name, Json(log => AtLevel(log, level)).GetProperty("level").GetString());

    [Fact]
    public void Nothing_that_a_caller_sends_can_begin_a_line_or_colour_a_terminal()
    {
        var json = LogLine.Of(log => CallAnswered(log, Forged, Forged, 1, Forged));
        var text = LogLine.Of(new TextLogFormatter(), log => CallAnswered(log, Forged, Forged, 1, Forged));

        foreach (var line in new[] { json, text })
        {
            Assert.EndsWith("\n", line, StringComparison.Ordinal);
            Assert.DoesNotContain(
                line[..^1],
                character => char.IsControl(character) || character is '\u2028' or '\u202e'
            );
        }

        Assert.Equal(Forged, JsonSerializer.Deserialize<JsonElement>(json).GetProperty("tool").GetString());
    }

    [Fact]
    public void A_structure_is_never_written_whatever_the_code_that_logs_it_meant()
    {
        var request = new
        {
            Account = "1001",
            Amount = "12.50",
            Token = "eyJhbGciOi",
        };
        var json = LogLine.Of(log => Carelessly(log, request, ["1001", "12.50"]));
        var text = LogLine.Of(new TextLogFormatter(), log => Carelessly(log, request, ["1001", "12.50"]));

        foreach (var line in new[] { json, text })
        {
            Assert.DoesNotContain("1001", line, StringComparison.Ordinal);
            Assert.DoesNotContain("12.50", line, StringComparison.Ordinal);
            Assert.DoesNotContain("eyJ", line, StringComparison.Ordinal);
            Assert.Contains("{@Request}", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_exception_shows_its_kind_and_place_but_only_the_network_and_the_disk_may_speak()
    {
        var failure = new InvalidOperationException(
            "amount 12.50 of 1001",
            new HttpRequestException(
                "Connection refused (bank:8080)",
                new SocketException((int)SocketError.ConnectionRefused)
            )
        );
        var written = Json(log => Failed(log, failure)).GetProperty("exception").GetString()!;

        Assert.StartsWith("System.InvalidOperationException\n", written, StringComparison.Ordinal);
        Assert.Contains(
            "caused by System.Net.Http.HttpRequestException: Connection refused (bank:8080)",
            written,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "caused by System.Net.Sockets.SocketException: ConnectionRefused",
            written,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("12.50", written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_that_quotes_what_a_peer_sent_is_told_by_its_kind()
    {
        var failure = new HttpRequestException(
            HttpRequestError.InvalidResponse,
            "Received an invalid status line: 'password=hunter2'.",
            new HttpIOException(HttpRequestError.InvalidResponse, "Received an invalid header line: 'hunter2'.")
        );
        var written = Json(log => Failed(log, failure)).GetProperty("exception").GetString()!;

        Assert.Contains("HttpIOException: InvalidResponse", written, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", written, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_scope_adds_is_on_its_lines_but_the_path_that_was_asked_for_is_not()
    {
        var line = Json(log =>
        {
            using var scope = log.BeginScope(
                new Dictionary<string, object> { ["request_id"] = "req-7", ["RequestPath"] = "/mcp?token=x" }
            );
            AtLevel(log, LogLevel.Information);
        });

        Assert.Equal("req-7", line.GetProperty("request_id").GetString());
        Assert.DoesNotContain("token=x", line.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DurationMs", "duration_ms")]
    [InlineData("request_id", "request_id")]
    [InlineData("MCPUrl", "mcpurl")]
    [InlineData("McpUrl", "mcp_url")]
    [InlineData("Tool", "tool")]
    [InlineData("a-b", "a_b")]
    public void Names_are_snake_case(string name, string expected) => Assert.Equal(expected, LogNames.SnakeCase(name));

    private static JsonElement Json(Action<ILogger> log) => JsonSerializer.Deserialize<JsonElement>(LogLine.Of(log));

    [LoggerMessage(1, LogLevel.Information, "{Tool} {Status} in {DurationMs} ms", EventName = "CallAnswered")]
    private static partial void CallAnswered(
        ILogger log,
        string tool,
        string status,
        double durationMs,
        string requestId
    );

    [LoggerMessage(Message = "Something")]
    private static partial void AtLevel(ILogger log, LogLevel level);

    /// <summary>What analyzers forbid in our code, and a library may do: the message asks for the whole structure.</summary>
    private static void Carelessly(ILogger log, object request, string[] values) =>
        log.Log(
            LogLevel.Error,
            default,
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["@Request"] = request,
                ["Values"] = values,
                ["{OriginalFormat}"] = "Refused {@Request} {Values}",
            },
            null,
            (_, _) => ""
        );

    [LoggerMessage(4, LogLevel.Error, "It failed")]
    private static partial void Failed(ILogger log, Exception failure);
}
