using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace FinancialMcp.Domain.Audit;

/// <summary>
/// A record as the database keeps it: what a leaf of a seal covers. Beside the record's own bytes that is what only the
/// database says: its number, the place it was committed at, and its time.
/// </summary>
/// <param name="Seq">The record's number, by arrival.</param>
/// <param name="Position">
/// What orders commits: PostgreSQL's transaction (<c>xid8</c>); on SQLite, where there is one writer, <paramref name="Seq"/>.
/// </param>
/// <param name="Epoch">See <see cref="Epoch"/>.</param>
/// <param name="RecordedAt">The database's time, in microseconds since 1970.</param>
/// <param name="MacKeyId">Names the key of <paramref name="Mac"/>.</param>
/// <param name="Mac">HMAC-SHA-256 over <paramref name="Record"/>.</param>
/// <param name="Record">The canonical bytes.</param>
public sealed record SealedRecord(
    long Seq,
    long Position,
    int Epoch,
    long RecordedAt,
    string MacKeyId,
    byte[] Mac,
    byte[] Record
)
{
    private const int NumbersSize = 8 + 8 + 4 + 8;
    private static readonly byte[] Domain = "financial-mcp leaf 1\n"u8.ToArray();

    /// <summary>
    /// The leaf's hash: RFC 6962's over a fixed header, the numbers (big-endian), and MAC, key id and record, each behind
    /// its length.
    /// </summary>
    public byte[] LeafHash()
    {
        var size =
            Domain.Length + NumbersSize + 4 + Mac.Length + 4 + Encoding.UTF8.GetByteCount(MacKeyId) + 4 + Record.Length;
        var rented = ArrayPool<byte>.Shared.Rent(size);
        var input = rented.AsSpan(0, size);
        var rest = input;
        Domain.CopyTo(rest);
        rest = rest[Domain.Length..];
        BinaryPrimitives.WriteInt64BigEndian(rest, Seq);
        BinaryPrimitives.WriteInt64BigEndian(rest[8..], Position);
        BinaryPrimitives.WriteInt32BigEndian(rest[16..], Epoch);
        BinaryPrimitives.WriteInt64BigEndian(rest[20..], RecordedAt);
        rest = rest[NumbersSize..];
        rest = Add(rest, Mac);
        rest = Add(rest, Encoding.UTF8.GetBytes(MacKeyId));
        Add(rest, Record);
        var hash = MerkleTree.LeafHash(input);
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    private static Span<byte> Add(Span<byte> rest, ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteInt32BigEndian(rest, value.Length);
        value.CopyTo(rest[4..]);
        return rest[(4 + value.Length)..];
    }
}
