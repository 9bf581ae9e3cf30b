using System.Globalization;

namespace FinancialMcp.Mcp.Configuration;

/// <summary>Where Redis is and how it is reached, from a URL as the redis scheme is registered with IANA.</summary>
internal sealed record RedisAddress(string Host, int Port, string? User, Secret? Password, int Database, bool Tls)
{
    private const string Plain = "redis";
    private const string Encrypted = "rediss";
    private const int DefaultPort = 6379;
    private const int MostDatabases = 65_535;

    public static SettingType<RedisAddress> Type { get; } =
        new("redis://[[user]:password@]host[:port][/database], rediss:// for TLS", Read);

    private static Reading<RedisAddress>? Read(string text)
    {
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.Scheme is not (Plain or Encrypted)
            || url.Host.Length == 0
            || url.Query.Length > 0
            || url.Fragment.Length > 0
        )
        {
            return null;
        }

        var path = url.AbsolutePath.Trim('/');
        var database = 0;
        if (
            path.Length > 0
            && !(
                int.TryParse(path, NumberStyles.None, CultureInfo.InvariantCulture, out database)
                && database <= MostDatabases
            )
        )
        {
            return null;
        }

        var (user, password) = UserOf(url.UserInfo);
        var port = url.IsDefaultPort || url.Port <= 0 ? DefaultPort : url.Port;
        return new(new RedisAddress(url.DnsSafeHost, port, user, password, database, url.Scheme == Encrypted));
    }

    /// <summary>One part alone is the password: Redis had no users for long, and URLs of then are still about.</summary>
    private static (string? User, Secret? Password) UserOf(string info)
    {
        if (info.Length == 0)
        {
            return (null, null);
        }

        var colon = info.IndexOf(':', StringComparison.Ordinal);
        var user = colon > 0 ? Uri.UnescapeDataString(info[..colon]) : null;
        return (user, new Secret(Uri.UnescapeDataString(info[(colon + 1)..])));
    }
}
