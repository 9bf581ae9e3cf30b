using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Admin.SignIn;

/// <summary>How people are known to the pages.</summary>
internal static class AdminAuthentication
{
    internal const string Scheme = "staff";
    internal const string SignInPath = "/sign-in";
    private const int MostAttempts = 20;
    private static readonly TimeSpan AttemptWindow = TimeSpan.FromMinutes(1);

    /// <summary>Browsers take a cookie of this prefix only over TLS, from this very host, for all its paths (RFC 6265bis).</summary>
    private const string CookieName = "__Host-staff";

    /// <summary>Where there is no TLS.</summary>
    private const string PlainCookieName = "staff";

    /// <summary>Where to sign in, and come back to where one is, with the search or the record that the address names.</summary>
    internal static string SignInFrom(NavigationManager navigation) =>
        $"{SignInPath}?to={Uri.EscapeDataString("/" + navigation.ToBaseRelativePath(navigation.Uri))}&ended=true";

    internal static IServiceCollection AddAdminAuthentication(this IServiceCollection services, bool isPlain)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<SessionTickets>();
        services.AddScoped<StaffRequests>();
        services.AddScoped<AuthenticationStateProvider, SessionWatch>();
        services.AddHostedService<FirstAdminOffer>();
        services.AddCascadingAuthenticationState();
        services
            .AddAuthentication(Scheme)
            .AddCookie(
                Scheme,
                options =>
                {
                    options.Cookie.Name = isPlain ? PlainCookieName : CookieName;
                    options.Cookie.HttpOnly = true;
                    options.Cookie.SameSite = SameSiteMode.Lax;
                    options.Cookie.Path = "/";
                    options.Cookie.SecurePolicy = isPlain
                        ? CookieSecurePolicy.SameAsRequest
                        : CookieSecurePolicy.Always;
                    options.ExpireTimeSpan = StaffSession.Longest;
                    options.SlidingExpiration = false;
                    options.LoginPath = SignInPath;
                    options.AccessDeniedPath = "/refused";

                    // The path alone: what somebody put into a query is given back in no answer.
                    options.Events.OnRedirectToLogin = context =>
                    {
                        var to = Uri.EscapeDataString(context.Request.Path);
                        var ended = context.Request.Cookies.ContainsKey(context.Options.Cookie.Name!)
                            ? "&ended=true"
                            : "";
                        context.Response.Redirect($"{SignInPath}?to={to}{ended}");
                        return Task.CompletedTask;
                    };
                }
            );
        services
            .AddOptions<CookieAuthenticationOptions>(Scheme)
            .Configure<SessionTickets>((options, tickets) => options.SessionStore = tickets);
        return services.AddAuthorization(AddRights).AddRateLimiter(LimitAttempts);
    }

    /// <summary>A page asks for a right, not for roles: who has it stands in one table.</summary>
    private static void AddRights(AuthorizationOptions options)
    {
        foreach (
            var right in StaffPermissions.Table.Values.SelectMany(rights => rights).Distinct(StringComparer.Ordinal)
        )
        {
            options.AddPolicy(right, policy => policy.RequireRole(StaffPermissions.RolesWith(right)));
        }
    }

    private static void LimitAttempts(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            AttemptOf(context.Request) is { } attempt
                ? RateLimitPartition.GetFixedWindowLimiter(
                    $"{attempt} {NetworkOf(context.Connection.RemoteIpAddress)}",
                    _ => new FixedWindowRateLimiterOptions { PermitLimit = MostAttempts, Window = AttemptWindow }
                )
                : RateLimitPartition.GetNoLimiter("")
        );
        options.OnRejected = (rejected, cancellationToken) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "60";
            return new ValueTask(
                rejected.HttpContext.Response.WriteAsync(
                    "Too many attempts from your address. Wait a minute, and try again.",
                    cancellationToken
                )
            );
        };
    }

    internal static void MapSignOut(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapPost(
                "/sign-out",
                async (HttpContext context, IAntiforgery antiforgery) =>
                {
                    if (!await antiforgery.IsRequestValidAsync(context))
                    {
                        return Results.Text("Sign out on one of our own pages.", statusCode: 400);
                    }

                    await context.SignOutAsync(Scheme);
                    return Results.Redirect(SignInPath);
                }
            )
            .RequireAuthorization();

    /// <summary>
    /// What is attempted: each is counted by itself, and however its address is spelled, as routing takes it; null for what is
    /// no attempt.
    /// </summary>
    private static string? AttemptOf(HttpRequest request)
    {
        var path = request.Path.Value?.TrimEnd('/').ToLowerInvariant();
        return path switch
        {
            SignInPath or "/enrol" => HttpMethods.IsPost(request.Method) ? "sign in" : null,
            ProviderSignIn.CallbackPath => "come back",
            ProviderTrip.Path or PasskeyStep.Path => path,
            _ => null,
        };
    }

    /// <summary>An address; of IPv6 the network, since whoever has one address there has all 2^64 of it.</summary>
    internal static string NetworkOf(IPAddress? address)
    {
        const int NetworkBytes = 8;
        return address switch
        {
            null => "",
            { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } => Convert.ToHexString(
                address.GetAddressBytes().AsSpan(0, NetworkBytes)
            ),
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
            _ => address.ToString(),
        };
    }
}
