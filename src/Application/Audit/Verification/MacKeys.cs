using System.Security.Cryptography;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>
/// The keys of the records' MACs, by the name that a record gives; for one thread at a time. Each is set up once: for every
/// record anew, that costs more than the MAC.
/// </summary>
public sealed class MacKeys
{
    private readonly Dictionary<string, IncrementalHash> keys = new(StringComparer.Ordinal);

    /// <summary>Any number of keys.</summary>
    public MacKeys(IEnumerable<byte[]> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var key in keys)
        {
            var id = HMACSHA256.HashData(key, "financial-mcp mac key id"u8)[..8];
            this.keys["m-" + Convert.ToHexStringLower(id)] = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        }
    }

    /// <summary>Whether the MAC is that of the record; null when its key is not among these.</summary>
    public bool? IsAuthentic(SealedRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!keys.TryGetValue(record.MacKeyId, out var key))
        {
            return null;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        key.AppendData(record.Record);
        key.GetHashAndReset(expected);
        return CryptographicOperations.FixedTimeEquals(expected, record.Mac);
    }
}
