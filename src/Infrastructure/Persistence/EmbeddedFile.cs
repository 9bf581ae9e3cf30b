namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>
/// The file of the embedded database, held by this process alone for as long as this lives. A second process could
/// write beside the first one's single writer, so it is refused; the lock dies with its process, however that ends.
/// </summary>
internal sealed class EmbeddedFile : IDisposable
{
    private const string Name = "financial-mcp.db";

    private readonly FileStream held;

    private EmbeddedFile(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    internal string Path { get; }

    internal static string PathIn(string directory) => System.IO.Path.Combine(directory, Name);

    /// <summary>
    /// Creates the directory (mode 0700) when there is none. Throws <see cref="DatabaseInUseException"/> when another
    /// process holds the file.
    /// </summary>
    internal static EmbeddedFile Hold(string directory)
    {
        OwnersFiles.MakeFolder(directory);
        var path = PathIn(directory);
        try
        {
            return new EmbeddedFile(
                path,
                new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
            );
        }
        catch (IOException cause) when (cause is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new DatabaseInUseException(
                $"Another process uses the embedded database in {directory}. Stop it, or set another DATA_DIR.",
                cause
            );
        }
    }

    public void Dispose() => held.Dispose();
}

/// <summary>
/// The embedded database belongs to another running process. The message is for the operator; the host ends with
/// <see cref="ExitCode"/>.
/// </summary>
public sealed class DatabaseInUseException(string message, Exception cause) : Exception(message, cause)
{
    /// <summary>EX_TEMPFAIL of sysexits.h: nothing is wrong that waiting would not mend.</summary>
    public const int ExitCode = 75;
}
