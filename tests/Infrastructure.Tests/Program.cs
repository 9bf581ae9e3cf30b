using FinancialMcp.Infrastructure.Tests.Persistence;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace FinancialMcp.Infrastructure.Tests;

/// <summary>Runs the tests; and, for a test that kills it, the process that is killed.</summary>
internal static class Program
{
    internal const string AppendForever = "append-forever";

    private static Task<int> Main(string[] arguments) =>
        arguments switch
        {
            [AppendForever, var directory] => EmbeddedWriter.RunAsync(directory),
            _ when arguments.Contains("--server") => TestPlatformTestFramework.RunAsync(
                arguments,
                SelfRegisteredExtensions.AddSelfRegisteredExtensions
            ),
            _ => ConsoleRunner.Run(arguments),
        };
}
