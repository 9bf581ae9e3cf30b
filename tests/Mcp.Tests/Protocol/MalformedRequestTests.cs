using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FinancialMcp.Application.Audit;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Protocol;

/// <summary>What a client may get wrong before there is a call: each answered with a reason, and recorded.</summary>
public sealed class MalformedRequestTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";
    private static readonly string Token = Tokens.ForAgent("alice", "ROLE_USER");
    private RunningServer Server => shared.Server;

    public static TheoryData<string, string> Bodies { get; } =
        new()
        {
            { "", "not valid JSON" },
            { "{", "not valid JSON" },
            { "nonsense", "not valid JSON" },
            { """{"a":NaN}""", "not valid JSON" },
            { """{"a":1,}""", "not valid JSON" },
            { """{"a":1}{}""", "not valid JSON" },
            { "/* why */ {}", "not valid JSON" },
            { "null", "not a JSON object" },
            { "\"text\"", "not a JSON object" },
            { "7", "not a JSON object" },
            { $"[{Ping}]", "Batches are not supported" },
            { """{"jsonrpc":"2.0","id":1,"method":"ping","method":"ping"}""", "\"method\" is given twice" },
            { """{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/list"}""", "\"Method\" is given twice" },
            { """{"jsonrpc":"2.0","id":1,"method":"ping","m\u0065thod":"ping"}""", "\"method\" is given twice" },
            {
                """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_account","arguments":{"account_id":"1","account_id":"2"}}}""",
                "\"account_id\" is given twice"
            },
            { Nested(17), "nested deeper than 16" },
            { """{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"\ud800"}}""", "unpaired surrogate" },
            { """{"jsonrpc":"2.0","id":1,"method":"ping","params":{"\udc00":1}}""", "unpaired surrogate" },
            { """{"id":1,"method":"ping"}""", "jsonrpc" },
            { """{"jsonrpc":"1.0","id":1,"method":"ping"}""", "jsonrpc" },
            { """{"jsonrpc":"2.0","id":1}""", "method" },
            { """{"jsonrpc":"2.0","id":1,"method":7}""", "method" },
            { """{"jsonrpc":"2.0","id":1,"Method":"ping"}""", "method" },
            { """{"jsonrpc":"2.0","id":null,"method":"ping"}""", "id" },
            { """{"jsonrpc":"2.0","id":1.5,"method":"ping"}""", "id" },
            { """{"jsonrpc":"2.0","id":{},"method":"ping"}""", "id" },
            { """{"jsonrpc":"2.0","id":1,"result":{}}""", "method" },
            { """{"jsonrpc":"2.0","id":1,"method":"ping","extra":1}""", "extra" },
            { """{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}""", "params" },
            { """{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":1}}""", "params._meta" },
            { """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}""", "params.name" },
            { """{"jsonrpc":"2.0","id":1,"method":"tools/call"}""", "params.name" },
            { """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"Name":"get_account"}}""", "params.name" },
            {
                """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_account","arguments":[]}}""",
                "params.arguments"
            },
            { """{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":5}}""", "params.uri" },
            {
                """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":5}}""",
                "params.protocolVersion"
            },
            {
                """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":5,"clientInfo":{"name":"a","version":"1"}}}""",
                "params"
            },
        };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_malformed_body_is_refused_with_its_reason_and_recorded(string body, string reason)
    {
        var answer = await RawAnswer.ReadAsync(await Server.PostAsync(body, Token));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(reason, answer.ErrorMessage, StringComparison.Ordinal);
        await AssertRecordedAsync(answer, AuditCode.RequestMalformed);
    }

    [Fact]
    public async Task Sixteen_levels_are_not_too_deep()
    {
        var answer = await RawAnswer.ReadAsync(await Server.PostAsync(Nested(16), Token));

        Assert.DoesNotContain("nested", answer.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_refused()
    {
        using var body = new ByteArrayContent([.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        var answer = await RawAnswer.ReadAsync(await Server.PostAsync(body, Token));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("UTF-8", answer.ErrorMessage, StringComparison.Ordinal);
        await AssertRecordedAsync(answer, AuditCode.RequestMalformed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json-patch+json")]
    public async Task A_body_of_another_type_is_refused(string? type)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(Ping));
        body.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);

        var answer = await RawAnswer.ReadAsync(await Server.PostAsync(body, Token));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Status);
        await AssertRecordedAsync(answer, AuditCode.RequestMalformed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_cap_is_refused_whether_its_length_is_told_or_not(bool tellsLength)
    {
        var text = new byte[(256 * 1024) + 1];
        Array.Fill(text, (byte)' ');
        using HttpContent body = tellsLength ? new ByteArrayContent(text) : new StreamContent(new Unseekable(text));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        var answer = await RawAnswer.ReadAsync(await Server.PostAsync(body, Token));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Contains("256 KiB", answer.ErrorMessage, StringComparison.Ordinal);
        await AssertRecordedAsync(answer, AuditCode.RequestMalformed);
    }

    [Fact]
    public async Task A_body_at_the_cap_is_read()
    {
        var body = Ping.PadRight(256 * 1024);

        using var answer = await Server.PostAsync(body, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("no/such/method", "{}", "not available")]
    [InlineData("prompts/get", """{"name":"no_such_prompt"}""", "Unknown prompt")]
    [InlineData("prompts/get", """{"name":"review_account"}""", "account_id")]
    [InlineData("prompts/get", """{"name":"review_account","arguments":{"account_id":"../1"}}""", "account_id")]
    [InlineData("prompts/get", """{"name":"review_account","arguments":{"account_id":"1","more":"1"}}""", "more")]
    [InlineData("completion/complete", """{"ref":5}""", "params")]
    [InlineData(
        "completion/complete",
        """{"ref":{"type":"ref/prompt","name":"x"},"argument":{"name":"a","value":"b"}}""",
        "params.ref"
    )]
    public async Task What_the_protocol_cannot_do_is_an_error_of_the_protocol_and_recorded(
        string method,
        string parameters,
        string reason
    )
    {
        var body = $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""";

        var answer = await RawAnswer.ReadAsync(await Server.PostAsync(body, Token));

        Assert.True((int)answer.Status < 500);
        Assert.True(answer.IsProtocolError);
        Assert.Contains(reason, answer.ErrorMessage, StringComparison.Ordinal);
        var record = Assert.Single(await Server.Audit.OfAsync(answer.RequestId));
        Assert.Contains(record.Code, new[] { AuditCode.RequestMalformed, AuditCode.ToolUnknown });
        Assert.Equal(method, record.Tool);
    }

    [Theory]
    [InlineData("MCP-Protocol-Version", "1999-01-01")]
    [InlineData("MCP-Protocol-Version", "2026-07-28")]
    [InlineData("Mcp-Session-Id", "made-up")]
    public async Task Headers_that_do_not_fit_are_refused_and_recorded(string name, string value)
    {
        var before = (await Server.Audit.AllAsync()).Count;

        using var answer = await Server.PostAsync(Ping, Token, (name, value));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var record = Assert.Single(
            (await Server.Audit.AllAsync()).Skip(before),
            // An earlier call's caller may become known just now; and the server, which has just begun, records for itself.
            record =>
                record.Code
                    is not (
                        AuditCode.AgentRegistered
                        or AuditCode.ServerStarted
                        or AuditCode.PolicyActivated
                        or AuditCode.StaffSecretMade
                    )
        );
        Assert.Equal(AuditCode.RequestMalformed, record.Code);
        Assert.Equal("alice", record.Subject);
    }

    private async Task AssertRecordedAsync(RawAnswer answer, AuditCode code)
    {
        var record = Assert.Single(await Server.Audit.OfAsync(answer.RequestId));
        Assert.Equal(code, record.Code);
        Assert.Equal("alice", record.Subject);
        Assert.Equal(AuditRecords.Refused, record.Decision);
    }

    /// <summary>A message with so many levels in all.</summary>
    private static string Nested(int levels)
    {
        var inner = levels - 2;
        var parts = string.Concat(Enumerable.Repeat("{\"a\":", inner));
        return $$$"""{"jsonrpc":"2.0","id":1,"method":"no/such","params":{"a":{{{parts}}}1{{{new string('}', inner)}}}}}""";
    }

    /// <summary>Makes the client send the body in chunks.</summary>
    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
