using System.Security.Cryptography;
using System.Text;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Domain.Tests.Audit;

public sealed class SealTests
{
    private static readonly SealedRecord Record = new(
        7,
        900,
        1,
        1_764_000_000_123_456,
        "m-00",
        HMACSHA256.HashData("key"u8, "{}"u8),
        [.. "{}"u8]
    );

    private static readonly Seal Full = new()
    {
        Number = 3,
        Epoch = 1,
        Count = 2,
        FirstSeq = 7,
        LastSeq = 9,
        FromPosition = 900,
        ToPosition = long.MaxValue,
        Root = MerkleTree.LeafHash([1]),
        Previous = Seal.NoPrevious,
        SealedAt = 1_764_000_000_123_456,
        KeyId = "s-00",
        Signature = [1, 2, 3],
    };

    [Fact]
    public void A_seal_has_one_exact_form() =>
        Assert.Equal(
            """
            {"count":2,"epoch":1,"first_seq":7,"from_position":"900","key_id":"s-00","last_seq":9,"number":3,
            "previous":"0000000000000000000000000000000000000000000000000000000000000000",
            "root":"b413f47d13ee2fe6c845b2ee141af81de858df4ec549a58b7970bb96645bc8d2",
            "time_us":1764000000123456,"to_position":"9223372036854775807","version":1}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(Full.Body())
        );

    [Fact]
    public void A_note_is_read_back_as_the_seal_it_came_from()
    {
        foreach (var seal in new[] { Full, Full with { Count = 0, FirstSeq = null, LastSeq = null } })
        {
            var read = Seal.Parse(seal.Note());

            Assert.NotNull(read);
            Assert.Equal(seal.Body(), read.Body());
            Assert.Equal(seal.Hash(), read.Hash());
            Assert.Equal(seal.Signature, read.Signature);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":2}")]
    [InlineData("{\"version\":\"1\"}")]
    public void What_is_no_note_is_none(string text) => Assert.Null(Seal.Parse(text));

    [Fact]
    public void A_note_that_is_torn_is_none()
    {
        var note = Full.Note();
        for (var length = 0; length < note.Length; length++)
        {
            Assert.Null(Seal.Parse(note[..length]));
        }
    }

    [Fact]
    public void Every_part_of_a_record_changes_its_leaf()
    {
        var leaves = new[]
        {
            Record,
            Record with
            {
                Seq = 8,
            },
            Record with
            {
                Position = 901,
            },
            Record with
            {
                Epoch = 2,
            },
            Record with
            {
                RecordedAt = 0,
            },
            Record with
            {
                MacKeyId = "m-01",
            },
            Record with
            {
                Mac = new byte[32],
            },
            Record with
            {
                Record = [.. "{} "u8],
            },
        }.Select(record => Convert.ToHexString(record.LeafHash()));

        Assert.Distinct(leaves);
    }

    [Fact]
    public void Leaves_tell_which_records_a_seal_covers()
    {
        var records = new[] { Record, Record with { Seq = 12 } };

        var (hashes, entries) = SealLeaves.Of(records);

        Assert.Equal(hashes, SealLeaves.Hashes(entries));
        Assert.Equal(12, SealLeaves.SeqAt(entries, 1));
        Assert.Equal(records[1].LeafHash(), SealLeaves.HashAt(entries, 1).ToArray());
        Assert.Empty(SealLeaves.Hashes(entries.AsSpan(1)));
    }
}
