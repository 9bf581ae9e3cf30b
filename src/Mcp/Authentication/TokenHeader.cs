using System.Text.Json;
using FinancialMcp.Mcp.Protocol;

namespace FinancialMcp.Mcp.Authentication;

/// <summary>
/// What a token's header may ask of who reads it: nothing that is not understood here. Judged of a token whose signature
/// is good; the algorithm was settled with it.
/// </summary>
internal static class TokenHeader
{
    private const string MediaTypePrefix = "application/";

    /// <summary>
    /// False for a header in which a member comes twice, for <c>crit</c> (RFC 7515, 4.1.11: an extension that is not
    /// understood invalidates the token, and none is), for <c>zip</c>, and for a <c>typ</c> other than JWT (RFC 7519, 5.1)
    /// and at+jwt (RFC 9068, 2.1).
    /// </summary>
    public static bool IsAccepted(byte[] header)
    {
        if (StrictJson.FaultOf(header) is not null)
        {
            return false;
        }

        using var document = JsonDocument.Parse(header);
        var members = document.RootElement;
        return !members.TryGetProperty("crit", out _)
            && !members.TryGetProperty("zip", out _)
            && (!members.TryGetProperty("typ", out var type) || IsToken(type));
    }

    private static bool IsToken(JsonElement type)
    {
        if (type.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        // RFC 7515, 4.1.9: the prefix may be left out.
        var name = type.GetString()!;
        name = name.StartsWith(MediaTypePrefix, StringComparison.OrdinalIgnoreCase)
            ? name[MediaTypePrefix.Length..]
            : name;
        return name.Equals("JWT", StringComparison.OrdinalIgnoreCase)
            || name.Equals("at+jwt", StringComparison.OrdinalIgnoreCase);
    }
}
