using FinancialMcp.Mcp.Configuration;
using Microsoft.AspNetCore.HttpOverrides;

namespace FinancialMcp.Mcp.Hosting;

/// <summary>
/// The admin listener answers one address, and whatever asks it by another is told nothing: a foreign name that resolves to
/// this machine (DNS rebinding) must not let another site's script read the pages.
/// </summary>
internal static class AdminGate
{
    /// <summary>RFC 6797, 6.1: a year.</summary>
    private const string Hsts = "max-age=31536000";

    private const int HttpsPort = 443;

    /// <param name="app">The admin pipeline; nothing may stand before this.</param>
    /// <param name="address">Where the pages are; null: at this machine's names, without TLS.</param>
    public static void UseAdminAddress(this IApplicationBuilder app, AdminAddress? address)
    {
        if (address is null)
        {
            app.Use(
                (context, next) =>
                    IsThisMachine(context.Request.Host)
                        ? next(context)
                        : RefuseAsync(context, "Ask for localhost: these pages are served to this machine alone.")
            );
            return;
        }

        if (address.Proxies.Count > 0)
        {
            app.UseForwardedHeaders(TrustIn(address.Proxies));
        }

        app.Use(
            (context, next) =>
            {
                if (!Names(address.Url, context.Request.Host))
                {
                    return RefuseAsync(context, "Ask for the host that ADMIN_URL names: no other is answered here.");
                }

                if (!context.Request.IsHttps)
                {
                    return RefuseAsync(
                        context,
                        "These pages are served over https alone. Where a proxy serves it, list its address in "
                            + "FORWARDED_PROXIES, and let it send X-Forwarded-Proto."
                    );
                }

                context.Response.Headers.StrictTransportSecurity = Hsts;
                return next(context);
            }
        );
    }

    /// <summary>
    /// The peer itself has to be listed, and each hop that one of those names; the first that is not is who asks. What a
    /// browser wrote into the header stands before that one and is not read.
    /// </summary>
    private static ForwardedHeadersOptions TrustIn(IReadOnlyList<System.Net.IPNetwork> proxies)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in proxies)
        {
            options.KnownIPNetworks.Add(network);
        }

        return options;
    }

    private static Task RefuseAsync(HttpContext context, string what)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(what, context.RequestAborted);
    }

    private static bool Names(Uri url, HostString host) =>
        AllowedHosts.HasPossiblePort(host)
        && string.Equals(host.Host, new HostString(url.Host).ToUriComponent(), StringComparison.OrdinalIgnoreCase)
        && (host.Port ?? HttpsPort) == url.Port;

    /// <summary>The names of this machine as people and browsers write them; no other spelling of an address.</summary>
    private static bool IsThisMachine(HostString host) =>
        AllowedHosts.HasPossiblePort(host)
        && (
            string.Equals(host.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            || host.Host is "127.0.0.1" or "[::1]" or "::1"
        );
}
