using System.Security.Cryptography;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>The keys of the records' MACs, by the name that a record gives.</summary>
public sealed class MacKeys
{
    private readonly Dictionary<string, byte[]> keys = new(StringComparer.Ordinal);

    /// <summary>Any number of keys.</summary>
    public MacKeys(IEnumerable<byte[]> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var key in keys)
        {
            var id = HMACSHA256.HashData(key, "financial-mcp mac key id"u8)[..8];
            this.keys["m-" + Convert.ToHexStringLower(id)] = key;
        }
    }

    /// <summary>Whether the MAC is that of the record; null when its key is not among these.</summary>
    internal bool? IsAuthentic(SealedRecord record) =>
        keys.TryGetValue(record.MacKeyId, out var key) ? record.IsAuthentic(key) : null;
}
