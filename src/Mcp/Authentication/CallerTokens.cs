using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FinancialMcp.Mcp.Authentication;

/// <summary>
/// Judges callers' tokens: by the published keys of AUTH_AUTHORITY (RS256, PS256, ES256), or where there is none HS256 over the raw
/// bytes of JWT_SECRET (the current or the previous one), and never by both. Exact issuer, one audience, expiry and subject
/// required, 30 seconds of clock skew. A good token is remembered by its hash until it expires, at most 60 seconds; nothing
/// else about it is.
/// </summary>
internal sealed class CallerTokens
{
    private const int LongestToken = 8 * 1024;
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestMemory = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Remembered> good = new(StringComparer.Ordinal);
    private readonly JsonWebTokenHandler handler = new()
    {
        MapInboundClaims = false,
        MaximumTokenSizeInBytes = LongestToken,
    };
    private readonly TokenValidationParameters rules;
    private readonly AuthorityKeys? authority;
    private readonly string subjectClaim;
    private readonly TimeProvider time;

    public CallerTokens(Settings settings, TimeProvider time, AuthorityKeys? authority = null)
    {
        this.time = time;
        this.authority = authority;
        subjectClaim = settings.Backends.SubjectClaim;
        var callers = settings.Callers;
        rules = new TokenValidationParameters
        {
            IssuerSigningKeys = KeysOf(callers),
            TryAllIssuerSigningKeys = true,
            ValidAlgorithms = authority is null
                ? [SecurityAlgorithms.HmacSha256]
                : [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256],
            ValidIssuer = callers.Issuer,
            AudienceValidator = (audiences, _, _) => IsForUs(audiences, callers.Audience, settings.IsDevelopment),
            RequireExpirationTime = true,
            LifetimeValidator = (from, until, _, _) => IsCurrent(from, until),
            RequireSignedTokens = true,
        };
    }

    /// <summary>Judges a token as it stood in the Authorization header. Never throws for what a caller sent; only when the caller is gone.</summary>
    public async ValueTask<TokenJudgement> JudgeAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > LongestToken)
        {
            return new(null, TokenFault.Malformed);
        }

        var key = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (good.TryGetValue(key, out var known) && known.Until > time.GetUtcNow())
        {
            return known.Judgement;
        }

        if (authority is not null && AlgorithmFault(token) is { } fault)
        {
            // Nothing to ask the authority about.
            return new(null, fault);
        }

        if (await ValidateAsync(token, cancellationToken) is not { } result)
        {
            return new(null, TokenFault.NoAuthority);
        }

        if (!result.IsValid)
        {
            return new(null, ReasonOf(result.Exception, token));
        }

        var read = (JsonWebToken)result.SecurityToken;
        if (!TokenHeader.IsAccepted(Base64UrlEncoder.DecodeBytes(read.EncodedHeader)))
        {
            return new(null, TokenFault.Malformed);
        }

        var claims = Base64UrlEncoder.DecodeBytes(read.EncodedPayload);
        if (StrictJson.FaultOf(claims) is not null)
        {
            return new(null, TokenFault.Claims);
        }

        using var payload = JsonDocument.Parse(claims);
        if (CallerClaims.Read(payload.RootElement, token, subjectClaim) is not { } caller)
        {
            return new(null, TokenFault.Claims);
        }

        var judgement = new TokenJudgement(caller, null);
        Remember(key, judgement, new DateTimeOffset(read.ValidTo, TimeSpan.Zero));
        return judgement;
    }

    /// <summary>Null when there is no key to judge it by.</summary>
    private async ValueTask<TokenValidationResult?> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        if (authority is null)
        {
            return await handler.ValidateTokenAsync(token, rules);
        }

        if (await authority.CurrentAsync(cancellationToken) is not { } keys)
        {
            return null;
        }

        var result = await JudgeByAsync(keys);
        var isUnknownKey = !result.IsValid && ReasonOf(result.Exception, token) == TokenFault.Signature;
        return isUnknownKey && await authority.AfterAsync(keys, cancellationToken) is { } newer
            ? await JudgeByAsync(newer)
            : result;

        Task<TokenValidationResult> JudgeByAsync(AuthorityKeys.KeySet published)
        {
            var judged = rules.Clone();
            judged.IssuerSigningKeys = published.Keys;
            return handler.ValidateTokenAsync(token, judged);
        }
    }

    private void Remember(string key, TokenJudgement judgement, DateTimeOffset expires)
    {
        if (good.Count >= MostRemembered)
        {
            good.Clear();
        }

        var longest = time.GetUtcNow() + LongestMemory;
        good[key] = new Remembered(judgement, expires < longest ? expires : longest);
    }

    private static List<SecurityKey> KeysOf(CallerSettings callers) =>
        [
            .. new[] { callers.JwtSecret, callers.JwtSecretPrevious }
                .OfType<Secret>()
                .Select(secret => new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret.Reveal()))),
        ];

    /// <summary>RFC 8707: issued for this server and for no other. A token for several could be passed on by one of them.</summary>
    private static bool IsForUs(IEnumerable<string> audiences, string expected, bool isDevelopment) =>
        audiences.ToArray() switch
        {
            [] => isDevelopment,
            [var only] => string.Equals(only, expected, StringComparison.Ordinal),
            _ => false,
        };

    private bool IsCurrent(DateTime? from, DateTime? until)
    {
        var now = time.GetUtcNow().UtcDateTime;

        // The skew is on our side of both: what a token says may be at the end of time.
        return until is { } end && now - ClockSkew < end && (from is not { } start || now + ClockSkew >= start);
    }

    private string ReasonOf(Exception? failure, string token) =>
        failure switch
        {
            SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException => LifetimeReason(token),
            SecurityTokenInvalidIssuerException => TokenFault.Issuer,
            SecurityTokenInvalidAudienceException => TokenFault.Audience,
            SecurityTokenMalformedException or ArgumentException => TokenFault.Malformed,
            // No key fits an algorithm that is not ours, so it is told as a signature without key.
            _ => AlgorithmFault(token) ?? TokenFault.Signature,
        };

    /// <summary>Null for a token that names an accepted algorithm, whatever signed it.</summary>
    private string? AlgorithmFault(string token)
    {
        try
        {
            return rules.ValidAlgorithms.Contains(handler.ReadJsonWebToken(token).Alg) ? null : TokenFault.Algorithm;
        }
        catch (Exception failure) when (failure is SecurityTokenException or ArgumentException or FormatException)
        {
            return TokenFault.Malformed;
        }
    }

    private string LifetimeReason(string token) =>
        handler.ReadJsonWebToken(token).ValidTo is var until
        && until != DateTime.MinValue
        && until <= time.GetUtcNow().UtcDateTime
            ? TokenFault.Expired
            : TokenFault.Lifetime;

    private sealed record Remembered(TokenJudgement Judgement, DateTimeOffset Until);
}
