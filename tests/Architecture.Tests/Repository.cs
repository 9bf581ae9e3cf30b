namespace FinancialMcp.Architecture.Tests;

/// <summary>The checkout this test was built from, and its files as they are on disk.</summary>
internal static class Repository
{
    private static readonly string[] Skipped =
    [
        "bin",
        "obj",
        ".git",
        "node_modules",
        ".vs",
        "TestResults",
        "data",
        "logs",
    ];

    public static string Root { get; } = Find();

    /// <summary>Paths relative to the root, with forward slashes. Build output is left out.</summary>
    public static IReadOnlyList<string> Files { get; } = Walk(Root).Order(StringComparer.Ordinal).ToList();

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FinancialMcp.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new InvalidOperationException("FinancialMcp.sln is not above the test's folder.");
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        }

        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            if (Skipped.Contains(Path.GetFileName(child), StringComparer.Ordinal))
            {
                continue;
            }

            foreach (var file in Walk(child))
            {
                yield return file;
            }
        }
    }
}
