using System.Text.Json.Nodes;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Mcp.Tests.Protocol;
using FinancialMcp.Mcp.Tools;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Tools;

/// <summary>
/// Every tool under every role, about one's own thing, somebody else's and one that does not exist. The rows come from the
/// registry and the role table.
/// </summary>
public sealed class RightsTests
{
    private static readonly string[] NotFound = ["ACCOUNT_NOT_FOUND", "TRANSACTION_NOT_FOUND", "OPERATION_NOT_FOUND"];

    [Fact]
    public void Every_tool_has_its_row() =>
        Assert.Equal(
            ToolRegistry.All.Select(tool => tool.Name).Order(StringComparer.Ordinal),
            ToolCases.All.Keys.Order(StringComparer.Ordinal)
        );

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task Every_tool_answers_every_role_as_the_tables_and_its_schema_say(string contract)
    {
        await using var server = await RunningServer.StartAsync(contract);
        var world = new BankWorld(server);
        var offered = server.Services.GetRequiredService<ToolCatalogue>().Offered;
        var answered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var role in RolePermissions.Table.Keys)
        {
            foreach (var tool in offered)
            {
                var answers = await AnswersAsync(world, role, tool);
                AssertRights(role, tool, answers);
                answered.UnionWith(answers.Values.Where(answer => Conforms(tool, answer)).Select(_ => tool.Shape.Name));
            }
        }

