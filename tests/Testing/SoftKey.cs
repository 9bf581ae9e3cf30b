using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FinancialMcp.Testing;

/// <summary>
/// A passkey of a device that is made of software: it answers the JSON that a page gives a browser with the JSON that a browser gives
/// back (WebAuthn Level 3, 6.1, 6.3.2, 6.3.3). What it says can be made wrong, one thing at a time.
/// </summary>
public sealed class SoftKey(string origin) : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte MayBeCopiedBit = 0x08;
    private const byte CopiedBit = 0x10;
    private const byte HasCredential = 0x40;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private byte[] handle = [];

    public byte[] CredentialId { get; init; } = RandomNumberGenerator.GetBytes(32);

    public string Origin { get; set; } = origin;

    /// <summary>The address that it hashes; null: the one it is asked for.</summary>
    public string? RpId { get; set; }

    public bool Verifies { get; set; } = true;

    public bool IsPresent { get; set; } = true;

    public bool MayBeCopied { get; set; }

    public bool IsCopied { get; set; }

    public bool IsFramed { get; set; }

    /// <summary>What it says it was asked to do; null: what it was.</summary>
    public string? Type { get; set; }

    /// <summary>Whose it says it is; null: as it was made.</summary>
    public byte[]? Handle { get; set; }

    /// <summary>False: it does not say whose it is.</summary>
    public bool TellsHandle { get; set; } = true;

    /// <summary>How often it was used; a key that does not count stays at 0.</summary>
    public uint Count { get; set; }

    public bool Counts { get; init; } = true;

    /// <summary>Answers the options of making a key.</summary>
    public string Create(string options)
    {
        using var asked = JsonDocument.Parse(options);
        var root = asked.RootElement;
        handle = Base64Url.DecodeFromChars(root.GetProperty("user").GetProperty("id").GetString());
        var data = Data(root.GetProperty("rp").GetProperty("id").GetString()!, HasCredential, Credential());
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(3);
        writer.WriteTextString("fmt");
        writer.WriteTextString("none");
        writer.WriteTextString("attStmt");
        writer.WriteStartMap(0);
        writer.WriteEndMap();
        writer.WriteTextString("authData");
        writer.WriteByteString(data);
        writer.WriteEndMap();
        return Answer(
            new
            {
                attestationObject = Base64Url.EncodeToString(writer.Encode()),
                clientDataJSON = Base64Url.EncodeToString(ClientData(root, "webauthn.create")),
                transports = (string[])["internal"],
            }
        );
    }

    /// <summary>Answers the options of using one.</summary>
    public string Use(string options)
    {
        using var asked = JsonDocument.Parse(options);
        var said = ClientData(asked.RootElement, "webauthn.get");
        Count += Counts ? 1u : 0u;
        var data = Data(asked.RootElement.GetProperty("rpId").GetString()!, 0, []);
        var signature = key.SignData(
            [.. data, .. SHA256.HashData(said)],
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
        return Answer(
            new
            {
                authenticatorData = Base64Url.EncodeToString(data),
                clientDataJSON = Base64Url.EncodeToString(said),
                signature = Base64Url.EncodeToString(signature),
                userHandle = TellsHandle ? Base64Url.EncodeToString(Handle ?? handle) : null,
            }
        );
    }

    public void Dispose() => key.Dispose();

    private string Answer(object response)
    {
        var id = Base64Url.EncodeToString(CredentialId);
        return JsonSerializer.Serialize(
            new
            {
                id,
                rawId = id,
                type = "public-key",
                response,
            }
        );
    }

    private byte[] ClientData(JsonElement options, string type) =>
        Encoding.UTF8.GetBytes(
            JsonSerializer.Serialize(
                new
                {
                    type = Type ?? type,
                    challenge = options.GetProperty("challenge").GetString(),
                    origin = Origin,
                    crossOrigin = IsFramed,
                }
            )
        );

    private byte[] Data(string rpId, byte flags, byte[] credential)
    {
        var all =
            flags
            | (IsPresent ? UserPresent : 0)
            | (Verifies ? UserVerified : 0)
            | (MayBeCopied ? MayBeCopiedBit : 0)
            | (IsCopied ? CopiedBit : 0);
        var count = BitConverter.GetBytes(Count);
        return
        [
            .. SHA256.HashData(Encoding.UTF8.GetBytes(RpId ?? rpId)),
            (byte)all,
            .. BitConverter.IsLittleEndian ? count.Reverse() : count,
            .. credential,
        ];
    }

    /// <summary>Model, length, id, and the public key as COSE (RFC 9053, 7.1.1).</summary>
    private byte[] Credential()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(5);
        writer.WriteInt32(1);
        writer.WriteInt32(2);
        writer.WriteInt32(3);
        writer.WriteInt32(-7);
        writer.WriteInt32(-1);
        writer.WriteInt32(1);
        writer.WriteInt32(-2);
        writer.WriteByteString(point.X!);
        writer.WriteInt32(-3);
        writer.WriteByteString(point.Y!);
        writer.WriteEndMap();
        return
        [
            .. new byte[16],
            (byte)(CredentialId.Length >> 8),
            (byte)CredentialId.Length,
            .. CredentialId,
            .. writer.Encode(),
        ];
    }
}
