using FinancialMcp.Infrastructure.Tests.Audit;
using FinancialMcp.Infrastructure.Tests.Persistence;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace FinancialMcp.Infrastructure.Tests;

/// <summary>Runs the tests; and, for tests that kill or measure it, the process that is killed or measured.</summary>
internal static class Program
{
    internal const string AppendForever = "append-forever";
    internal const string PackOnce = "pack-once";

    private static Task<int> Main(string[] arguments) =>
        arguments switch
        {
            [AppendForever, var directory] => EmbeddedWriter.RunAsync(directory),
            [PackOnce, var directory] => PackingProcess.RunAsync(directory),
            _ when arguments.Contains("--server") => TestPlatformTestFramework.RunAsync(
                arguments,
                SelfRegisteredExtensions.AddSelfRegisteredExtensions
            ),
            _ => ConsoleRunner.Run(arguments),
        };
}
