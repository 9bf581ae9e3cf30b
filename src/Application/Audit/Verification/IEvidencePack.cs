namespace FinancialMcp.Application.Audit.Verification;

/// <summary>
/// An evidence pack: records, their proofs and seals in one file, to be verified without the database. Throws
/// <see cref="InvalidDataException"/> for what is no such file.
/// </summary>
public interface IEvidencePack : IDisposable
{
    /// <summary>What was read, for people.</summary>
    string Name { get; }

    /// <summary>The names of its files, in their order; a name that is there twice is listed twice.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>A small file whole.</summary>
    Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken);

    /// <summary>The SHA-256 of a file's bytes, and how many they are.</summary>
    Task<(string Sha256, long Size)> DigestAsync(string file, CancellationToken cancellationToken);

    /// <summary>The lines of a file; those of another may be read beside them.</summary>
    IAsyncEnumerable<byte[]> LinesAsync(string file, CancellationToken cancellationToken);
}
