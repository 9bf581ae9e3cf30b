using System.CommandLine;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Hosting;
using FinancialMcp.Mcp.Telemetry;
using Serilog.Extensions.Logging;

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

        try
        {
            await ServeAsync(settings, cancellationToken);
            return 0;
        }
        catch (Exception failure)
        {
            // A port that is taken, a database that cannot be opened: whatever it is, the process ends with it, and the
            // host's own log may be closed by now.
            using var log = new SerilogLoggerFactory(LogServices.LoggerFor(settings.Logs), dispose: true);
            ServerFailed(log.CreateLogger(nameof(ServeCommand)), failure.Message, failure);
            return failure is DatabaseInUseException ? DatabaseInUseException.ExitCode : 1;
        }
    }

    private static async Task ServeAsync(Settings settings, CancellationToken cancellationToken)
    {
        await using var app = ServerHost.Build(settings);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            // What did start is told to stop before it is taken away.
            await app.StopAsync(CancellationToken.None);
            throw;
        }

        await app.WaitForShutdownAsync(cancellationToken);
    }

    [LoggerMessage(102, LogLevel.Critical, "The server has failed: {Reason}")]
    private static partial void ServerFailed(ILogger log, string reason, Exception failure);
}
