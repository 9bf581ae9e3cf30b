using System.Runtime.CompilerServices;
using System.Text;

namespace FinancialMcp.Infrastructure.Audit.Verification;

/// <summary>
/// The notes of an anchor file as they were when this was made, however the file grows meanwhile: a note that is younger
/// than what it is held against would tell of a seal that is not there yet.
/// </summary>
internal sealed class AnchorFile
{
    private readonly string path;
    private readonly long length;

    /// <summary>Throws the file's own exceptions.</summary>
    internal AnchorFile(string path)
    {
        this.path = path;
        length = new FileInfo(path).Length;
    }

    /// <summary>Its lines. A file that cannot be read throws its own exceptions.</summary>
    internal async IAsyncEnumerable<string> LinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        using var reader = new StreamReader(new FirstBytes(file, length), Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return line;
        }
    }

    /// <summary>A stream's beginning.</summary>
    private sealed class FirstBytes(Stream inner, long length) : Stream
    {
        private long left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = inner.Read(buffer, offset, (int)Math.Min(count, left));
            left -= read;
            return read;
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
            left -= read;
            return read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
