namespace FinancialMcp.Testing;

/// <summary>A folder of a test's own, gone with it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>In the system's place for such, or in another.</summary>
    public TemporaryFolder(string? parent = null) =>
        Path = parent is null
            ? Directory.CreateTempSubdirectory("financial-mcp-").FullName
            : Directory.CreateDirectory($"{parent}/financial-mcp-{Guid.CreateVersion7():N}").FullName;

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
