using System.Text.Json;
using System.Text.Json.Nodes;
using FinancialMcp.Application.Audit;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Protocol;

/// <summary>Resources, completion and prompts: the same rights and the same answers as the tools.</summary>
public sealed class ResourceTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private RunningServer Server => shared.Server;

    [Theory]
    [InlineData(Agents.Newest)]
    [InlineData(Agents.InitializeEra)]
    public async Task An_account_reads_as_its_tool_answers(string revision)
    {
        var agent = Agent("alice", "user", revision);

        var read = await agent.AskAsync("resources/read", new JsonObject { ["uri"] = "account://1001" });
        var called = await agent.CallAsync("get_account", new JsonObject { ["account_id"] = "1001" });

        var content = Assert.Single(read.Result.GetProperty("contents").EnumerateArray());
        Assert.Equal("application/json", content.GetProperty("mimeType").GetString());
        Assert.Equal(called.Text, content.GetProperty("text").GetString());
        var record = (await Server.Audit.AllAsync()).Last(record => record.Tool == "resources/read");
        Assert.Equal((AuditCode.CallAnswered, """{"subject":"account://1001"}"""), (record.Code, record.Arguments));
    }

    [Theory]
    [InlineData("account://1003")]
    [InlineData("account://987654321")]
    [InlineData("account://../1001")]
    [InlineData("account://1001/")]
    [InlineData("account://")]
    [InlineData("Account://1001")]
    [InlineData("operation://01890000-0000-7000-8000-000000000001")]
    [InlineData("operation://1")]
    [InlineData("file:///etc/passwd")]
    public async Task What_is_not_there_or_not_yours_answers_the_same(string uri)
    {
        var agent = Agent("alice", "user", Agents.Newest);

        var answer = await agent.AskAsync("resources/read", new JsonObject { ["uri"] = uri });

        var error = answer.Message.GetProperty("error");
        Assert.Equal(-32602, error.GetProperty("code").GetInt32());
        Assert.Equal("There is no such resource, or it is not yours.", error.GetProperty("message").GetString());
        Assert.Equal(uri, error.GetProperty("data").GetProperty("uri").GetString());
        var record = Assert.Single(await Server.Audit.OfAsync(answer.RequestId));
        Assert.Equal(AuditRecords.Refused, record.Decision);
    }

    [Fact]
    public async Task An_operation_reads_for_who_asked_for_it()
    {
        var alice = Agent("alice", "user");
        var receipt = await alice.CallAsync(
            "deposit_funds",
            new JsonObject
            {
                ["account_id"] = "1001",
                ["amount"] = "1",
                ["idempotency_key"] = "key-" + Guid.CreateVersion7().ToString("N"),
            }
        );
        var uri = "operation://" + receipt.Structured.GetProperty("operation_id").GetString();

        var own = await alice.AskAsync("resources/read", new JsonObject { ["uri"] = uri });
        var foreign = await Agent("bob", "user").AskAsync("resources/read", new JsonObject { ["uri"] = uri });

        var text = own.Result.GetProperty("contents")[0].GetProperty("text").GetString()!;
        Assert.Equal("succeeded", JsonSerializer.Deserialize<JsonElement>(text).GetProperty("status").GetString());
        Assert.True(foreign.IsProtocolError);
    }

    [Fact]
    public async Task Lists_hold_the_callers_own_accounts_and_both_templates()
    {
        var agent = Agent("alice", "user", Agents.Newest);

        var list = await agent.AskAsync("resources/list");
        var templates = await agent.AskAsync("resources/templates/list");
        var nobody = await Agent("alice", "no_such_role").AskAsync("resources/templates/list");

        Assert.Equal(["account://1001", "account://1002"], Texts(list.Result.GetProperty("resources"), "uri"));
        Assert.Equal(
            ["account://{account_id}", "operation://{operation_id}"],
            Texts(templates.Result.GetProperty("resourceTemplates"), "uriTemplate")
        );
        Assert.Empty(nobody.Result.GetProperty("resourceTemplates").EnumerateArray());
    }

    [Theory]
    [InlineData("ref/resource", "account_id", "100", "1001 1002")]
    [InlineData("ref/resource", "account_id", "1002", "1002")]
    [InlineData("ref/resource", "account_id", "1003", "")]
    [InlineData("ref/prompt", "account_id", "", "1001 1002")]
    [InlineData("ref/prompt", "other", "1", "")]
    public async Task Account_numbers_are_completed_from_the_own_ones(
        string kind,
        string name,
        string value,
        string expected
    )
    {
        var reference =
            kind == "ref/resource"
                ? new JsonObject { ["type"] = kind, ["uri"] = "account://{account_id}" }
                : new JsonObject { ["type"] = kind, ["name"] = "review_account" };

        var answer = await Agent("alice", "user")
            .AskAsync(
                "completion/complete",
                new JsonObject
                {
                    ["ref"] = reference,
                    ["argument"] = new JsonObject { ["name"] = name, ["value"] = value },
                }
            );

        var values = answer.Result.GetProperty("completion").GetProperty("values").EnumerateArray();
        Assert.Equal(expected, string.Join(' ', values.Select(item => item.GetString())));
    }

    [Fact]
    public async Task Prompts_name_the_thing_and_the_tools()
    {
        var agent = Agent("alice", "user");

        var list = await agent.AskAsync("prompts/list");
        var prompt = await agent.AskAsync(
            "prompts/get",
            new JsonObject
            {
                ["name"] = "review_account",
                ["arguments"] = new JsonObject { ["account_id"] = "1001" },
            }
        );

        Assert.Equal(["review_account", "investigate_operation"], Texts(list.Result.GetProperty("prompts"), "name"));
        var message = Assert.Single(prompt.Result.GetProperty("messages").EnumerateArray());
        Assert.Contains(
            "the account 1001",
            message.GetProperty("content").GetProperty("text").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_resource_that_lacks_only_a_scope_asks_for_the_scope()
    {
        var scopes = new Dictionary<string, object>(StringComparer.Ordinal) { ["scope"] = "money:move" };
        var agent = new RawAgent(Server, Tokens.ForAgent("alice", "user", scopes));

        var answer = await agent.AskAsync("resources/read", new JsonObject { ["uri"] = "account://1001" });

        Assert.Equal(403, (int)answer.Status);
        Assert.Contains(
            "accounts:read",
            answer.Http.Headers.GetValues("WWW-Authenticate").Single(),
            StringComparison.Ordinal
        );
    }

    private RawAgent Agent(string person, string role, string revision = Agents.InitializeEra) =>
        new(Server, Tokens.ForAgent(person, role), revision);

    private static IEnumerable<string?> Texts(JsonElement list, string member) =>
        list.EnumerateArray().Select(item => item.GetProperty(member).GetString());
}
