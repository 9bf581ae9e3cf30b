using System.Security.Cryptography;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Domain.Tests.Audit;

public sealed class MerklePathsTests
{
    [Fact]
    public void The_paths_are_those_of_the_tree_for_every_leaf_of_every_size()
    {
        for (var count = 0; count <= 40; count++)
        {
            var leaves = RandomNumberGenerator.GetBytes(count * MerkleTree.HashSize);
            var paths = new MerklePaths(leaves);

            Assert.Equal(count, paths.Count);
            for (var index = 0; index < count; index++)
            {
                Assert.Equal(MerkleTree.Path(leaves, index), paths.Of(index));
            }
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void A_leaf_that_is_not_there_has_no_path(int index) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MerklePaths(new byte[3 * MerkleTree.HashSize]).Of(index));

    [Fact]
    public void Bytes_that_are_no_whole_number_of_hashes_are_refused() =>
        Assert.Throws<ArgumentException>(() => new MerklePaths(new byte[33]));
}
