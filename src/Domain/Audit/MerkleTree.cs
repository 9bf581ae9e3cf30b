using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;

namespace FinancialMcp.Domain.Audit;

/// <summary>
/// The Merkle tree of RFC 6962, section 2.1, over SHA-256: leaves and inner nodes are hashed with different prefixes, so
/// that neither can stand for the other. Hashes are 32 bytes; many of them stand one behind the other.
/// </summary>
public static class MerkleTree
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashSize = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    /// <summary>The hash of a leaf's input.</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> input)
    {
        // In one piece: a hash in parts costs more than the copy.
        var rented = ArrayPool<byte>.Shared.Rent(input.Length + 1);
        rented[0] = LeafPrefix;
        input.CopyTo(rented.AsSpan(1));
        var hash = SHA256.HashData(rented.AsSpan(0, input.Length + 1));
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>
    /// The root over leaf hashes in their order; that of no leaves is the hash of nothing. Throws
    /// <see cref="ArgumentException"/> for bytes that are no whole number of hashes.
    /// </summary>
    public static byte[] Root(ReadOnlySpan<byte> leaves)
    {
        RequireWhole(leaves.Length);
        if (leaves.Length == 0)
        {
            return SHA256.HashData([]);
        }

        var root = new byte[HashSize];
        Root(leaves, root);
        return root;
    }

    /// <summary>
    /// The audit path of the leaf at <paramref name="index"/> (RFC 6962, section 2.1.1): the siblings' hashes from the leaf
    /// up, one behind the other. Throws <see cref="ArgumentOutOfRangeException"/> where there is no such leaf.
    /// </summary>
    public static byte[] Path(ReadOnlySpan<byte> leaves, int index)
    {
        RequireWhole(leaves.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leaves.Length / HashSize);
        var path = new List<byte[]>();
        while (leaves.Length > HashSize)
        {
            var left = LeftCount(leaves.Length / HashSize);
            var isLeft = index < left;
            var sibling = isLeft ? leaves[(left * HashSize)..] : leaves[..(left * HashSize)];
            leaves = isLeft ? leaves[..(left * HashSize)] : leaves[(left * HashSize)..];
            index = isLeft ? index : index - left;
            path.Add(Root(sibling));
        }

        path.Reverse();
        return [.. path.SelectMany(hash => hash)];
    }

    /// <summary>
    /// The root that a leaf, its place among <paramref name="count"/> leaves and its audit path lead to; null when a path
    /// of this length belongs to no such place.
    /// </summary>
    public static byte[]? RootFrom(ReadOnlySpan<byte> leaf, int index, int count, ReadOnlySpan<byte> path)
    {
        if (leaf.Length != HashSize || path.Length % HashSize != 0 || index < 0 || index >= count)
        {
            return null;
        }

        var root = leaf.ToArray();
        var (place, last) = (index, count - 1);
        while (last > 0)
        {
            // A last node without a sibling rises as it is.
            if ((place & 1) == 1 || place < last)
            {
                if (path.Length == 0)
                {
                    return null;
                }

                var sibling = path[..HashSize];
                path = path[HashSize..];
                root = (place & 1) == 1 ? Node(sibling, root) : Node(root, sibling);
            }

            place >>= 1;
            last >>= 1;
        }

        return path.Length == 0 ? root : null;
    }

    private static void Root(ReadOnlySpan<byte> leaves, Span<byte> root)
    {
        if (leaves.Length == HashSize)
        {
            leaves.CopyTo(root);
            return;
        }

        var left = LeftCount(leaves.Length / HashSize) * HashSize;
        Span<byte> node = stackalloc byte[1 + (2 * HashSize)];
        node[0] = NodePrefix;
        Root(leaves[..left], node[1..(1 + HashSize)]);
        Root(leaves[left..], node[(1 + HashSize)..]);
        SHA256.HashData(node, root);
    }

    private static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> node = stackalloc byte[1 + (2 * HashSize)];
        node[0] = NodePrefix;
        left.CopyTo(node[1..]);
        right.CopyTo(node[(1 + HashSize)..]);
        return SHA256.HashData(node);
    }

    /// <summary>The largest power of two below the count of leaves, which is at least two.</summary>
    private static int LeftCount(int count) => 1 << BitOperations.Log2((uint)count - 1);

    private static void RequireWhole(int length)
    {
        if (length % HashSize != 0)
        {
            throw new ArgumentException("The bytes are no whole number of hashes.", nameof(length));
        }
    }
}
