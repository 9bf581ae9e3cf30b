using System.Text.Json;
using System.Text.Json.Serialization;
using FinancialMcp.Application.Security;
using FinancialMcp.Mcp.Configuration;

namespace FinancialMcp.Mcp.Authentication;

/// <summary>
/// What a client must know to get a token for this server (RFC 9728), and the challenges that point there (RFC 6750). All
/// URLs come from PUBLIC_URL: the Host header is the caller's to write.
/// </summary>
internal sealed class ResourceMetadata(Settings settings)
{
    public const string Path = "/.well-known/oauth-protected-resource";

    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly string AllScopes = string.Join(' ', ScopesInUse());
    private readonly string url = settings.Listening.PublicUrl + Path + "/mcp";

    /// <summary>The document, as JSON.</summary>
    public byte[] Document { get; } =
        JsonSerializer.SerializeToUtf8Bytes(
            new Described(
                settings.Callers.Audience,
                "Financial MCP",
                settings.Callers.Authority is { } issuer ? [issuer] : null,
                ScopesInUse(),
                ["header"]
            ),
            Form
        );

    /// <summary>WWW-Authenticate of a 401, or of a request that carried its token elsewhere than in the header.</summary>
    /// <param name="error">invalid_token, invalid_request, or null when no token was given at all.</param>
    public string Challenge(string? error) =>
        $"Bearer {(error is null ? "" : $"error=\"{error}\", ")}scope=\"{AllScopes}\", resource_metadata=\"{url}\"";

    /// <summary>WWW-Authenticate of a 403: which scopes the operation needs.</summary>
    public string ScopeChallenge(IEnumerable<string> scopes) =>
        $"Bearer error=\"insufficient_scope\", scope=\"{string.Join(' ', scopes)}\", resource_metadata=\"{url}\"";

    /// <summary>RFC 9728, 2. Where JWT_SECRET judges tokens, no server is there to be named.</summary>
    private sealed record Described(
        string Resource,
        string ResourceName,
        string[]? AuthorizationServers,
        string[] ScopesSupported,
        string[] BearerMethodsSupported
    );

    private static string[] ScopesInUse() =>
        [.. Permissions.ScopeOf.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
