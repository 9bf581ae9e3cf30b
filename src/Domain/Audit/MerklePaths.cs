namespace FinancialMcp.Domain.Audit;

/// <summary>
/// The audit paths of many leaves of one tree: its nodes are hashed once, so that a path costs a walk up and not a tree.
/// The paths are those of <see cref="MerkleTree.Path"/>.
/// </summary>
public sealed class MerklePaths
{
    /// <summary>The nodes of each height, leaves first; a last one without a sibling rises as it is.</summary>
    private readonly List<byte[]> heights;

    /// <summary>Over leaf hashes in their order. Throws <see cref="ArgumentException"/> for no whole number of hashes.</summary>
    public MerklePaths(byte[] leaves)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        if (leaves.Length % MerkleTree.HashSize != 0)
        {
            throw new ArgumentException("The bytes are no whole number of hashes.", nameof(leaves));
        }

        heights = [leaves];
        while (heights[^1].Length > MerkleTree.HashSize)
        {
            heights.Add(Above(heights[^1]));
        }
    }

    /// <summary>How many leaves.</summary>
    public int Count => heights[0].Length / MerkleTree.HashSize;

    /// <summary>
    /// The audit path of the leaf at <paramref name="index"/>. Throws <see cref="ArgumentOutOfRangeException"/> where there
    /// is no such leaf.
    /// </summary>
    public byte[] Of(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var path = new List<byte>(heights.Count * MerkleTree.HashSize);
        foreach (var nodes in heights)
        {
            var sibling = (index ^ 1) * MerkleTree.HashSize;
            if (sibling < nodes.Length)
            {
                path.AddRange(nodes.AsSpan(sibling, MerkleTree.HashSize));
            }

            index >>= 1;
        }

        return [.. path];
    }

    private static byte[] Above(byte[] nodes)
    {
        const int pair = 2 * MerkleTree.HashSize;
        var above = new byte[(nodes.Length + MerkleTree.HashSize) / pair * MerkleTree.HashSize];
        for (int at = 0, to = 0; at < nodes.Length; at += pair, to += MerkleTree.HashSize)
        {
            var rest = nodes.AsSpan(at, Math.Min(pair, nodes.Length - at));

            // The root of two hashes is their node, that of one is the hash itself.
            MerkleTree.Root(rest).CopyTo(above.AsSpan(to));
        }

        return above;
    }
}
