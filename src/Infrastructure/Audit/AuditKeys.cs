using System.Security.Cryptography;
using System.Text;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>
/// The two keys of the trail: one for the MAC of each record, one that signs seals. Keys that no file is named for are
/// made once and kept beside the embedded database: they protect against whoever has the database only, not against
/// whoever has the machine.
/// </summary>
public sealed class AuditKeys : IDisposable
{
    private const int MacKeySize = 32;

    private readonly ECDsa signing;

    private AuditKeys(byte[] macKey, ECDsa signing)
    {
        MacKey = macKey;
        MacKeyId = MacKeyIdOf(macKey);
        this.signing = signing;
        PublicKey = signing.ExportSubjectPublicKeyInfoPem();
        SigningKeyId = SigningKeyIdOf(signing);
    }

    /// <summary>Names <see cref="MacKey"/> without telling anything of it.</summary>
    public string MacKeyId { get; }

    /// <summary>Names the signing key: the beginning of its public key's digest.</summary>
    public string SigningKeyId { get; }

    /// <summary>The public half of the signing key, as PEM.</summary>
    public string PublicKey { get; }

    internal byte[] MacKey { get; }

    /// <summary>
    /// Reads the keys, or makes them where no file is named. Throws <see cref="InvalidDataException"/> with words for the
    /// operator when a file is no such key, and the file's own exception when it cannot be read.
    /// </summary>
    public static AuditKeys Load(AuditOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var macFile = options.MacKeyFile ?? Made(options.Directory, "audit-mac.key", NewMacKey);
        var signingFile = options.SigningKeyFile ?? Made(options.Directory, "audit-signing.pem", NewSigningKey);
        return new AuditKeys(ReadMacKey(macFile), ReadSigningKey(signingFile));
    }

    /// <summary>The MAC key of a file. Throws as <see cref="Load"/> does.</summary>
    public static byte[] ReadMacKey(string file)
    {
        var key = new byte[1024];
        if (!Convert.TryFromBase64String(File.ReadAllText(file).Trim(), key, out var length) || length < MacKeySize)
        {
            throw new InvalidDataException(
                $"{file} is no MAC key: it must hold base64 of {MacKeySize} bytes or more. Make one with `openssl rand -base64 {MacKeySize}`."
            );
        }

        return key[..length];
    }

    /// <summary>Names a MAC key.</summary>
    public static string MacKeyIdOf(byte[] key) =>
        "m-" + Convert.ToHexStringLower(HMACSHA256.HashData(key, "financial-mcp mac key id"u8)[..8]);

    /// <summary>Names a signing key by its public half.</summary>
    public static string SigningKeyIdOf(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return "s-" + Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())[..8]);
    }

    /// <summary>ECDSA over SHA-256 of the bytes: 64 bytes (IEEE P1363).</summary>
    internal byte[] Sign(byte[] body) => signing.SignData(body, HashAlgorithmName.SHA256);

    /// <inheritdoc/>
    public void Dispose() => signing.Dispose();

    private static ECDsa ReadSigningKey(string file)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            if (key.KeySize != 256 || key.ExportParameters(includePrivateParameters: true).D is null)
            {
                throw new CryptographicException("No private key on P-256.");
            }

            return key;
        }
        catch (Exception cause) when (cause is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new InvalidDataException(
                $"{file} is no private ECDSA key on P-256 as PEM. Make one with `openssl ecparam -name prime256v1 -genkey -noout`.",
                cause
            );
        }
    }

    private static string Made(string directory, string name, Func<string> make)
    {
        OwnersFiles.MakeFolder(directory);
        var file = Path.Combine(directory, name);
        if (!File.Exists(file))
        {
            // Whole or not at all: a process that dies here, or a second one that starts, leaves no half key.
            var begun = $"{file}.{Guid.CreateVersion7():N}";
            using (var stream = OwnersFiles.Open(begun, FileMode.CreateNew))
            {
                stream.Write(Encoding.ASCII.GetBytes(make()));
                stream.Flush(flushToDisk: true);
            }

            try
            {
                File.Move(begun, file, overwrite: false);
            }
            catch (IOException) when (File.Exists(file))
            {
                File.Delete(begun);
            }
        }

        return file;
    }

    private static string NewMacKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(MacKeySize)) + "\n";

    private static string NewSigningKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }
}
