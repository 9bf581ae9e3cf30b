using System.Net.Http.Json;
using System.Text.Json;
using FinancialMcp.Application.Audit;
using FinancialMcp.Mcp.Protocol;
using FinancialMcp.Mcp.Tests.Protocol;
using FinancialMcp.Mcp.Tools;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Tools;

/// <summary>Five hundred malformed calls, made from the schemas: each refused by name, each recorded, none sent on.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Calls = 500;

    [Theory]
    [InlineData("v1", 20260728UL, Agents.InitializeEra)]
    [InlineData("v2", 42UL, Agents.Newest)]
    public async Task Malformed_calls_are_refused_by_name_recorded_and_never_reach_the_bank(
        string contract,
        ulong seed,
        string revision
    )
    {
        await using var server = await RunningServer.StartAsync(contract);
        var world = new BankWorld(server);
        var tools = server.Services.GetRequiredService<ToolCatalogue>().Offered;
        var good = new Dictionary<string, System.Text.Json.Nodes.JsonObject>(StringComparer.Ordinal);
        foreach (var tool in tools)
        {
            good[tool.Shape.Name] = await ToolCases.All[tool.Shape.Name].Arguments(world, Whose.Own);
        }

        var dice = new Dice(seed);
        var arrivedBefore = (await ArrivedAsync(server)).Count;
        var refused = new List<(RawAnswer Answer, string Tool)>();
        var faults = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var number = 0; number < Calls; number++)
        {
            var tool = dice.Pick(tools).Shape;
            var bad = BadCalls.Spoil(dice, good[tool.Name], tool.InputSchema);
            var answer = await SendAsync(world, tool.Name, bad.Arguments, revision);

            AssertRefused(answer, bad, $"call {number} ({bad.Fault}): {tool.Name} {bad.Arguments}");
            refused.Add((answer, tool.Name));
            faults[bad.Fault] = faults.GetValueOrDefault(bad.Fault) + 1;
        }

        output.WriteLine(string.Join(", ", faults.Select(fault => $"{fault.Key} {fault.Value}")));
        Assert.Equal(6, faults.Count);
        Assert.Equal([], (await ArrivedAsync(server)).Skip(arrivedBefore).Where(request => request != HealthLook));
        await AssertRecordedAsync(server, refused);
    }

    /// <summary>The server's own look at the bank, which is no call.</summary>
    private const string HealthLook = "GET /actuator/health";

    private static Task<RawAnswer> SendAsync(BankWorld world, string tool, string arguments, string revision)
    {
        const string Meta = "io.modelcontextprotocol/";
        var meta =
            revision == Agents.Newest
                ? $$$""","_meta":{"{{{Meta}}}protocolVersion":"{{{revision}}}","{{{Meta}}}clientCapabilities":{}}"""
                : "";
        var body =
            $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}{{{meta}}}}}""";
        return world.Agent(BankWorld.Caller, "admin", revision).SendAsync(body, name: tool);
    }

    private static void AssertRefused(RawAnswer answer, BadCall bad, string what)
    {
        if (answer.IsProtocolError)
        {
            Assert.True((int)answer.Status is >= 400 and < 500, what);
            Assert.Contains($"\"{bad.Field}\" is given twice", answer.ErrorMessage, StringComparison.Ordinal);
            return;
        }

        Assert.True(answer.IsToolError, what);
        Assert.Equal("VALIDATION_ERROR", answer.ToolError.GetProperty("code").GetString());
        var problems = answer.ToolError.GetProperty("details").EnumerateArray();
        var fields = problems.Select(problem => problem.GetProperty("field").GetString());
        Assert.True(fields.Contains(ArgumentRecord.NameOf(bad.Field)), $"{what}: {answer.Text}");
    }

    private static async Task AssertRecordedAsync(
        RunningServer server,
        IReadOnlyList<(RawAnswer Answer, string Tool)> refused
    )
    {
        var records = (await server.Audit.AllAsync()).ToLookup(record => record.RequestId, StringComparer.Ordinal);
        foreach (var (answer, tool) in refused)
        {
            var record = Assert.Single(records[answer.RequestId]);
            // A body that could not be read names no tool.
            var expected = answer.IsProtocolError
                ? (AuditRecords.Refused, AuditCode.RequestMalformed, "http")
                : (AuditRecords.Refused, AuditCode.CallRefused, tool);
            Assert.Equal(expected, (record.Decision, record.Code, record.Tool));
            Assert.True(record.Json.GetRawText().Length < 8192);
        }
    }

    /// <summary>Everything that arrived at either service of the bank.</summary>
    private static async Task<IReadOnlyList<string>> ArrivedAsync(RunningServer server)
    {
        using var http = new HttpClient();
        var log = await http.GetFromJsonAsync<JsonElement>(new Uri(server.Bank.FaultUrl!, "/requests?limit=1000"));
        return
        [
            .. log.EnumerateArray().Select(request => $"{request.GetProperty("method")} {request.GetProperty("path")}"),
        ];
    }
}
