using System.CommandLine;
using FinancialMcp.Mcp.Hosting;

namespace FinancialMcp.Mcp.Commands;

/// <summary><c>financial-mcp serve</c>, also without the word: runs until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Runs the server until it is stopped (the default).")
        {
            CommandOptions.EnvironmentFile,
        };
        command.SetAction(RunAsync);
        return command;
    }

    public static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (CommandOptions.ReadSettings(arguments) is not { } settings)
        {
            return 1;
        }

        await using var app = ServerHost.Build(settings);
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
}
