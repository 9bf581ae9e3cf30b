namespace FinancialMcp.Testing;

/// <summary>A folder of a test's own, gone with it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("financial-mcp-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
