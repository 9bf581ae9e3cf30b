using System.Text.Json;

namespace FinancialMcp.Sandbox;

/// <summary>The line that says the bank is ready, and where.</summary>
internal sealed record ReadyLine(
    string Event,
    string AccountUrl,
    string TransactionUrl,
    string? FaultUrl,
    string Contract
);

internal static class Program
{
    private static readonly JsonSerializerOptions Snake = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private static async Task<int> Main(string[] args)
    {
        try
        {
            var parsed = SandboxCommand.Build(RunAsync).Parse(args);
            if (parsed.Errors.Count > 0)
            {
                await Console.Error.WriteLineAsync(
                    string.Join(Environment.NewLine, parsed.Errors.Select(e => e.Message))
                );
                return 1;
            }
            return await parsed.InvokeAsync(
                new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }
            );
        }
        catch (SandboxStartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static async Task<int> RunAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        using var stop = new StopSignals();
        await using var host = await SandboxHost.StartAsync(options, cancellationToken);
        var ready = new ReadyLine(
            "sandbox_ready",
            Text(host.AccountUrl)!,
            Text(host.TransactionUrl)!,
            Text(host.FaultUrl),
            options.Contract == BankContract.V2 ? "v2" : "v1"
        );
        Console.WriteLine(JsonSerializer.Serialize(ready, Snake));
        await stop.Asked;
        return 0;
    }

    private static string? Text(Uri? url) => url?.GetLeftPart(UriPartial.Authority);
}
