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
    private static readonly string[] PartyClaims = ["azp", "client_id"];

    /// <summary>
    /// The caller, or null when the payload does not say who that is. Roles stand in <c>roles</c>, <c>role</c> or
    /// <c>authorities</c>, scopes in <c>scope</c> or <c>scp</c>; the acting party in <c>act.sub</c> (RFC 8693),
    /// <c>azp</c> or <c>client_id</c>. A claim that is there and cannot be read never counts as one that is not there: an
    /// acting party makes the payload unreadable, a scope leaves no scope.
    /// </summary>
    /// <param name="payload">The token's payload, in the form of <see cref="Protocol.StrictJson"/>.</param>
    /// <param name="token">The token itself, to be told apart from others by its hash where it has no id.</param>
    /// <param name="subjectClaim">The claim that names the bank's user (BACKEND_SUBJECT_CLAIM).</param>
    public static Caller? Read(JsonElement payload, string token, string subjectClaim)
    {
        if (
            Name(payload, "iss") is not { } issuer
            || Name(payload, "sub") is not { } subject
            || Name(payload, subjectClaim) is not { } backendSubject
            || !TryActingParty(payload, out var actingParty)
        )
        {
            return null;
        }

        var roles = Words(payload, [' ', ','], "roles", "role", "authorities") ?? [];
        return new Caller
        {
            Principal = new Principal(issuer, subject, actingParty),
            Roles = roles.Select(RolePermissions.Normalize).ToHashSet(StringComparer.Ordinal),
            Scopes = Words(payload, [' '], "scope", "scp"),
            BackendSubject = backendSubject,
            TokenHash = Hash(Name(payload, "jti") ?? token),
        };
    }

    /// <summary>False when a claim that names an acting party is there and cannot be read, whichever of them would count.</summary>
    private static bool TryActingParty(JsonElement payload, out string? party)
    {
        party = null;
        if (payload.TryGetProperty("act", out var act))
        {
            party = act.ValueKind == JsonValueKind.Object ? Name(act, "sub") : null;
            if (party is null)
            {
                return false;
            }
        }

        foreach (var claim in PartyClaims)
        {
            if (payload.TryGetProperty(claim, out _))
            {
                if (Name(payload, claim) is not { } name)
                {
                    return false;
                }

                party ??= name;
            }
        }

        return true;
    }

    /// <summary>
    /// The words of all the claims; null when none of the claims is there. A text holds several words, an element of a list
    /// is one word as it stands; what is neither holds none.
    /// </summary>
    private static HashSet<string>? Words(JsonElement payload, char[] separators, params ReadOnlySpan<string> claims)
    {
        HashSet<string>? words = null;
        foreach (var claim in claims)
        {
            if (!payload.TryGetProperty(claim, out var value))
            {
                continue;
            }

            words ??= new HashSet<string>(StringComparer.Ordinal);
            if (value.ValueKind == JsonValueKind.String)
            {
                words.UnionWith(value.GetString()!.Split(separators, StringSplitOptions.RemoveEmptyEntries));
            }
            else if (value.ValueKind == JsonValueKind.Array)
            {
                words.UnionWith(
                    value
                        .EnumerateArray()
                        .Where(element => element.ValueKind == JsonValueKind.String)
                        .Select(element => element.GetString()!)
                );
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
