using FinancialMcp.Admin.Pages.Policies;
using FinancialMcp.Admin.SignIn;
using FinancialMcp.Admin.Trail;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace FinancialMcp.Admin;

/// <summary>
/// The admin pages: Blazor Server with MudBlazor, mounted by the host on a listener of their own, for people who signed in.
/// </summary>
public static class AdminServices
{
    /// <summary>Registers the pages. The host registers the application, whose health they show.</summary>
    public static IServiceCollection AddAdmin(this IServiceCollection services, AdminOptions options)
    {
        services.AddSingleton(options);
        services
            .AddRazorComponents()
            .AddInteractiveServerComponents()
            // The rules of a policy are the longest text that a page sends, and each quote in it takes six bytes.
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = 1024 * 1024);
        services.AddScoped<PolicyDraft>();
        services.AddMudServices();
        services.AddSingleton<ExportWatch>();
        services.AddScoped<PasskeyBrowser>();
        services.AddAdminAuthentication(options.IsPlain);
        if (options.Provider is { } provider)
        {
            services.AddProvider(provider, options.IsPlain);
        }

        // PageGuard forbids frames altogether; antiforgery's own header would allow those of the same origin.
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.SuppressXFrameOptionsHeader = true;
            if (!options.IsPlain)
            {
                antiforgery.Cookie.Name = "__Host-staff-form";
                antiforgery.Cookie.Path = "/";
                antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            }
        });
        return services;
    }

    /// <summary>The middleware of the admin listener: call it after routing and before the endpoints.</summary>
    public static void UseAdmin(this IApplicationBuilder app)
    {
        app.UseMiddleware<PageGuard>();
        app.UseMiddleware<DatabaseGuard>();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    /// <summary>Maps the pages and their files.</summary>
    /// <param name="endpoints">The admin listener's endpoints.</param>
    /// <param name="assets">The host's manifest of static files, as the build writes it.</param>
    public static void MapAdmin(this IEndpointRouteBuilder endpoints, string assets)
    {
        endpoints.MapStaticAssets(assets).AllowAnonymous();
        endpoints.MapSignOut();
        if (endpoints.ServiceProvider.GetRequiredService<AdminOptions>().Provider is null)
        {
            endpoints.MapPasskeys();
        }

        endpoints.MapProvider();
        endpoints.MapDownloads();
        endpoints
            .MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options =>
            {
                // PageGuard writes the one policy for all pages.
                options.ContentSecurityFrameAncestorsPolicy = null;
                options.DisableWebSocketCompression = true;
            })
            .WithStaticAssets(assets)
            .RequireAuthorization();
    }
}
