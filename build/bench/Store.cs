using FinancialMcp.Testing;

namespace FinancialMcp.Bench;

/// <summary>
/// A database for a server of ours, as the settings that lead to it, and another in the same place for the loop that
/// only commits: a file's name or a connection string.
/// </summary>
internal sealed record Store(
    string Kind,
    IReadOnlyDictionary<string, string> Settings,
    string LoopAddress,
    IDisposable Place
) : IDisposable
{
    public const string Sqlite = "SQLite";

    public static Store OnSqlite()
    {
        var folder = new TemporaryFolder();
        return new Store(
            Sqlite,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["DATA_DIR"] = folder.Path },
            Path.Combine(folder.Path, "bench.db"),
            folder
        );
    }

    public void Dispose() => Place.Dispose();
}
