using System.Globalization;
using System.Text.Json;
using FinancialMcp.EndToEnd.Tests.Monitoring;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Scripts;

/// <summary>A script of build/, run to its end as an operator runs it, with the server that was built beside these tests.</summary>
internal static class Script
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Skips the test where a program that the script asks for is not installed.</summary>
    public static void Require(params string[] programs)
    {
        foreach (var program in (string[])["bash", "jq", .. programs])
        {
            Tool.Require(program, program);
        }
    }

    /// <summary>Nobody is there whom it could ask.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(string name, params string[] arguments) =>
        Tool.RunAsync(
            "bash",
            ["-c", "exec \"$0\" \"$@\" </dev/null", Path.Combine(BuildOutput.Root, "build", name), .. arguments],
            BuildOutput.Root,
            ("FINANCIAL_MCP", "dotnet " + BuildOutput.Server)
        );

    /// <summary>The same where it must exit with 0; what it printed.</summary>
    public static async Task<string> SucceedsAsync(string name, params string[] arguments)
    {
        var (code, output) = await RunAsync(name, arguments);
        Assert.True(code == 0, string.Create(CultureInfo.InvariantCulture, $"{name} exited with {code}:\n{output}"));
        return output;
    }

    /// <summary>The same where it must refuse, and say that.</summary>
    public static async Task RefusesAsync(string why, string name, params string[] arguments)
    {
        var (code, output) = await RunAsync(name, arguments);
        Assert.Equal(1, code);
        Assert.Contains(why, output, StringComparison.Ordinal);
    }

    /// <summary>Writes settings as an environment file that its owner alone may read.</summary>
    public static async Task<string> WriteSettingsAsync(
        string folder,
        IEnumerable<KeyValuePair<string, string>> settings
    )
    {
        var file = Path.Combine(folder, "settings.env");
        await File.WriteAllLinesAsync(file, settings.Select(it => $"{it.Key}={it.Value}"), Cancel);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return file;
    }

    /// <summary>Whether its owner alone may use it.</summary>
    public static bool IsPrivate(string path)
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & ~Owner) == UnixFileMode.None;
    }

    public static async Task<JsonElement> ReadJsonAsync(string file) =>
        JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(file, Cancel));
}
