namespace FinancialMcp.Admin.Trail;

/// <summary>
/// Writes through and tells how many bytes that were. What is written without waiting is kept until the next write that
/// waits, because a response takes no other. The stream below stays open.
/// </summary>
internal sealed class CountingStream(Stream inner, Action<long> written) : Stream
{
    private readonly MemoryStream kept = new();

    /// <summary>How many bytes went through.</summary>
    public long Written { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => kept.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => kept.Write(buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        await PassKeptAsync(cancellationToken);
        await PassAsync(buffer, cancellationToken);
    }

    public override void Flush()
    {
        // What is kept goes with the next write that waits.
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await PassKeptAsync(cancellationToken);
        await inner.FlushAsync(cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        kept.Dispose();
        base.Dispose(disposing);
    }

    private async Task PassKeptAsync(CancellationToken cancellationToken)
    {
        if (kept.Length > 0)
        {
            await PassAsync(kept.GetBuffer().AsMemory(0, (int)kept.Length), cancellationToken);
            kept.SetLength(0);
        }
    }

    private async Task PassAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await inner.WriteAsync(buffer, cancellationToken);
        Written += buffer.Length;
        written(Written);
    }
}
