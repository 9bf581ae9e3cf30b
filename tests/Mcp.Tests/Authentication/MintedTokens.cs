using System.Text;
using FinancialMcp.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FinancialMcp.Mcp.Tests.Authentication;

/// <summary>Tokens with anything in them, for the tests that try what no issuer would sign.</summary>
internal sealed record MintedToken
{
    public string Secret { get; init; } = Tokens.AgentSecret;
    public string Algorithm { get; init; } = SecurityAlgorithms.HmacSha256;
    public string? KeyId { get; init; }
    public string? Issuer { get; init; } = Tokens.Issuer;

    /// <summary>A text, several, or null for none.</summary>
    public object? Audience { get; init; } = Tokens.Audience;
    public TimeSpan? ExpiresIn { get; init; } = TimeSpan.FromMinutes(5);
    public TimeSpan? ValidIn { get; init; }
    public string? Subject { get; init; } = "alice";

    /// <summary>Claims beside the standard ones; by default the role of a user.</summary>
    public IReadOnlyDictionary<string, object> Claims { get; init; } =
        new Dictionary<string, object>(StringComparer.Ordinal) { ["roles"] = new[] { "ROLE_USER" } };

    public string Sign(TimeProvider? clock = null)
    {
        var now = (clock ?? TimeProvider.System).GetUtcNow();
        var claims = new Dictionary<string, object>(Claims, StringComparer.Ordinal);
        Add(claims, "iss", Issuer);
        Add(claims, "aud", Audience);
        Add(claims, "sub", Subject);
        Add(claims, "exp", (now + ExpiresIn)?.ToUnixTimeSeconds());
        Add(claims, "nbf", (now + ValidIn)?.ToUnixTimeSeconds());
        var key = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Secret)) { KeyId = KeyId };
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        return handler.CreateToken(
            new SecurityTokenDescriptor { Claims = claims, SigningCredentials = new SigningCredentials(key, Algorithm) }
        );
    }

    private static void Add(Dictionary<string, object> claims, string name, object? value)
    {
        if (value is not null)
        {
            claims[name] = value;
        }
    }
}
