using System.Diagnostics;
using System.Text.Json;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>Real clients call every offered tool, under both contracts, on both databases.</summary>
public sealed class EveryToolTests
{
    public static TheoryData<string, string> Worlds =>
        new()
        {
            { "v1", "sqlite" },
            { "v1", "postgres" },
            { "v2", "sqlite" },
            { "v2", "postgres" },
        };

    [Theory]
    [MemberData(nameof(Worlds))]
    public async Task Real_clients_call_every_tool(string contract, string database)
    {
        await using var world = await World.StartAsync(contract, database, "--limits", "none", "--deposits", "on");
        var token = Tokens.ForAgent("the-administrator", "ROLE_ADMIN");

        await CSharpAsync(world, token, Agents.Newest);
        await CSharpAsync(world, token, Agents.InitializeEra);
        await TypeScriptAsync(world, token);
    }

    private static async Task CSharpAsync(World world, string token, string revision)
    {
        await using var client = await Agents.ConnectAsync(world.Server.McpUrl, token, revision);
        Assert.Equal(revision, client.NegotiatedProtocolVersion);
        await CallPlan.RunAsync(client, CallPlan.For(world.Bank.Contract, $"csharp-{revision}"));
    }

    private static async Task TypeScriptAsync(World world, string token)
    {
        var folder = Path.Combine(BuildOutput.Root, "tests", "TypeScript");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(folder, "node_modules")),
            "The TypeScript client is not installed (npm)."
        );

        var plan = Path.Combine(world.Folder, "plan.json");
        var calls = CallPlan
            .For(world.Bank.Contract, "typescript")
            .Select(call => new { tool = call.Tool, arguments = call.Arguments });
        await File.WriteAllTextAsync(plan, JsonSerializer.Serialize(calls));

        var start = new ProcessStartInfo("node", ["call-every-tool.mjs", world.Server.McpUrl + "/mcp", plan])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["FINANCIAL_MCP_TOKEN"] = token;
        using var node = Process.Start(start)!;
        var output = node.StandardOutput.ReadToEndAsync();
        var errors = node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await output + await errors);
    }
}
