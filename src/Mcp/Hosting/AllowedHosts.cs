using System.Globalization;
using FinancialMcp.Mcp.Configuration;
using Microsoft.Extensions.Primitives;

namespace FinancialMcp.Mcp.Hosting;

/// <summary>
/// Which Host headers are answered (ALLOWED_HOSTS). A page that rebinds its host name to this machine sends that name, and
/// is told nothing.
/// </summary>
internal sealed class AllowedHosts
{
    private const string Any = "*";
    private readonly bool allowsAny;
    private readonly List<StringSegment> names;

    public AllowedHosts(Settings settings)
    {
        var hosts = settings.Listening.AllowedHosts;
        allowsAny = hosts.Contains(Any);
        names = [.. hosts.Where(host => host != Any).Select(host => new HostString(host).ToUriComponent())];
    }

    /// <summary>Never throws for what a caller sent.</summary>
    public bool Allow(HostString host) =>
        host.HasValue && HasPossiblePort(host) && (allowsAny || HostString.MatchesAny(host.Value, names));

    /// <summary>True without a port, and with one that exists: the framework's own reading throws for others.</summary>
    public static bool HasPossiblePort(HostString host)
    {
        var text = host.Value ?? "";
        var colon = text.LastIndexOf(':');
        return colon < 0
            || text.EndsWith(']')
            || text.IndexOf(':', StringComparison.Ordinal) < colon && text[0] != '['
            || ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }
}
