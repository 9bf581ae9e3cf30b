using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Domain.Tests.Audit;

public sealed class MerkleTreeTests
{
    /// <summary>The leaf inputs that the reference implementations of RFC 6962 are tested with.</summary>
    private static readonly string[] Inputs =
    [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Roots_are_those_of_the_published_vectors(int count, string root) =>
        Assert.Equal(root, Convert.ToHexStringLower(MerkleTree.Root(Leaves(count))));

    [Fact]
    public void A_path_is_that_of_the_published_vector() =>
        Assert.Equal(
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
                + "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
                + "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            Convert.ToHexStringLower(MerkleTree.Path(Leaves(8), 0))
        );

    [Fact]
    public void Every_leaf_of_every_tree_is_proved_by_its_path_and_by_no_other()
    {
        for (var count = 1; count <= 40; count++)
        {
            byte[] leaves =
            [
                .. Enumerable.Range(0, count).SelectMany(at => MerkleTree.LeafHash(BitConverter.GetBytes(at))),
            ];
            var root = MerkleTree.Root(leaves);
            for (var index = 0; index < count; index++)
            {
                var leaf = leaves.AsSpan(index * MerkleTree.HashSize, MerkleTree.HashSize).ToArray();
                var path = MerkleTree.Path(leaves, index);
                Assert.Equal(root, MerkleTree.RootFrom(leaf, index, count, path));
                Assert.NotEqual(root, MerkleTree.RootFrom(MerkleTree.LeafHash([9]), index, count, path));
                Assert.Equal(
                    count == 1,
                    root.AsSpan().SequenceEqual(MerkleTree.RootFrom(leaf, (index + 1) % count, count, path))
                );
                Assert.Null(MerkleTree.RootFrom(leaf, index, count, [.. path, .. leaf]));
                Assert.Null(MerkleTree.RootFrom(leaf, index, index, path));
            }
        }
    }

    [Fact]
    public void Bytes_that_are_no_whole_hashes_and_places_that_are_not_there_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MerkleTree.Root(new byte[33]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.Path(Leaves(2), 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.Path(Leaves(2), -1));
    }

    private static byte[] Leaves(int count) =>
        [.. Inputs.Take(count).SelectMany(input => MerkleTree.LeafHash(Convert.FromHexString(input)))];
}
