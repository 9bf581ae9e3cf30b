using System.Text.Json;
using System.Text.Json.Nodes;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Mcp.Tests.Protocol;
using FinancialMcp.Testing;
using Mediator;
using Microsoft.Extensions.DependencyInjection;
using SetStop = FinancialMcp.Application.Stops.SetStop;

namespace FinancialMcp.Mcp.Tests.Tools;

/// <summary>What people are shown of the tools is what agents are, and a tool that they switch off is off for agents.</summary>
public sealed class ToolFactsTests
{
    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task People_see_of_every_tool_what_agents_are_told(string contract)
    {
        await using var server = await RunningServer.StartAsync(contract);
        var agent = new RawAgent(server, Tokens.ForAgent("olivia", "admin"), Agents.Newest);
        var told = (await agent.AskAsync("tools/list")).Result.GetProperty("tools").EnumerateArray().ToList();

        var shown = server.Services.GetRequiredService<IToolCatalogue>().Tools;

        Assert.Equal(told.Select(tool => tool.GetProperty("name").GetString()), shown.Select(tool => tool.Name));
        foreach (var (tool, facts) in told.Zip(shown))
        {
            var hints = tool.GetProperty("annotations");
            Assert.Equal(tool.GetProperty("title").GetString(), facts.Title);
            Assert.Equal(tool.GetProperty("description").GetString(), facts.Description);
            Assert.Equal(hints.GetProperty("readOnlyHint").GetBoolean(), facts.IsReadOnly);
            Assert.Equal(hints.GetProperty("destructiveHint").GetBoolean(), facts.IsDestructive);
            Assert.Equal(hints.GetProperty("idempotentHint").GetBoolean(), facts.IsIdempotent);
            Assert.Equal(hints.GetProperty("openWorldHint").GetBoolean(), facts.IsOpenWorld);
            Assert.True(JsonElement.DeepEquals(tool.GetProperty("inputSchema"), Json(facts.InputSchema)));
            Assert.True(JsonElement.DeepEquals(tool.GetProperty("outputSchema"), Json(facts.OutputSchema!)));
        }
    }

    [Fact]
    public async Task A_reading_tool_that_is_switched_off_answers_neither_as_a_tool_nor_as_a_resource()
    {
        await using var server = await RunningServer.StartAsync();
        var alice = new BankWorld(server).Agent("alice", "user", Agents.Newest);
        var arguments = new JsonObject { ["account_id"] = "1001" };
        Assert.False((await alice.CallAsync("get_account", arguments)).IsToolError);

        await AskAsync(server, "olga", StaffPermissions.Operator, new SetStop(StopScope.Tool, "get_account", "a test"));
        var called = await alice.CallAsync("get_account", arguments);
        var read = await alice.AskAsync("resources/read", new JsonObject { ["uri"] = "account://1001" });
        var other = await alice.CallAsync("get_account_balance", arguments);
        ToolView? shown = null;
        await Eventually.TrueAsync(
            async () =>
            {
                var list = await AskAsync(server, "paul", StaffPermissions.Approver, new ListTools());
                shown = list.Tools.Single(tool => tool.Facts.Name == "get_account");
                return shown.Figures[FigureSpan.Day] is { Calls: 2, Refused: 1 };
            },
            TimeSpan.FromSeconds(30),
            "the figures of both calls are kept"
        );

        Assert.Equal("TOOL_DISABLED", called.ToolError.GetProperty("code").GetString());
        Assert.True(read.Message.TryGetProperty("error", out _));
        Assert.False(other.IsToolError);
        Assert.Equal("olga", shown!.Stop?.By);
    }

    private static async Task<T> AskAsync<T>(RunningServer server, string person, string role, IRequest<T> request)
    {
        await using var scope = server.Services.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CallContext>()
            .Begin(
                new Call
                {
                    Caller = new Caller
                    {
                        Principal = new Principal("admin", person, null),
                        Roles = new HashSet<string> { role },
                        BackendSubject = person,
                        IsPerson = true,
                    },
                    RequestId = Guid.CreateVersion7().ToString("n"),
                    Tool = request.GetType().Name,
                    Arguments = "{}",
                }
            );
        return await scope
            .ServiceProvider.GetRequiredService<ISender>()
            .Send(request, TestContext.Current.CancellationToken);
    }

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
