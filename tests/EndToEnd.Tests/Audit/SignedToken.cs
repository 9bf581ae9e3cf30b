using System.Security.Cryptography;
using System.Text;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>Tokens whose header and claims are JSON as given, with a good signature: no library would write them all.</summary>
internal static class SignedToken
{
    private const string PlainHeader = """{"alg":"HS256","typ":"JWT"}""";

    /// <param name="claims">Members of the payload beside issuer, audience and expiry, as JSON with a comma before it.</param>
    /// <param name="header">The whole header.</param>
    public static string Of(string claims, string header = PlainHeader)
    {
        var expires = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        var payload = $$"""{"iss":"{{Tokens.Issuer}}","aud":"{{Tokens.Audience}}","exp":{{expires}}{{claims}}}""";
        var signed = $"{Encoded(header)}.{Encoded(payload)}";
        var signature = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(Tokens.AgentSecret),
            Encoding.ASCII.GetBytes(signed)
        );
        return $"{signed}.{Encoded(signature)}";
    }

    private static string Encoded(string text) => Encoded(Encoding.UTF8.GetBytes(text));

    private static string Encoded(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
