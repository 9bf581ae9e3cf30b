using System.Collections.Concurrent;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FinancialMcp.Sandbox.Auth;

/// <summary>The claims of a valid token.</summary>
internal sealed record TokenClaims(string Subject, IReadOnlySet<string> Roles, DateTime ExpiresUtc);

/// <summary>
/// Issues and checks the bank's tokens: HS256 over the raw UTF-8 bytes of the secret, sub, iat, exp (one hour), roles;
/// no issuer, no audience.
/// </summary>
internal sealed class BankTokens
{
    private const int LargestCache = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private readonly JsonWebTokenHandler handler = new()
    {
        MapInboundClaims = false,
        SetDefaultTimesOnTokenCreation = false,
    };
    private readonly ConcurrentDictionary<string, TokenClaims> known = new(StringComparer.Ordinal);
    private readonly SigningCredentials credentials;
    private readonly TokenValidationParameters rules;
    private readonly TimeProvider clock;

    public BankTokens(string secret, TimeProvider clock)
    {
        this.clock = clock;
        var key = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret));
        credentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256);
        rules = new TokenValidationParameters
        {
            IssuerSigningKey = key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidateIssuer = false,
            ValidateAudience = false,
            RequireExpirationTime = true,
            // The bank's clock decides, and Read compares it again for a token it has seen before.
            LifetimeValidator = (_, expires, _, _) => expires > Now,
        };
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    public string Issue(string subject, IEnumerable<string> roles) =>
        handler.CreateToken(
            new SecurityTokenDescriptor
            {
                Claims = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    [JwtRegisteredClaimNames.Sub] = subject,
                    ["roles"] = roles.ToArray(),
                },
                IssuedAt = Now,
                Expires = Now + Lifetime,
                SigningCredentials = credentials,
            }
        );

    /// <summary>The claims, or null for a token that is missing, forged, expired or without a subject.</summary>
    public TokenClaims? Read(string? token)
    {
        if (token is null)
        {
            return null;
        }
        if (!known.TryGetValue(token, out var claims))
        {
            claims = Validate(token);
            if (claims is null)
            {
                return null;
            }
            if (known.Count >= LargestCache)
            {
                known.Clear();
            }
            known.TryAdd(token, claims);
        }
        return claims.ExpiresUtc > Now ? claims : null;
    }

    private TokenClaims? Validate(string token)
    {
        // With a symmetric key at hand the handler has nothing to wait for: the task is already completed.
        var result = handler.ValidateTokenAsync(token, rules).GetAwaiter().GetResult();
        return result is { IsValid: true, SecurityToken: JsonWebToken { Subject.Length: > 0 } jwt }
            ? new TokenClaims(jwt.Subject, RolesOf(jwt), jwt.ValidTo)
            : null;
    }

    private static HashSet<string> RolesOf(JsonWebToken token)
    {
        foreach (var claim in (string[])["roles", "authorities", "role"])
        {
            var values = token.Claims.Where(c => c.Type == claim && c.Value.Length > 0).Select(c => c.Value);
            var roles = values
                .Select(v => v.StartsWith("ROLE_", StringComparison.Ordinal) ? v : "ROLE_" + v)
                .ToHashSet(StringComparer.Ordinal);
            if (roles.Count > 0)
            {
                return roles;
            }
        }
        return [];
    }
}
