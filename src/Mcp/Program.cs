using System.CommandLine;
using FinancialMcp.Mcp.Commands;

namespace FinancialMcp.Mcp;

internal static class Program
{
    /// <summary>Exit codes: 0 done, 1 refused or failed.</summary>
    private static Task<int> Main(string[] args)
    {
        var root = new RootCommand("Financial MCP: the gateway through which agents may touch money.")
        {
            CommandOptions.EnvironmentFile,
            ServeCommand.Create(),
            ValidateConfigCommand.Create(),
            TokenCommand.Create(),
            SmokeCommand.Create(),
        };
        root.SetAction(ServeCommand.RunAsync);
        return root.Parse(args).InvokeAsync();
    }
}
