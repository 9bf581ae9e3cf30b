using System.Globalization;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>What a run measured goes to its own output and to whoever watches the run.</summary>
internal static class Figures
{
    public static void Print(ITestOutputHelper output, string figures)
    {
        output.WriteLine(figures);
        TestContext.Current.SendDiagnosticMessage(figures);
    }

    /// <summary>A number from the environment, by which a longer run is asked for.</summary>
    public static int Asked(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
