using FinancialMcp.Mcp.Configuration;
using Microsoft.Extensions.Primitives;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>
/// Whose web pages may call. Agents send no Origin; a browser always does, so a page that rebinds a host name to this
/// server is refused here whatever token it got hold of.
/// </summary>
internal sealed class Origins(Settings settings)
{
    private readonly HashSet<string> allowed = new(settings.Listening.CorsOrigins, StringComparer.OrdinalIgnoreCase);

    public bool Allow(StringValues origin) =>
        origin.Count == 0 || allowed.Contains("*") || (origin is [{ } only] && allowed.Contains(only));
}
