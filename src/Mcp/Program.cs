using System.CommandLine;
using FinancialMcp.Mcp.Commands;

namespace FinancialMcp.Mcp;

internal static class Program
{
    /// <summary>Exit codes: 0 done, 1 refused or failed (of `audit verify`: 2), 75 another process uses the embedded database.</summary>
    private static Task<int> Main(string[] args) => Root().Parse(args).InvokeAsync(Invocation());

    private static RootCommand Root()
    {
        var root = new RootCommand("Financial MCP: the gateway through which agents may touch money.")
        {
            CommandOptions.EnvironmentFile,
            ServeCommand.Create(),
            MigrateCommand.Create(),
            ValidateConfigCommand.Create(),
            TokenCommand.Create(),
            SmokeCommand.Create(),
            HealthCommand.Create(),
            AuditCommand.Create(),
        };
        root.SetAction(ServeCommand.RunAsync);
        return root;
    }

    /// <summary>The host handles signals itself, and takes longer to stop than a command line would wait.</summary>
    private static InvocationConfiguration Invocation() => new() { ProcessTerminationTimeout = null };
}
