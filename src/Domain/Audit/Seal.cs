using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FinancialMcp.Domain.Audit;

/// <summary>
/// A statement that these records, in this order, were the whole trail between two positions. Seals are numbered without
/// a gap and each names the one before it, so that one that is missing or was replaced shows.
/// </summary>
/// <remarks>
/// What is signed are the canonical bytes of <see cref="Body"/>. A seal without records says that there were none: without
/// it, silence and removal would look the same.
/// </remarks>
public sealed record Seal
{
    /// <summary>Written into every seal: a later form gets another number, and this one stays readable.</summary>
    public const int Version = 1;

    /// <summary>1, 2, 3 …</summary>
    public required long Number { get; init; }

    /// <summary>The epoch of its records: see <see cref="Audit.Epoch"/>.</summary>
    public required int Epoch { get; init; }

    /// <summary>How many records.</summary>
    public required int Count { get; init; }

    /// <summary>The least and the greatest number among its records; null when there are none.</summary>
    public long? FirstSeq { get; init; }

    /// <inheritdoc cref="FirstSeq"/>
    public long? LastSeq { get; init; }

    /// <summary>Its records have positions from here …</summary>
    public required long FromPosition { get; init; }

    /// <summary>… to below here. The next seal of the epoch begins here.</summary>
    public required long ToPosition { get; init; }

    /// <summary>The Merkle root over the leaves of its records, by position and then by number.</summary>
    public required byte[] Root { get; init; }

    /// <summary>The hash of the seal before it; 32 zero bytes for the first.</summary>
    public required byte[] Previous { get; init; }

    /// <summary>When it was made, by the sealer's clock, in microseconds since 1970.</summary>
    public required long SealedAt { get; init; }

    /// <summary>Names the signing key.</summary>
    public required string KeyId { get; init; }

    /// <summary>ECDSA P-256 over SHA-256 of <see cref="Body"/>, as 64 bytes (IEEE P1363); empty until it is signed.</summary>
    public byte[] Signature { get; init; } = [];

    /// <summary>What stands for the seal before the first.</summary>
    public static byte[] NoPrevious => new byte[MerkleTree.HashSize];

    /// <summary>The bytes that are signed: canonical JSON (RFC 8785).</summary>
    public byte[] Body() => Members(signature: null);

    /// <summary>What the next seal names this one by.</summary>
    public byte[] Hash() => SHA256.HashData(Body());

    /// <summary>The seal and its signature as one line of canonical JSON, as it is given to places outside the database.</summary>
    public string Note() => Encoding.UTF8.GetString(Members(Convert.ToBase64String(Signature)));

    /// <summary>The seal of a <see cref="Note"/>; null for a text that is none.</summary>
    public static Seal? Parse(string note)
    {
        try
        {
            using var json = JsonDocument.Parse(note);
            var root = json.RootElement;
            if (root.GetProperty("version").GetInt32() != Version)
            {
                return null;
            }

            return new Seal
            {
                Number = root.GetProperty("number").GetInt64(),
                Epoch = root.GetProperty("epoch").GetInt32(),
                Count = root.GetProperty("count").GetInt32(),
                FirstSeq = root.TryGetProperty("first_seq", out var first) ? first.GetInt64() : null,
                LastSeq = root.TryGetProperty("last_seq", out var last) ? last.GetInt64() : null,
                FromPosition = long.Parse(root.GetProperty("from_position").GetString()!, CultureInfo.InvariantCulture),
                ToPosition = long.Parse(root.GetProperty("to_position").GetString()!, CultureInfo.InvariantCulture),
                Root = Convert.FromHexString(root.GetProperty("root").GetString()!),
                Previous = Convert.FromHexString(root.GetProperty("previous").GetString()!),
                SealedAt = root.GetProperty("time_us").GetInt64(),
                KeyId = root.GetProperty("key_id").GetString()!,
                Signature = Convert.FromBase64String(root.GetProperty("signature").GetString()!),
            };
        }
        catch (Exception cause)
            when (cause
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
                        or OverflowException
                        or ArgumentNullException
            )
        {
            return null;
        }
    }

    private byte[] Members(string? signature) =>
        new CanonicalObject()
            .Add("count", Count)
            .Add("epoch", Epoch)
            .Add("first_seq", FirstSeq)
            .Add("from_position", FromPosition.ToString(CultureInfo.InvariantCulture))
            .Add("key_id", KeyId)
            .Add("last_seq", LastSeq)
            .Add("number", Number)
            .Add("previous", Convert.ToHexStringLower(Previous))
            .Add("root", Convert.ToHexStringLower(Root))
            .Add("signature", signature)
            .Add("time_us", SealedAt)
            .Add("to_position", ToPosition.ToString(CultureInfo.InvariantCulture))
            .Add("version", Version)
            .ToBytes();
}
