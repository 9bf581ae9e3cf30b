using System.Diagnostics;

namespace FinancialMcp.EndToEnd.Tests.Monitoring;

/// <summary>A program of the operators', run to its end.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Skips the test where a program is not installed.</summary>
    public static void Require(string program, string package) =>
        Assert.SkipUnless(Find(program) is not null, $"{program} is not installed (package {package}).");

    /// <summary>
    /// Runs it in a folder with nothing in its environment but PATH and what is given. Returns its exit code and what it printed.
    /// </summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string folder,
        params (string Name, string Value)[] environment
    )
    {
        var start = new ProcessStartInfo(Find(program)!, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, output + await error);
    }

    /// <summary>Whether one of Prometheus's servers says that it is ready.</summary>
    public static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(
                new Uri("/-/ready", UriKind.Relative),
                TestContext.Current.CancellationToken
            );
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>The program's path; null where it is not installed.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
