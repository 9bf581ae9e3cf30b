using System.Globalization;
using System.Net;

namespace FinancialMcp.Mcp.Configuration;

/// <summary>The kinds of values that settings have.</summary>
internal static class SettingTypes
{
    private const int LongestText = 4096;
    private const int BitsPerByte = 8;

    public static SettingType<string> Text { get; } =
        new("text", text => text.Length <= LongestText && !text.Any(char.IsControl) ? new(text) : null);

    public static SettingType<Secret> Secret { get; } =
        new("text", text => text.Length <= LongestText && !text.Any(char.IsControl) ? new(new Secret(text)) : null);

    /// <summary>The spellings the guide's scripts use: true false 1 0 yes no on off, in any case.</summary>
    public static SettingType<bool> Flag { get; } =
        new(
            "true or false (also 1 0 yes no on off)",
            text =>
                text.ToUpperInvariant() switch
                {
                    "TRUE" or "1" or "YES" or "ON" => new(true),
                    "FALSE" or "0" or "NO" or "OFF" => new(false),
                    _ => null,
                }
        );

    public static SettingType<Uri> Url { get; } =
        new("http or https URL with a host, without query, fragment or user", ReadUrl);

    public static SettingType<IPAddress> Address { get; } =
        new(
            "an IP address to listen on, or localhost",
            text =>
                string.Equals(text, "localhost", StringComparison.OrdinalIgnoreCase) ? new(IPAddress.Loopback)
                : IPAddress.TryParse(text, out var address) ? new(address)
                : null
        );

    public static SettingType<TimeZoneInfo> TimeZone { get; } =
        new(
            "an IANA time zone name, such as UTC or Europe/Berlin",
            text => TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) ? new(zone) : null
        );

    public static SettingType<IReadOnlyList<string>> HostNames { get; } =
        new("host names without port, separated by commas, or *", text => ReadList(text, IsHostName));

    public static SettingType<IReadOnlyList<string>> Origins { get; } =
        new("origins (scheme://host[:port]) separated by commas, or *", text => ReadList(text, IsOrigin));

    /// <summary>OpenID Connect Core 1.0, 2: compared character by character, so it is kept as it was written.</summary>
    public static SettingType<string> Issuer { get; } =
        new(
            "http or https URL with a host, without query, fragment or user",
            text => ReadUrl(text) is null ? null : new(text)
        );

    /// <summary>An origin (RFC 6454) that is reached over TLS.</summary>
    public static SettingType<Uri> HttpsOrigin { get; } =
        new(
            "https origin: https://host[:port], without a path or a slash at its end",
            text => IsOrigin(text) && ReadUrl(text) is { Value.Scheme: "https" } read ? read : null
        );

    /// <summary>A network of no bits would be everybody.</summary>
    public static SettingType<IReadOnlyList<IPNetwork>> Networks { get; } =
        new("addresses and networks (10.0.0.7, 10.0.0.0/24, fd00::/64) separated by commas", ReadNetworks);

    public static SettingType<int> Number(int least, int most, string unit = "") =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"{least} to {most}") + (unit.Length == 0 ? "" : " " + unit),
            text =>
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= least
                && number <= most
                    ? new(number)
                    : null
        );

    /// <summary>One of the names of an enumeration, in any case, as <paramref name="names"/> spells them.</summary>
    public static SettingType<T> Choice<T>(params (string Name, T Value)[] names) =>
        new(
            string.Join(", ", names.Select(choice => choice.Name)),
            text =>
                names
                    .Where(choice => string.Equals(choice.Name, text, StringComparison.OrdinalIgnoreCase))
                    .Select(choice => new Reading<T>(choice.Value))
                    .FirstOrDefault()
        );

    public static SettingType<HostAndPort> Syslog { get; } =
        new(
            "host:port",
            text =>
                text.LastIndexOf(':') is > 0 and var colon
                && IsHostName(text[..colon])
                && ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                && port > 0
                    ? new(new HostAndPort(text[..colon].Trim('[', ']'), port))
                    : null
        );

    private static Reading<Uri>? ReadUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.Host.Length > 0
        && url.UserInfo.Length == 0
        && url.Query.Length == 0
        && url.Fragment.Length == 0
            ? new(url)
            : null;

    private static Reading<IReadOnlyList<string>>? ReadList(string text, Func<string, bool> allowed)
    {
        var items = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return items.Length > 0 && items.All(item => item == "*" || allowed(item)) ? new(items) : null;
    }

    private static Reading<IReadOnlyList<IPNetwork>>? ReadNetworks(string text)
    {
        List<IPNetwork> networks = [];
        foreach (var item in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(item, out var address))
            {
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * BitsPerByte));
            }
            else if (IPNetwork.TryParse(item, out var network) && network.PrefixLength > 0)
            {
                networks.Add(network);
            }
            else
            {
                return null;
            }
        }

        return networks.Count > 0 ? new(networks) : null;
    }

    private static bool IsHostName(string text) =>
        !text.Contains('/') && Uri.CheckHostName(text.Trim('[', ']')) != UriHostNameType.Unknown;

    /// <summary>An origin has no path (RFC 6454, section 6.2): a trailing slash would never match a browser's header.</summary>
    private static bool IsOrigin(string text) =>
        ReadUrl(text) is { Value: var url }
        && string.Equals(url.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase);
}
