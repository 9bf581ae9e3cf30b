using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FinancialMcp.Domain;

/// <summary>
/// SHA-256 over parts that cannot run into each other: each part is preceded by its length in bytes (32 bit, big
/// endian), so ("ab","c") and ("a","bc") differ.
/// </summary>
public static class Digest
{
    /// <summary>The digest of the parts' UTF-8 bytes as 64 lower-case hex digits. Lone surrogates throw.</summary>
    public static string Of(params ReadOnlySpan<string> parts) => Convert.ToHexStringLower(BytesOf(parts));

    /// <summary>The digest of the parts' UTF-8 bytes: 32 bytes. Lone surrogates throw.</summary>
    public static byte[] BytesOf(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = StrictUtf8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }

    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );
}
