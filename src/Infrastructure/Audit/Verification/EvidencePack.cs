using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using FinancialMcp.Application.Audit.Verification;

namespace FinancialMcp.Infrastructure.Audit.Verification;

/// <summary>An evidence pack as the ZIP file it is.</summary>
internal sealed class EvidencePack : IEvidencePack
{
    private const int LargestSmallFile = 16 * 1024 * 1024;
    private const int LongestLine = 16 * 1024 * 1024;

    private readonly ZipArchive archive;

    /// <summary>
    /// Throws the file's own exceptions, <see cref="FileNotFoundException"/> for none, and <see cref="InvalidDataException"/>
    /// for what is no ZIP file.
    /// </summary>
    internal EvidencePack(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"There is no file {path}. Give the evidence pack that Export on the page Tool calls gave you."
            );
        }

        try
        {
            archive = ZipFile.OpenRead(path);
        }
        catch (InvalidDataException cause)
        {
            throw new InvalidDataException(
                $"{path} is no evidence pack, or not the whole of one. Export it again, or ask for it once more.",
                cause
            );
        }

        Name = $"evidence pack {path}";
        Files = [.. archive.Entries.Select(entry => entry.FullName)];
    }

    public string Name { get; }

    public IReadOnlyList<string> Files { get; }

    public async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var entry = Entry(file);
        if (entry.Length > LargestSmallFile)
        {
            throw new InvalidDataException($"The pack's {file} is too large to be one.");
        }

        await using var stream = await entry.OpenAsync(cancellationToken);
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }

    public async Task<(string Sha256, long Size)> DigestAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = await Entry(file).OpenAsync(cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[128 * 1024];
        long size = 0;
        while (await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            hash.AppendData(buffer.AsSpan(0, read));
            size += read;
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset()), size);
    }

    public async IAsyncEnumerable<byte[]> LinesAsync(
        string file,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var stream = await Entry(file).OpenAsync(cancellationToken);
        var buffer = new byte[128 * 1024];
        var (from, to) = (0, 0);
        while (true)
        {
            var end = buffer.AsSpan(from, to - from).IndexOf((byte)'\n');
            if (end >= 0)
            {
                yield return buffer[from..(from + end)];
                from += end + 1;
                continue;
            }

            buffer.AsSpan(from, to - from).CopyTo(buffer);
            (from, to) = (0, to - from);
            if (to == buffer.Length)
            {
                if (to >= LongestLine)
                {
                    throw new InvalidDataException($"The pack's {file} has a line that is too long.");
                }

                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = await stream.ReadAsync(buffer.AsMemory(to), cancellationToken);
            if (read == 0)
            {
                break;
            }

            to += read;
        }

        if (to > 0)
        {
            yield return buffer[..to];
        }
    }

    public void Dispose() => archive.Dispose();

    private ZipArchiveEntry Entry(string file) =>
        archive.GetEntry(file) ?? throw new InvalidDataException($"It is no evidence pack: it has no {file}.");
}
