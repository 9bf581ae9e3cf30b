using System.CommandLine;
using System.Globalization;
using System.Net;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Hosting;

namespace FinancialMcp.Mcp.Commands;

/// <summary>
/// <c>financial-mcp health</c>: asks a running server whether it is ready. What a container's health check runs, so that
/// the image needs no other program for it.
/// </summary>
internal static class HealthCommand
{
    private const long LargestAnswer = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private static readonly Argument<Uri?> Url = new("url")
    {
        Description = "The server's URL; without it, the one that HOST and PORT give.",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = CommandOptions.ReadServerUrl,
    };

    public static Command Create()
    {
        var command = new Command("health", "Asks a running server whether it is ready. Exits 0 or 1.")
        {
            Url,
            CommandOptions.EnvironmentFile,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if ((arguments.GetValue(Url) ?? OwnUrl(arguments)) is not { } server)
        {
            return 1;
        }

        // A proxy of the environment is for the bank or the internet; it would ask a machine of its own at our address.
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = LargestAnswer };
        try
        {
            using var answer = await http.GetAsync(
                new Uri(server.AbsoluteUri.TrimEnd('/') + "/ready"),
                cancellationToken
            );
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            arguments.InvocationConfiguration.Output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode} {body}")
            );
            return answer.StatusCode == HttpStatusCode.OK ? 0 : 1;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            arguments.InvocationConfiguration.Error.WriteLine($"error: {failure.Message}");
            return 1;
        }
    }

    /// <summary>
    /// Reads these settings alone: an instance may have got the others, its secrets among them, from where a health
    /// check cannot see them.
    /// </summary>
    private static Uri? OwnUrl(ParseResult arguments)
    {
        List<ConfigurationProblem> problems = [];
        var read = new SettingsReader(CommandOptions.Sources(arguments), problems, isOwner: false);
        read.Environment = read.Get(SettingsCatalogue.Environment);
        var (host, port) = (read.Get(SettingsCatalogue.Host), read.Get(SettingsCatalogue.Port));
        if (problems.Count == 0 && port == 0)
        {
            problems.Add(new(SettingsCatalogue.Port.Name, "is 0", "Name the server's URL."));
        }

        foreach (var problem in problems)
        {
            arguments.InvocationConfiguration.Error.WriteLine($"error: {problem}");
        }

        return problems.Count == 0 ? new Uri(Listeners.UrlAt(host, port)) : null;
    }
}
