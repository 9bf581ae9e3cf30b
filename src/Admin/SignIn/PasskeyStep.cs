using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Staff.Passkeys;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FinancialMcp.Admin.SignIn;

/// <summary>
/// How a challenge gets to a browser at which nobody is signed in yet, and back: in a cookie of its own, encrypted, for five
/// minutes. Whoever has the browser's answer alone has nothing.
/// </summary>
internal static class PasskeyStep
{
    internal const string Path = "/sign-in/passkey";
    private const string CookieName = "__Host-passkey";

    /// <summary>Where there is no TLS.</summary>
    private const string PlainCookieName = "passkey";

    internal static void MapPasskeys(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapPost(
                Path,
                async (HttpContext http, IAntiforgery antiforgery, PasskeySignIn signIn, AdminOptions options) =>
                {
                    if (!await antiforgery.IsRequestValidAsync(http))
                    {
                        return Results.Text("Begin on our own page of signing in.", statusCode: 400);
                    }

                    var offer = signIn.Offer();
                    http.Response.Headers.CacheControl = "no-store";
                    http.Response.Cookies.Append(NameIn(options), offer.State, TermsIn(options));
                    return Results.Text(offer.Options, "application/json");
                }
            )
            .AllowAnonymous();

    /// <summary>What the browser kept of the challenge, which it keeps no longer; null: nothing.</summary>
    internal static string? Take(HttpContext http, AdminOptions options)
    {
        var state = http.Request.Cookies[NameIn(options)];
        http.Response.Cookies.Delete(NameIn(options), TermsIn(options));
        return state;
    }

    /// <summary>Whether the page is open at the address that passkeys belong to.</summary>
    internal static bool IsAt(this IAdminAddress address, NavigationManager navigation) =>
        address.Origin is { } origin
        && string.Equals(new Uri(origin).Host, new Uri(navigation.BaseUri).Host, StringComparison.OrdinalIgnoreCase);

    private static string NameIn(AdminOptions options) => options.IsPlain ? PlainCookieName : CookieName;

    private static CookieOptions TermsIn(AdminOptions options) =>
        new()
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = PasskeyChallenges.Lifetime,
            Path = "/",
            SameSite = SameSiteMode.Strict,
            Secure = !options.IsPlain,
        };
}
