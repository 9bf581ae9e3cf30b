using System.Text.Json.Nodes;
using FinancialMcp.Testing;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace FinancialMcp.Mcp.Tests.Protocol;

/// <summary>The real C# client and plain messages, in every revision that is spoken.</summary>
public sealed class RevisionTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private RunningServer Server => shared.Server;

    [Theory]
    [InlineData(Agents.Newest)]
    [InlineData(Agents.InitializeEra)]
    public async Task A_real_client_lists_calls_and_is_told_how_money_works(string revision)
    {
        await using var agent = await Server.ConnectAsync(Tokens.ForAgent("alice", "user"), revision);

        var tools = await agent.ListToolsAsync(cancellationToken: Token);
        var account = await CallAsync(agent, "get_account", ("account_id", "1001"));
        var missing = await CallAsync(agent, "get_account", ("account_id", "1003"));

        Assert.Equal(revision, agent.NegotiatedProtocolVersion);
        Assert.Equal("financial-mcp-server", agent.ServerInfo!.Name);
        Assert.Contains("never executes twice", agent.ServerInstructions, StringComparison.Ordinal);
        Assert.Contains(
            tools,
            tool => tool.Name == "transfer_funds" && tool.ProtocolTool.Annotations!.DestructiveHint == true
        );
        Assert.Equal("alice", account.StructuredContent!.Value.GetProperty("owner_id").GetString());
        Assert.True(missing.IsError);
        Assert.Null(missing.StructuredContent);
        var text = Assert.IsType<TextContentBlock>(Assert.Single(missing.Content)).Text;
        Assert.StartsWith("""{"error":{"code":"ACCOUNT_NOT_FOUND",""", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Agents.Newest)]
    [InlineData(Agents.InitializeEra)]
    public async Task Money_moves_once_under_one_key(string revision)
    {
        await using var agent = await Server.ConnectAsync(Tokens.ForAgent("alice", "user"), revision);
        var before = await BalanceAsync(agent);
        var key = "key-" + Guid.CreateVersion7().ToString("N");
        (string, object?)[] arguments =
        [
            ("from_account_id", "1001"),
            ("to_account_id", "1003"),
            ("amount", "12.5"),
            ("idempotency_key", key),
        ];

        var first = await CallAsync(agent, "transfer_funds", arguments);
        var again = await CallAsync(agent, "transfer_funds", arguments);
        var other = await CallAsync(agent, "transfer_funds", [.. arguments[..2], ("amount", "13"), arguments[3]]);

        Assert.Equal("succeeded", first.StructuredContent!.Value.GetProperty("status").GetString());
        Assert.True(again.StructuredContent!.Value.GetProperty("replayed").GetBoolean());
        Assert.True(other.IsError);
        Assert.Equal(before - 12.5m, await BalanceAsync(agent));
    }

    [Theory]
    [InlineData("2024-11-05")]
    [InlineData("2025-03-26")]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public async Task Every_revision_of_the_initialize_era_is_spoken(string revision)
    {
        var agent = new RawAgent(Server, Tokens.ForAgent("alice", "user"), revision);

        var hello = await agent.AskAsync(
            "initialize",
            new JsonObject
            {
                ["protocolVersion"] = revision,
                ["capabilities"] = new JsonObject(),
                ["clientInfo"] = new JsonObject { ["name"] = "raw", ["version"] = "1" },
            }
        );
        var call = await agent.CallAsync("get_account", new JsonObject { ["account_id"] = "1001" });

        Assert.Equal(revision, hello.Result.GetProperty("protocolVersion").GetString());
        Assert.Equal("alice", call.Structured.GetProperty("owner_id").GetString());
        Assert.Contains(await Server.Audit.AllAsync(), record => record is { Tool: "initialize", Decision: "allowed" });
    }

    [Fact]
    public async Task The_newest_revision_discovers_without_a_handshake()
    {
        var agent = new RawAgent(Server, Tokens.ForAgent("alice", "user"), Agents.Newest);

        var found = await agent.AskAsync("server/discover");

        Assert.Equal(
            Agents.Newest,
            Assert.Single(found.Result.GetProperty("supportedVersions").EnumerateArray()).GetString()
        );
        Assert.False(found.Result.GetProperty("capabilities").TryGetProperty("logging", out _));
    }

    [Fact]
    public async Task Each_call_is_recorded_with_its_revision_and_the_clients_name_as_claimed()
    {
        await using var agent = await Server.ConnectAsync(Tokens.ForAgent("carol", "customer"), Agents.Newest);

        await CallAsync(agent, "get_account", ("account_id", "1007"));

        var record = (await Server.Audit.AllAsync()).Last(record =>
            record is { Subject: "carol", Tool: "get_account" }
        );
        Assert.Equal(Agents.Newest, record.ProtocolVersion);
        Assert.Equal("""{"account_id":"1007"}""", record.Arguments);
        Assert.Equal("FinancialMcp.Mcp.Tests", record.Json.GetProperty("client_name").GetString());
        Assert.Equal(64, record.Json.GetProperty("tool_schema_hash").GetString()!.Length);
        Assert.Equal("127.0.0.1", record.Json.GetProperty("source_address").GetString());
    }

    private static async Task<decimal> BalanceAsync(McpClient agent)
    {
        var account = await CallAsync(agent, "get_account", ("account_id", "1001"));
        return decimal.Parse(
            account.StructuredContent!.Value.GetProperty("balance").GetString()!,
            System.Globalization.CultureInfo.InvariantCulture
        );
    }

    private static async Task<CallToolResult> CallAsync(
        McpClient agent,
        string tool,
        params (string Name, object? Value)[] arguments
    ) =>
        await agent.CallToolAsync(
            tool,
            arguments.ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal),
            cancellationToken: Token
        );
}
