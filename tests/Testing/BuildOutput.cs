namespace FinancialMcp.Testing;

/// <summary>Where the programs under test lie: beside this build, in the same configuration.</summary>
public static class BuildOutput
{
    public static string Root { get; } = FindRoot();

    public static string Server { get; } = Of("src/Mcp", "financial-mcp.dll");

    public static string Sandbox { get; } = Of("src/Sandbox", "FinancialMcp.Sandbox.dll");

    /// <summary>The server that dies where it is told to.</summary>
    public static string CrashingServer { get; } = Of("tests/CrashingServer", "FinancialMcp.CrashingServer.dll");

    private static string Of(string project, string assembly)
    {
        // …/tests/<Project>/bin/<Configuration>/net10.0/
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Root, project, "bin", folder.Parent!.Name, folder.Name, assembly);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FinancialMcp.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new InvalidOperationException("FinancialMcp.sln is not above the test's folder.");
    }
}
