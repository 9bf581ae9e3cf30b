using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;

namespace FinancialMcp.Application.Audit;

/// <summary>
/// Takes records out of the trail. That it begins is recorded before a byte is written, and how it ended afterwards: with
/// how many records and which digest, or broken off.
/// </summary>
public sealed class AuditExports(IAuditReading reading, IAuditStore audit, IEvidencePacks packs, TimeProvider time)
{
    private const int PageSize = 1000;
    private const int FlushAt = 64 * 1024;

    private static readonly Dictionary<ExportFormat, IRecordFormat> Formats = new()
    {
        [ExportFormat.Csv] = new CsvRecords(),
        [ExportFormat.Ndjson] = new NdjsonRecords(),
        [ExportFormat.Ocsf] = new OcsfRecords(),
    };

    /// <summary>
    /// Records that an export begins, and returns it. It holds what was recorded up to then, its own record among it.
    /// </summary>
    /// <param name="filter">Which records.</param>
    /// <param name="format">In which form.</param>
    /// <param name="madeBy">Who takes them.</param>
    /// <param name="record">Of the code AuditExported: who asked, and for what.</param>
    /// <param name="cancellationToken">Of whoever waits.</param>
    public async Task<PreparedExport> PrepareAsync(
        AuditFilter filter,
        ExportFormat format,
        string madeBy,
        AuditEvent record,
        CancellationToken cancellationToken
    )
    {
        await audit.AppendAsync(record with { Reason = $"begins: {NameOf(format)}" });
        var now = await reading.NowAsync(cancellationToken);
        var whole = filter with { To = filter.To is { } to && to < now ? to : now };
        var (mediaType, ending) = Formats.TryGetValue(format, out var form)
            ? (form.MediaType, form.Ending)
            : ("application/zip", "zip");
        return new PreparedExport(
            string.Create(CultureInfo.InvariantCulture, $"audit-{now.UtcDateTime:yyyyMMdd-HHmmss}.{ending}"),
            mediaType,
            (output, cancel) => WriteAsync(whole, form, madeBy, record, output, cancel)
        );
    }

    private async Task<ExportedFile> WriteAsync(
        AuditFilter filter,
        IRecordFormat? form,
        string madeBy,
        AuditEvent record,
        Stream output,
        CancellationToken cancellationToken
    )
    {
        await using var hashed = new HashingStream(output);
        try
        {
            var count = form is null
                ? await packs.WriteAsync(filter, madeBy, hashed, cancellationToken)
                : await WriteLinesAsync(filter, form, hashed, cancellationToken);
            await hashed.FlushAsync(cancellationToken);
            var file = new ExportedFile(count, hashed.Digest());
            await EndAsync(record, string.Create(CultureInfo.InvariantCulture, $"ended: {count} records"), file.Sha256);
            return file;
        }
        catch (Exception)
        {
            await EndAsync(record, "broken off", digest: null);
            throw;
        }
    }

    private async Task<long> WriteLinesAsync(
        AuditFilter filter,
        IRecordFormat form,
        Stream output,
        CancellationToken cancellationToken
    )
    {
        var buffer = new ArrayBufferWriter<byte>(FlushAt * 2);
        form.Begin(buffer);
        var count = 0L;
        AuditCursor? after = null;
        do
        {
            var page = await reading.PageAsync(filter, AuditOrder.OldestFirst, after, PageSize, cancellationToken);
            foreach (var record in page.Records)
            {
                form.Write(record, buffer);
                count++;
                if (buffer.WrittenCount >= FlushAt)
                {
                    await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
                    buffer.ResetWrittenCount();
                }
            }

            after = page.Next;
        } while (after is not null);

        await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
        return count;
    }

    private Task EndAsync(AuditEvent begun, string reason, string? digest) =>
        audit.AppendAsync(
            begun with
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                Reason = reason,
                ResultDigest = digest,
            }
        );

    private static string NameOf(ExportFormat format) =>
        format switch
        {
            ExportFormat.Csv => "csv",
            ExportFormat.Ndjson => "ndjson",
            ExportFormat.Ocsf => "ocsf",
            _ => "pack",
        };

    /// <summary>Writes through and knows the digest of all that went through. The stream below stays open.</summary>
    private sealed class HashingStream(Stream inner) : Stream
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public string Digest() => Convert.ToHexStringLower(hash.GetHashAndReset());

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            hash.AppendData(buffer.Span);
            await inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count)
        {
            hash.AppendData(buffer, offset, count);
            inner.Write(buffer, offset, count);
        }

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            hash.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>What an export came to.</summary>
/// <param name="Records">How many it holds.</param>
/// <param name="Sha256">Of the whole file, lower-case hex; recorded in the trail.</param>
public sealed record ExportedFile(long Records, string Sha256);

/// <summary>An export that was recorded and not written yet.</summary>
/// <param name="FileName">A name for it.</param>
/// <param name="MediaType">Its form.</param>
/// <param name="WriteAsync">
/// Writes it, once, piece by piece, and leaves the stream open. Throws as the reading does; what is written then is no
/// whole file.
/// </param>
public sealed record PreparedExport(
    string FileName,
    string MediaType,
    Func<Stream, CancellationToken, Task<ExportedFile>> WriteAsync
);
