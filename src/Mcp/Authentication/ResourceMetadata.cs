using System.Text.Json;
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

    private static readonly string AllScopes = string.Join(' ', ScopesInUse());
    private readonly string url = settings.Listening.PublicUrl + Path + "/mcp";

    /// <summary>The document, as JSON.</summary>
    public byte[] Document { get; } =
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                resource = settings.Callers.Audience,
                resource_name = "Financial MCP",
                scopes_supported = ScopesInUse(),
                bearer_methods_supported = new[] { "header" },
            }
        );

    /// <summary>WWW-Authenticate of a 401, or of a request that carried its token elsewhere than in the header.</summary>
    /// <param name="error">invalid_token, invalid_request, or null when no token was given at all.</param>
    public string Challenge(string? error) =>
        $"Bearer {(error is null ? "" : $"error=\"{error}\", ")}scope=\"{AllScopes}\", resource_metadata=\"{url}\"";

    /// <summary>WWW-Authenticate of a 403: which scopes the operation needs.</summary>
    public string ScopeChallenge(IEnumerable<string> scopes) =>
        $"Bearer error=\"insufficient_scope\", scope=\"{string.Join(' ', scopes)}\", resource_metadata=\"{url}\"";

    private static string[] ScopesInUse() =>
        [.. Permissions.ScopeOf.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
