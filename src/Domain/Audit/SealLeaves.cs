using System.Buffers.Binary;

namespace FinancialMcp.Domain.Audit;

/// <summary>
/// Which records a seal covers, in their order: for each its number (8 bytes, big-endian) and its leaf's hash. The seal's
/// root proves them, so that of a seal that does not fit any more it can be said which record changed or is gone.
/// </summary>
public static class SealLeaves
{
    /// <summary>Bytes for each record.</summary>
    public const int EntrySize = 8 + MerkleTree.HashSize;

    /// <summary>The hashes one behind the other, as the tree wants them, and the entries.</summary>
    public static (byte[] Hashes, byte[] Entries) Of(IReadOnlyList<SealedRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var hashes = new byte[records.Count * MerkleTree.HashSize];
        var entries = new byte[records.Count * EntrySize];
        for (var at = 0; at < records.Count; at++)
        {
            var hash = records[at].LeafHash();
            hash.CopyTo(hashes.AsSpan(at * MerkleTree.HashSize));
            BinaryPrimitives.WriteInt64BigEndian(entries.AsSpan(at * EntrySize), records[at].Seq);
            hash.CopyTo(entries.AsSpan((at * EntrySize) + 8));
        }

        return (hashes, entries);
    }

    /// <summary>The number of the record at a place.</summary>
    public static long SeqAt(ReadOnlySpan<byte> entries, int index) =>
        BinaryPrimitives.ReadInt64BigEndian(entries[(index * EntrySize)..]);

    /// <summary>The leaf's hash at a place.</summary>
    public static ReadOnlySpan<byte> HashAt(ReadOnlySpan<byte> entries, int index) =>
        entries.Slice((index * EntrySize) + 8, MerkleTree.HashSize);

    /// <summary>The hashes alone, one behind the other. Bytes that are no whole number of entries give none.</summary>
    public static byte[] Hashes(ReadOnlySpan<byte> entries)
    {
        if (entries.Length % EntrySize != 0)
        {
            return [];
        }

        var count = entries.Length / EntrySize;
        var hashes = new byte[count * MerkleTree.HashSize];
        for (var at = 0; at < count; at++)
        {
            HashAt(entries, at).CopyTo(hashes.AsSpan(at * MerkleTree.HashSize));
        }

        return hashes;
    }
}
