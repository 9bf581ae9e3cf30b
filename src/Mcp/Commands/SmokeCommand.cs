using System.CommandLine;
using FinancialMcp.Mcp.Configuration;

namespace FinancialMcp.Mcp.Commands;

/// <summary>
/// <c>financial-mcp smoke URL</c>: connects to a running server as an agent does and calls what changes nothing. What
/// deployment scripts run before they send traffic to an instance.
/// </summary>
internal static class SmokeCommand
{
    private const string TokenVariable = "FINANCIAL_MCP_TOKEN";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Argument<Uri> Url = new("url")
    {
        Description = "The server's URL, without /mcp.",
        CustomParser = CommandOptions.ReadServerUrl,
    };

    private static readonly Option<string?> Token = new("--token")
    {
        Description = $"The caller's token; without it, what {TokenVariable} says.",
    };

    public static Command Create()
    {
        var command = new Command(
            "smoke",
            "Calls a running server as an agent does, and shows what works. Exits 0 or 1."
        )
        {
            Url,
            Token,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        var run = new SmokeRun(arguments.InvocationConfiguration.Output, deadline.Token);
        return await run.CheckAsync(arguments.GetRequiredValue(Url), TokenOf(arguments)) ? 0 : 1;
    }

    private static string? TokenOf(ParseResult arguments) =>
        arguments.GetValue(Token)
        ?? ConfigurationSources.Of(ConfigurationSources.ProcessEnvironment()).Find(TokenVariable);
}
