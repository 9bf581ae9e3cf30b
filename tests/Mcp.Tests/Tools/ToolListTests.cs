using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Security;
using FinancialMcp.Mcp.Protocol;
using FinancialMcp.Mcp.Tests.Protocol;
using FinancialMcp.Mcp.Tools;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Tools;

/// <summary>What <c>tools/list</c> shows: to whom, under which contract, at which cost.</summary>
public sealed class ToolListTests(ITestOutputHelper output)
{
    /// <summary>A model pays for names, descriptions and input schemas with every conversation.</summary>
    private const int MostTokens = 6000;
    private const int CharactersOfToken = 4;

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task The_list_is_the_approved_one_and_stays_within_its_cost(string contract)
    {
        await using var server = await RunningServer.StartAsync(contract);
        var list = await ListAsync(server, "admin", Agents.Newest);
        var tools = list.GetProperty("tools");

        var shown = tools.EnumerateArray().Sum(tool => Length(tool, "name", "title", "description", "inputSchema"));
        var results = tools.EnumerateArray().Sum(tool => Length(tool, "outputSchema"));
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{contract}: {tools.GetArrayLength()} tools, {shown / CharactersOfToken} tokens shown to models, "
                    + $"{results / CharactersOfToken} tokens of output schemas"
            )
        );
        ApprovedFile.Check(
            $"tests/Mcp.Tests/approved/tools.{contract}.json",
            JsonSerializer.Serialize(tools, Readable) + "\n"
        );
        Assert.InRange(shown, 1, MostTokens * CharactersOfToken);
        Assert.Equal(60_000, list.GetProperty("ttlMs").GetInt32());
        Assert.Equal("private", list.GetProperty("cacheScope").GetString());
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task No_tool_asks_for_what_records_do_not_keep(string contract)
    {
        await using var server = await RunningServer.StartAsync(contract);
        var arguments = server
            .Services.GetRequiredService<ToolCatalogue>()
            .Offered.SelectMany(tool => tool.Shape.InputSchema.GetProperty("properties").EnumerateObject())
            .Select(argument => argument.Name);

        Assert.All(arguments, name => Assert.False(ArgumentRecord.IsCredential(name), name));
    }

    [Fact]
    public async Task Each_role_sees_the_tools_that_its_rights_allow_in_the_registrys_order()
    {
        await using var server = await RunningServer.StartAsync();
        var offered = server.Services.GetRequiredService<ToolCatalogue>().Offered;
        foreach (var (role, rights) in RolePermissions.Table)
        {
            var expected = offered
                .Where(tool => tool.Permission is null || rights.Contains(tool.Permission))
                .Select(tool => tool.Shape.Name);

            Assert.Equal(expected, NamesOf(await ListAsync(server, "ROLE_" + role.ToUpperInvariant(), Agents.Newest)));
        }

        Assert.Equal(["health_check"], NamesOf(await ListAsync(server, "no_such_role", Agents.InitializeEra)));
    }

    [Fact]
    public async Task A_client_of_the_initialize_era_gets_no_members_it_does_not_know()
    {
        await using var server = await RunningServer.StartAsync();

        var list = await ListAsync(server, "user", Agents.InitializeEra);

        Assert.Equal(["tools"], list.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Deposits_are_listed_only_while_the_bank_takes_them()
    {
        await using var open = await RunningServer.StartAsync("v2");
        await using var closed = await RunningServer.StartAsync("v2", deposits: false);

        Assert.Contains("deposit_funds", NamesOf(await ListAsync(open, "user", Agents.Newest)));
        Assert.DoesNotContain("deposit_funds", NamesOf(await ListAsync(closed, "user", Agents.Newest)));
    }

    [Fact]
    public async Task Corrections_of_balances_are_off_until_the_policy_names_them()
    {
        await using var server = await RunningServer.StartAsync(policy: """[ { "name": "all" } ]""");
        var arguments = new System.Text.Json.Nodes.JsonObject
        {
            ["account_id"] = "1002",
            ["expected_balance"] = await new BankWorld(server).BalanceAsync(Whose.Own),
            ["new_balance"] = "1.00",
            ["reason"] = "a test",
            ["idempotency_key"] = BankWorld.NewKey(),
        };

        var answer = await new BankWorld(server).Agent("alice", "admin").CallAsync("update_account_balance", arguments);

        Assert.DoesNotContain("update_account_balance", NamesOf(await ListAsync(server, "admin", Agents.Newest)));
        Assert.Equal("TOOL_DISABLED", answer.ToolError.GetProperty("code").GetString());
    }

    [Fact]
    public void Hints_follow_from_the_effect_and_the_effect_from_the_request()
    {
        foreach (var tool in ToolRegistry.All)
        {
            var hints = OfferedTool.HintsOf(tool.Effect);
            var isChange =
                tool.Request.IsAssignableTo(typeof(Application.Operations.IChange))
                || tool.Request == typeof(Application.Operations.CancelOperation);

            Assert.Equal(!isChange, hints.ReadOnlyHint);
            Assert.Equal(tool.Effect is ToolEffect.Destroys or ToolEffect.MovesMoney, hints.DestructiveHint);
            Assert.Equal(tool.Effect == ToolEffect.MovesMoney, hints.OpenWorldHint);
            Assert.True(hints.IdempotentHint);
        }
    }

    [Fact]
    public void A_tool_is_named_as_its_request()
    {
        foreach (var tool in ToolRegistry.All)
        {
            Assert.Equal(tool.Name, JsonNamingPolicy.SnakeCaseLower.ConvertName(tool.Request.Name));
        }
    }

    [Fact]
    public async Task The_documentation_of_the_tools_is_the_approved_one()
    {
        await using var server = await RunningServer.StartAsync("v2");
        var v2 = server.Services.GetRequiredService<ToolCatalogue>();
        var v1 = new ToolCatalogue(BankContract.V1, server.Services);

        ApprovedFile.Check("docs/tools.md", ToolDocument.Of(v1, v2));
    }

    [Fact]
    public void The_error_codes_are_the_approved_ones() =>
        ApprovedFile.Check(
            "tests/Mcp.Tests/approved/errors.txt",
            string.Concat(
                ErrorCodes
                    .RetryOf.OrderBy(code => code.Key, StringComparer.Ordinal)
                    .Select(code => $"{code.Key} {code.Value}\n")
            )
        );

    [Fact]
    public void The_rights_of_the_roles_are_the_approved_ones()
    {
        var text = new StringBuilder();
        foreach (var (permission, scope) in Permissions.ScopeOf.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var roles = RolePermissions
                .Table.Where(role => role.Value.Contains(permission))
                .Select(role => role.Key)
                .Order(StringComparer.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"{permission} ({scope}): {string.Join(' ', roles)}\n");
        }

        ApprovedFile.Check("tests/Mcp.Tests/approved/permissions.txt", text.ToString());
    }

    private static async Task<JsonElement> ListAsync(RunningServer server, string role, string revision) =>
        (await new RawAgent(server, Tokens.ForAgent("alice", role), revision).AskAsync("tools/list")).Result;

    private static IEnumerable<string?> NamesOf(JsonElement list) =>
        list.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString());

    private static int Length(JsonElement tool, params string[] members) =>
        members.Sum(member => tool.GetProperty(member).GetRawText().Length);
}
