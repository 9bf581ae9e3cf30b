using System.Net;
using FinancialMcp.Mcp.Configuration;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FinancialMcp.Mcp.Hosting;

/// <summary>
/// The listeners of the process and the addresses they got. Which one a request belongs to is a property of its
/// connection: a Host header, which the caller writes, has no say.
/// </summary>
internal sealed class Listeners(Settings settings, ConnectionTally tally)
{
    private readonly Dictionary<Listener, ListenOptions> bound = [];

    /// <summary>When the certificate that the admin port serves ends; null when it serves none of its own.</summary>
    public DateTimeOffset? CertificateExpires { get; private set; }

    /// <summary>The URL, without a trailing slash, that a listener can be reached at on this machine; null when it is switched off or not started.</summary>
    public string? UrlOf(Listener listener)
    {
        if (!bound.TryGetValue(listener, out var options) || options.IPEndPoint is not { Port: > 0 } endpoint)
        {
            return null;
        }

        var isTls = listener == Listener.Admin && settings.Listening.Admin?.CertificateFile is not null;
        return UrlAt(endpoint.Address, endpoint.Port, isTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp);
    }

    /// <summary>The URL, without a trailing slash, at which this machine reaches what listens there.</summary>
    public static string UrlAt(IPAddress address, int port, string scheme = "http")
    {
        var host =
            address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : address;
        return $"{scheme}://{new IPEndPoint(host, port)}";
    }

    /// <summary>The door by which a request came in.</summary>
    public static Listener Of(HttpContext context) => context.Features.GetRequiredFeature<ListenerFeature>().Listener;

    public void Bind(KestrelServerOptions kestrel)
    {
        var listening = settings.Listening;
        Bind(kestrel, Listener.Mcp, listening.Port);
        if (listening.AdminEnabled)
        {
            Bind(kestrel, Listener.Admin, listening.AdminPort);
        }

        if (listening.MetricsEnabled)
        {
            Bind(kestrel, Listener.Metrics, listening.MetricsPort);
        }
    }

    private void Bind(KestrelServerOptions kestrel, Listener listener, int port) =>
        kestrel.Listen(
            settings.Listening.Host,
            port,
            options =>
            {
                options.Protocols = HttpProtocols.Http1;
                bound[listener] = options;
                var feature = new ListenerFeature(listener);
                options.Use(next =>
                    connection =>
                    {
                        connection.Features.Set(feature);
                        return listener == Listener.Mcp ? tally.CountAsync(() => next(connection)) : next(connection);
                    }
                );
                if (
                    listener == Listener.Admin
                    && settings.Listening.Admin is { CertificateFile: { } certificate, KeyFile: { } key }
                )
                {
                    // Held for as long as Kestrel listens, which is as long as the process lives.
                    var served = TlsCertificate.Load(certificate, key);
                    CertificateExpires = new DateTimeOffset(served.Own.NotAfter);
                    options.UseHttps(served.Options);
                }
            }
        );
}
