using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;

namespace FinancialMcp.Mcp.Authentication;

/// <summary>Reads who calls from the payload of a token whose signature, issuer, audience and lifetime were checked.</summary>
internal static class CallerClaims
{
    private const int MostText = 200;

    /// <summary>
    /// The caller, or null when the payload does not say who that is. Roles stand in <c>roles</c>, <c>role</c> or
    /// <c>authorities</c>, scopes in <c>scope</c> or <c>scp</c>; the acting party in <c>act.sub</c> (RFC 8693),
    /// <c>azp</c> or <c>client_id</c>.
    /// </summary>
    /// <param name="payload">The token's payload.</param>
    /// <param name="token">The token itself, to be told apart from others by its hash where it has no id.</param>
    /// <param name="subjectClaim">The claim that names the bank's user (BACKEND_SUBJECT_CLAIM).</param>
    public static Caller? Read(JsonElement payload, string token, string subjectClaim)
    {
        if (
            Name(payload, "iss") is not { } issuer
            || Name(payload, "sub") is not { } subject
            || Name(payload, subjectClaim) is not { } backendSubject
        )
        {
            return null;
        }

        var roles = Words(payload, "roles", "role", "authorities") ?? [];
        return new Caller
        {
            Principal = new Principal(issuer, subject, ActingParty(payload)),
            Roles = roles.Select(RolePermissions.Normalize).ToHashSet(StringComparer.Ordinal),
            Scopes = Words(payload, "scope", "scp"),
            BackendSubject = backendSubject,
            TokenHash = Hash(Name(payload, "jti") ?? token),
        };
    }

    private static string? ActingParty(JsonElement payload) =>
        (payload.TryGetProperty("act", out var act) && act.ValueKind == JsonValueKind.Object ? Name(act, "sub") : null)
        ?? Name(payload, "azp")
        ?? Name(payload, "client_id");

    /// <summary>The words of all the claims, given as one text or as a list; null when none of the claims is there.</summary>
    private static HashSet<string>? Words(JsonElement payload, params ReadOnlySpan<string> claims)
    {
        HashSet<string>? words = null;
        foreach (var claim in claims)
        {
            if (!payload.TryGetProperty(claim, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            words ??= new HashSet<string>(StringComparer.Ordinal);
            var texts = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value];
            foreach (var text in texts.Where(text => text.ValueKind == JsonValueKind.String))
            {
                words.UnionWith(text.GetString()!.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return words;
    }

    /// <summary>A name that may stand in records and towards the bank: short and without invisible characters.</summary>
    private static string? Name(JsonElement parent, string claim) =>
        parent.TryGetProperty(claim, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 and <= MostText } text
        && UntrustedText.IsClean(text)
            ? text
            : null;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
