using System.Security.Cryptography;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>The public keys that seals must be signed by. Each is known by its own digest, whatever name it was stored under.</summary>
public sealed class TrustedKeys : IDisposable
{
    private const string Begin = "-----BEGIN PUBLIC KEY-----";
    private const string End = "-----END PUBLIC KEY-----";

    private readonly Dictionary<string, ECDsa> keys = new(StringComparer.Ordinal);

    /// <summary>
    /// Every public key in texts of PEM, each of which may hold several and other lines between them. Throws
    /// <see cref="InvalidDataException"/> for a key that is none on P-256.
    /// </summary>
    public TrustedKeys(IEnumerable<string> pems)
    {
        ArgumentNullException.ThrowIfNull(pems);
        foreach (var pem in pems.SelectMany(Blocks))
        {
            var key = ECDsa.Create();
            try
            {
                key.ImportFromPem(pem);
            }
            catch (Exception cause) when (cause is CryptographicException or ArgumentException)
            {
                throw new InvalidDataException("A public key is no ECDSA key as PEM.", cause);
            }

            if (key.KeySize != 256)
            {
                throw new InvalidDataException("A public key is none on P-256.");
            }

            keys["s-" + Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())[..8])] = key;
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => keys.Count;

    /// <summary>True when a key of this name is among them.</summary>
    public bool Has(string keyId) => keys.ContainsKey(keyId);

    /// <summary>True when the bytes are signed by the key of this name, and it is among them.</summary>
    public bool Verifies(string keyId, byte[] body, byte[] signature) =>
        keys.TryGetValue(keyId, out var key) && key.VerifyData(body, signature, HashAlgorithmName.SHA256);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in keys.Values)
        {
            key.Dispose();
        }
    }

    internal string? ProblemOf(Seal seal) =>
        !Has(seal.KeyId) ? $"is signed by {seal.KeyId}, which is not a trusted key"
        : !Verifies(seal.KeyId, seal.Body(), seal.Signature) ? $"does not bear the signature of {seal.KeyId}"
        : null;

    private static IEnumerable<string> Blocks(string text)
    {
        for (var at = 0; (at = text.IndexOf(Begin, at, StringComparison.Ordinal)) >= 0; )
        {
            var end = text.IndexOf(End, at, StringComparison.Ordinal);
            if (end < 0)
            {
                throw new InvalidDataException("A public key has no end.");
            }

            end += End.Length;
            yield return text[at..end];
            at = end;
        }
    }
}
