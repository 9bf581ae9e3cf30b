using System.Security.Cryptography;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Tests.Audit;

public sealed class MacKeysTests
{
    private static readonly byte[] Key = [.. "a key of records"u8];
    private static readonly byte[] Other = [.. "another key"u8];
    private readonly MacKeys keys = new([Key, Other]);

    [Fact]
    public void A_record_is_authentic_under_the_key_that_it_names_also_after_others()
    {
        var record = RecordOf(Key, "{}"u8);

        for (var again = 0; again < 3; again++)
        {
            Assert.True(keys.IsAuthentic(record));
            Assert.False(keys.IsAuthentic(record with { Record = [] }));
            Assert.False(keys.IsAuthentic(record with { Mac = [] }));
            Assert.False(keys.IsAuthentic(record with { MacKeyId = NameOf(Other) }));
            Assert.True(keys.IsAuthentic(RecordOf(Other, "[]"u8)));
        }
    }

    [Fact]
    public void Under_a_key_that_was_not_given_nothing_is_said()
    {
        Assert.Null(keys.IsAuthentic(RecordOf([1, 2, 3], "{}"u8)));
        Assert.Null(new MacKeys([]).IsAuthentic(RecordOf(Key, "{}"u8)));
    }

    private static SealedRecord RecordOf(byte[] key, ReadOnlySpan<byte> bytes) =>
        new(1, 1, 1, 1, NameOf(key), HMACSHA256.HashData(key, bytes), bytes.ToArray());

    private static string NameOf(byte[] key) =>
        "m-" + Convert.ToHexStringLower(HMACSHA256.HashData(key, "financial-mcp mac key id"u8)[..8]);
}
