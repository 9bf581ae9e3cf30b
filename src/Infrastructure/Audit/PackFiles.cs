using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>The files of a pack, written one behind the other, and what the manifest says of each.</summary>
internal sealed class PackFiles(ZipArchive zip, CancellationToken cancellationToken)
{
    private readonly List<byte[]> written = [];

    /// <summary>Begins a file of lines; the one before must have been disposed of.</summary>
    internal async Task<PackFile> BeginAsync(string name) =>
        new(
            await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancellationToken),
            (digest, size) =>
                written.Add(new CanonicalObject().Add("name", name).Add("sha256", digest).Add("size", size).ToBytes()),
            cancellationToken
        );

    /// <summary>A whole file.</summary>
    internal async Task WriteAsync(string name, byte[] content)
    {
        await using var file = await BeginAsync(name);
        await file.WriteAsync(content);
    }

    /// <summary>The manifest of what was written so far, as canonical JSON.</summary>
    internal byte[] Manifest(
        long madeAt,
        string madeBy,
        string build,
        string filter,
        string keyId,
        long records,
        long seals
    )
    {
        var before = new CanonicalObject().Add("build", build).ToBytes();
        var after = new CanonicalObject()
            .Add("filter", filter)
            .Add("key_id", keyId)
            .Add("made_at_us", madeAt)
            .Add("made_by", madeBy)
            .Add("records", records)
            .Add("seals", seals)
            .ToBytes();

        // "files" sorts between them.
        var manifest = new ArrayBufferWriter<byte>();
        manifest.Write(before.AsSpan(..^1));
        manifest.Write(",\"files\":["u8);
        foreach (var (at, file) in written.Index())
        {
            manifest.Write(at == 0 ? ""u8 : ","u8);
            manifest.Write(file);
        }

        manifest.Write("],"u8);
        manifest.Write(after.AsSpan(1));
        return manifest.WrittenSpan.ToArray();
    }
}

/// <summary>One file of a pack. Its digest and size are told when it is disposed of.</summary>
internal sealed class PackFile(Stream stream, Action<string, long> ended, CancellationToken cancellationToken)
    : IAsyncDisposable
{
    private const int FlushAt = 64 * 1024;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> buffer = new(FlushAt * 2);
    private long size;

    /// <summary>A line of JSON.</summary>
    internal ValueTask WriteAsync(Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            write(json);
        }

        return EndLineAsync();
    }

    /// <summary>A line of text.</summary>
    internal ValueTask WriteAsync(string line)
    {
        Encoding.UTF8.GetBytes(line, buffer);
        return EndLineAsync();
    }

    internal async ValueTask WriteAsync(byte[] content)
    {
        buffer.Write(content);
        await FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await FlushAsync();
        await stream.DisposeAsync();
        ended(Convert.ToHexStringLower(hash.GetHashAndReset()), size);
        hash.Dispose();
    }

    private ValueTask EndLineAsync()
    {
        buffer.Write("\n"u8);
        return buffer.WrittenCount >= FlushAt ? FlushAsync() : ValueTask.CompletedTask;
    }

    private async ValueTask FlushAsync()
    {
        hash.AppendData(buffer.WrittenSpan);
        size += buffer.WrittenCount;
        await stream.WriteAsync(buffer.WrittenMemory, cancellationToken);
        buffer.ResetWrittenCount();
    }
}
