using FinancialMcp.Mcp.Configuration;

namespace FinancialMcp.Mcp.Hosting;

/// <summary>Headers of every answer that is data and not a page: nothing may cache, frame, sniff or run it.</summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this IApplicationBuilder app, ListeningSettings settings)
    {
        var secure = settings.PublicUrl.StartsWith(Uri.UriSchemeHttps + "://", StringComparison.OrdinalIgnoreCase);
        app.Use(
            (context, next) =>
            {
                var headers = context.Response.Headers;
                headers.XContentTypeOptions = "nosniff";
                headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
                headers.CacheControl = "no-store";
                headers["Referrer-Policy"] = "no-referrer";
                if (secure)
                {
                    headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
                }

                return next(context);
            }
        );
    }
}
