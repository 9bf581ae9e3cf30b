using System.Security.Cryptography;

namespace FinancialMcp.Testing;

/// <summary>The keys of a trail that several servers share, as an operator makes them.</summary>
internal static class AuditKeyFiles
{
    /// <summary>Makes the two files in a folder and gives the settings that name them.</summary>
    internal static IReadOnlyDictionary<string, string> MakeIn(string folder)
    {
        var mac = Path.Combine(folder, "audit-mac.key");
        File.WriteAllText(mac, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var signing = Path.Combine(folder, "audit-signing.pem");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(signing, key.ExportPkcs8PrivateKeyPem());
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AUDIT_MAC_KEY_FILE"] = mac,
            ["AUDIT_SIGNING_KEY_FILE"] = signing,
        };
    }
}
