using System.CommandLine;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Mcp.Hosting;

namespace FinancialMcp.Mcp.Commands;

/// <summary><c>financial-mcp serve</c>, also without the word: runs until it is told to stop.</summary>
internal static partial class ServeCommand
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
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception failure)
        {
            // A port that is taken, a database that cannot be opened: whatever it is, the process ends with it. The host
            // has logged the exception itself.
            StartFailed(app.Logger, failure.Message);
            return failure is DatabaseInUseException ? DatabaseInUseException.ExitCode : 1;
        }

        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    [LoggerMessage(102, LogLevel.Critical, "The server cannot start: {Reason}")]
    private static partial void StartFailed(ILogger log, string reason);
}