        Assert.Equal(offered.Select(tool => tool.Shape.Name).ToHashSet(StringComparer.Ordinal), answered);
    }

    [Fact]
    public async Task A_hidden_tool_and_one_that_never_was_answer_the_same_before_arguments_are_read()
    {
        await using var server = await RunningServer.StartAsync();
        var agent = new BankWorld(server).Agent("alice", "customer");
        var nonsense = new JsonObject { ["nonsense"] = true };

        var hidden = await agent.CallAsync("get_metrics", nonsense);
        var never = await agent.CallAsync("get_nothing", nonsense);

        Assert.Equal(
            WithoutRequestId(never).Replace("get_nothing", "get_metrics", StringComparison.Ordinal),
            WithoutRequestId(hidden)
        );
        foreach (var (answer, tool) in new[] { (hidden, "get_metrics"), (never, "get_nothing") })
        {
            var record = Assert.Single(await server.Audit.OfAsync(answer.RequestId));
            Assert.Equal((AuditCode.ToolUnknown, tool), (record.Code, record.Tool));
            Assert.Equal("""{"nonsense":true}""", record.Arguments);
        }
    }

    [Theory]
    [InlineData(Agents.Newest)]
    [InlineData(Agents.InitializeEra)]
    public async Task A_tool_that_lacks_only_a_scope_is_listed_and_asks_for_the_scope(string revision)
    {
        await using var server = await RunningServer.StartAsync();
        var scopes = new Dictionary<string, object>(StringComparer.Ordinal) { ["scope"] = "accounts:read" };
        var agent = new RawAgent(server, Tokens.ForAgent("alice", "user", scopes), revision);

        var list = await agent.AskAsync("tools/list");
        var refused = await agent.CallAsync("transfer_funds");
        var allowed = await agent.CallAsync("get_account", new JsonObject { ["account_id"] = "1001" });

        var names = list
            .Result.GetProperty("tools")
            .EnumerateArray()
            .Select(tool => tool.GetProperty("name").GetString());
        Assert.Contains("transfer_funds", names);
        Assert.Equal(403, (int)refused.Status);
        Assert.Equal(
            "Bearer error=\"insufficient_scope\", scope=\"money:move\", "
                + "resource_metadata=\"http://127.0.0.1/.well-known/oauth-protected-resource/mcp\"",
            Assert.Single(refused.Http.Headers.GetValues("WWW-Authenticate"))
        );
        Assert.Equal(AuditCode.ScopeMissing, Assert.Single(await server.Audit.OfAsync(refused.RequestId)).Code);
        Assert.False(allowed.IsToolError);
    }

    /// <summary>Else its owner looks for a fault in the tool's name.</summary>
    [Theory]
    [InlineData(AgentStatus.Suspended, "suspended")]
    [InlineData(AgentStatus.Revoked, "revoked for good")]
    public async Task An_agent_that_people_stopped_is_told_so_whatever_it_asks_for(AgentStatus status, string word)
    {
        await using var server = await RunningServer.StartAsync();
        var agent = new BankWorld(server).Agent("alice", "user");
        Assert.False((await agent.CallAsync("list_accounts")).IsToolError);
        await StopAsync(server, status);

        var known = await agent.CallAsync("list_accounts");
        var never = await agent.CallAsync("get_nothing");

        Assert.All(
            [known, never],
            answer =>
            {
                Assert.Equal("AUTHORIZATION_ERROR", CodeOf(answer));
                Assert.Contains($"This agent is {word} by people", answer.Text, StringComparison.Ordinal);
            }
        );
        var record = Assert.Single(await server.Audit.OfAsync(known.RequestId));
        Assert.Equal((AuditCode.CallRefused, AuditRecords.Refused), (record.Code, record.Decision));
        Assert.Equal(("list_accounts", "agent not active"), (record.Tool, record.Reason));
    }

    private static async Task StopAsync(RunningServer server, AgentStatus status)
    {
        var cancel = TestContext.Current.CancellationToken;
        var store = server.Services.GetRequiredService<IOversightStore>();
        var state = await store.ReadAsync(cancel);
        var stopped = Assert.Single(state.Agents).Value with { Status = status };
        var record = new AuditEvent
        {
            Id = Guid.CreateVersion7(),
            Code = AuditCode.AgentStatusChanged,
            RequestId = "a-test",
            Decision = AuditRecords.Allowed,
        };
        var change = new SaveAgent(stopped, "olga", TimeProvider.System.GetUtcNow(), "Odd calls.");
        Assert.True(await store.ChangeAsync(state.Version, change, record));
        await server.Services.GetRequiredService<OversightWatch>().RefreshAsync(cancel);
    }

    private static async Task<Dictionary<Whose, RawAnswer>> AnswersAsync(BankWorld world, string role, OfferedTool tool)
    {
        var row = ToolCases.All[tool.Shape.Name];
        var agent = world.Agent(BankWorld.Caller, role);
        var answers = new Dictionary<Whose, RawAnswer>();
        foreach (var whose in row.IsOwned ? Enum.GetValues<Whose>() : [Whose.Own])
        {
            answers[whose] = await agent.CallAsync(tool.Shape.Name, await row.Arguments(world, whose));
        }

        return answers;
    }

    private static void AssertRights(string role, OfferedTool tool, Dictionary<Whose, RawAnswer> answers)
    {
        var what = $"{tool.Shape.Name} as {role}: ";
        if (tool.Permission is { } permission && !RolePermissions.Table[role].Contains(permission))
        {
            Assert.All(answers.Values, answer => Assert.Equal($"Unknown tool: {tool.Shape.Name}", answer.ErrorMessage));
            return;
        }

        Assert.False(answers[Whose.Own].IsProtocolError, what + answers[Whose.Own].Message);
        Assert.False(answers[Whose.Own].IsToolError, what + answers[Whose.Own].Message);
        if (answers.Count == 1)
        {
            return;
        }

        Assert.Contains(CodeOf(answers[Whose.Unknown]), NotFound);
        if (
            role is RolePermissions.User or RolePermissions.Customer
            || tool.Shape.Name is "get_operation" or "cancel_operation"
        )
        {
            Assert.Equal(WithoutRequestId(answers[Whose.Unknown]), WithoutRequestId(answers[Whose.Foreign]));
        }
        else
        {
            Assert.False(answers[Whose.Foreign].IsToolError, what + answers[Whose.Foreign].Message);
        }
    }

    /// <summary>Whether it is a result; a result that breaks its schema fails.</summary>
    private static bool Conforms(OfferedTool tool, RawAnswer answer)
    {
        if (answer.IsProtocolError || answer.IsToolError)
        {
            return false;
        }

        Assert.Empty(SchemaCheck.ProblemsOf(answer.Structured, tool.Shape.OutputSchema!.Value));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(answer.Structured.GetRawText()), JsonNode.Parse(answer.Text)));
        return true;
    }

    private static string? CodeOf(RawAnswer answer) =>
        answer.IsToolError ? answer.ToolError.GetProperty("code").GetString() : null;

    private static string WithoutRequestId(RawAnswer answer) =>
        answer.Message.GetRawText().Replace(answer.RequestId, "", StringComparison.Ordinal);
}
