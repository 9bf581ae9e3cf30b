using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FinancialMcp.Testing;

/// <summary>Tokens as an identity provider, or the bank, would mint them; the secrets are random per test run.</summary>
public static class Tokens
{
    public const string Issuer = "https://issuer.test";
    public const string Audience = "http://127.0.0.1/mcp";

    /// <summary>The secret that signs agents' tokens.</summary>
    public static string AgentSecret { get; } = NewSecret();

    /// <summary>The secret the bank shares with us.</summary>
    public static string BankSecret { get; } = NewSecret();

    public static string ForAgent(string subject, string role, IDictionary<string, object>? more = null) =>
        Mint(AgentSecret, subject, [role], more, Issuer, Audience);

    public static string ForBank(string subject, string role) => Mint(BankSecret, subject, [role], null, null, null);

    private static string Mint(
        string secret,
        string subject,
        string[] roles,
        IDictionary<string, object>? more,
        string? issuer,
        string? audience
    )
    {
        var claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = subject, ["roles"] = roles };
        foreach (var (name, value) in more ?? new Dictionary<string, object>(StringComparer.Ordinal))
        {
            claims[name] = value;
        }

        return new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Claims = claims,
                Issuer = issuer,
                Audience = audience,
                IssuedAt = TimeProvider.System.GetUtcNow().UtcDateTime,
                Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1),
                SigningCredentials = new SigningCredentials(
                    new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)),
                    SecurityAlgorithms.HmacSha256
                ),
            }
        );
    }

    private static string NewSecret() =>
        Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
}
