using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FinancialMcp.Sandbox.Tests.Harness;

/// <summary>Mints tokens by hand, so that the bank's own reading of them is tested against something else.</summary>
internal static class TestTokens
{
    public const string Secret = "a secret of the tests, forty bytes long…";

    public static string For(TimeProvider clock, string subject, params string[] roles) =>
        Mint(clock, new { sub = subject, roles });

    /// <summary>A token whose payload is the given claims and an exp of one hour.</summary>
    public static string Mint(TimeProvider clock, object claims, string secret = Secret, string alg = "HS256")
    {
        var payload = JsonSerializer.SerializeToNode(claims)!.AsObject();
        payload["iat"] ??= clock.GetUtcNow().ToUnixTimeSeconds();
        payload["exp"] ??= clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        var head = Encode(JsonSerializer.SerializeToUtf8Bytes(new { alg, typ = "JWT" }));
        var signed = $"{head}.{Encode(Encoding.UTF8.GetBytes(payload.ToJsonString()))}";
        var signature =
            alg == "none"
                ? ""
                : Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)));
        return $"{signed}.{signature}";
    }

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
