using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FinancialMcp.Application.Audit;
using FinancialMcp.Mcp.Hosting;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Protocol;

/// <summary>Requests of another form than they seem: each answered with a body, and recorded as what it was.</summary>
public sealed class RefusalTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";
    private static readonly string Token = Tokens.ForAgent("alice", "ROLE_USER");
    private RunningServer Server => shared.Server;

    [Theory]
    [InlineData("{}", "params.ref.type")]
    [InlineData("""{"ref":null}""", "params.ref.type")]
    [InlineData("""{"ref":{"type":"ref/tool"}}""", "params.ref.type")]
    [InlineData("""{"ref":{"type":"ref/prompt"}}""", "params.ref.name")]
    [InlineData("""{"ref":{"type":"ref/resource","uri":5}}""", "params.ref.uri")]
    [InlineData("""{"ref":{"type":"ref/prompt","name":"review_account"}}""", "params.argument.name")]
    [InlineData(
        """{"ref":{"type":"ref/prompt","name":"review_account"},"argument":{"name":"account_id","value":null}}""",
        "params.argument.value"
    )]
    public async Task A_completion_without_what_it_needs_is_told_what(string parameters, string field)
    {
        var body = $$"""{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{{parameters}}}""";

        await AssertInvalidParamsAsync(body, field);
    }

    [Fact]
    public Task A_completion_without_parameters_is_told_what_it_needs() =>
        AssertInvalidParamsAsync("""{"jsonrpc":"2.0","id":1,"method":"completion/complete"}""", "params.ref.type");

    [Fact]
    public async Task A_call_that_asks_for_no_answer_is_refused_and_recorded_with_what_it_asked()
    {
        const string Call =
            """{"jsonrpc":"2.0","method":"tools/call","params":{"name":"get_account","arguments":{"account_id":"1"}}}""";

        var answer = await RawAnswer.ReadAsync(await Server.PostAsync(Call, Token));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        var record = Assert.Single(await Server.Audit.OfAsync(answer.RequestId));
        Assert.Equal((AuditCode.RequestMalformed, AuditRecords.Refused), (record.Code, record.Decision));
        Assert.Equal(("get_account", """{"account_id":"1"}"""), (record.Tool, record.Arguments));
    }

    [Fact]
    public async Task A_notification_is_still_taken()
    {
        using var answer = await Server.PostAsync(
            """{"jsonrpc":"2.0","method":"notifications/initialized"}""",
            Token,
            ("MCP-Protocol-Version", Agents.InitializeEra)
        );

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Theory]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("Application/JSON; charset=Utf-8")]
    public async Task Utf8_may_be_written_in_every_way(string type)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(Ping));
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        using var answer = await Server.PostAsync(body, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("gzip", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("identity, br", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("identity", HttpStatusCode.OK)]
    public async Task A_body_in_another_coding_is_refused(string coding, HttpStatusCode expected)
    {
        using var body = new StringContent(Ping, Encoding.UTF8, "application/json");
        body.Headers.TryAddWithoutValidation("Content-Encoding", coding);

        using var answer = await Server.PostAsync(body, Token);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("2025-11-25-2025-11-25-2025-11-25-2025-11-25")]
    [InlineData("2025-11-25, 2025-11-25")]
    public async Task A_version_header_that_is_none_is_not_repeated(string version)
    {
        var answer = await RawAnswer.ReadAsync(await Server.PostAsync(Ping, Token, ("MCP-Protocol-Version", version)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.DoesNotContain(version, answer.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(AuditCode.RequestMalformed, Assert.Single(await Server.Audit.OfAsync(answer.RequestId)).Code);
    }

    [Fact]
    public async Task Errors_of_the_protocol_library_name_the_request()
    {
        var answer = await new RawAgent(Server, Token).AskAsync("no/such/method");

        Assert.Equal("no/such/method", Assert.Single(await Server.Audit.OfAsync(answer.RequestId)).Tool);
    }

    [Theory]
    [InlineData("rebound.attacker.test")]
    [InlineData("127.0.0.1:99999")]
    public async Task A_forged_host_is_refused_with_a_body_and_recorded(string host)
    {
        var answer = await AskAsync(Server.Url, "/mcp", host);

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("\"request_id\":", answer, StringComparison.Ordinal);
        var id = answer.Split("\"request_id\":\"")[1].Split('"')[0];
        var record = Assert.Single(await Server.Audit.OfAsync(id));
        Assert.Equal((AuditCode.RequestMalformed, "host"), (record.Code, record.Reason));
    }

    [Theory]
    [InlineData("rebound.attacker.test", "400")]
    [InlineData("127.0.0.1:99999", "400")]
    [InlineData("127.0.0.1:80", "200")]
    public async Task Other_documents_are_for_allowed_hosts_too(string host, string status)
    {
        var answer = await AskAsync(Server.Url, "/.well-known/oauth-protected-resource", host);

        Assert.StartsWith("HTTP/1.1 " + status, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", "200")]
    [InlineData("LOCALHOST:8083", "200")]
    [InlineData("[::1]:8083", "200")]
    [InlineData("127.0.0.1:99999", "400")]
    [InlineData("127.1", "400")]
    [InlineData("2130706433", "400")]
    [InlineData("0x7f.0.0.1", "400")]
    [InlineData("127.0.0.2", "400")]
    [InlineData("localhost.attacker.test", "400")]
    public async Task The_admin_listener_knows_its_machine_by_plain_names_alone(string host, string status)
    {
        var admin = Server.Services.GetRequiredService<Listeners>().UrlOf(Listener.Admin)!;

        var answer = await AskAsync(admin, "/sign-in", host);

        Assert.StartsWith("HTTP/1.1 " + status, answer, StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(string url, string path, string host)
    {
        using var caller = await WireClient.ConnectAsync(url);
        await caller.SendAsync($"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        return await caller.ReadUntilAsync("(until the end)");
    }

    private async Task AssertInvalidParamsAsync(string body, string field)
    {
        var answer = await RawAnswer.ReadAsync(await Server.PostAsync(body, Token));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(-32602, answer.Message.GetProperty("error").GetProperty("code").GetInt32());
        Assert.StartsWith(field + ":", answer.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(AuditCode.RequestMalformed, Assert.Single(await Server.Audit.OfAsync(answer.RequestId)).Code);
    }
}
