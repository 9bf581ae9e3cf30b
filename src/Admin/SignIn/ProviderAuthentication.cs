using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace FinancialMcp.Admin.SignIn;

/// <summary>
/// The identity provider as a way to sign in: authorization code with PKCE (OpenID Connect Core 1.0, 3.1; RFC 7636), the answer
/// in the query, so that cookies of SameSite=Lax come with it. Nothing of the provider's is kept but who it says somebody is.
/// </summary>
internal static class ProviderAuthentication
{
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.EcdsaSha256,
    ];

    private static readonly TimeSpan LongestTrip = TimeSpan.FromMinutes(10);

    internal static void AddProvider(this IServiceCollection services, ProviderOptions provider, bool isPlain)
    {
        services.AddSingleton(provider);
        services.AddSingleton<ProviderSignIn>();
        services
            .AddAuthentication()
            .AddOpenIdConnect(
                ProviderOptions.Scheme,
                options =>
                {
                    Address(options, provider);
                    Validate(options.TokenValidationParameters, provider);
                    KeepLittle(options, isPlain);
                    options.Events = ProviderSignIn.Events(provider);
                    options.Events.OnTokenValidated = MustBeSigned;
                }
            );
    }

    /// <summary>The page that leads to the provider; 404 where there is none.</summary>
    internal static void MapProvider(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetService<ProviderSignIn>() is not { } signIn)
        {
            return;
        }

        endpoints
            .MapGet(
                ProviderTrip.Path,
                (HttpContext context, IDataProtectionProvider protection, string? to, string? trip) =>
                    signIn.LeaveAsync(
                        context,
                        trip is null
                            ? new ProviderTrip(SignInForms.IsOurs(to) ? to : null)
                            : ProviderTrip.Read(protection, trip)
                    )
            )
            .AllowAnonymous();
    }

    private static void Address(OpenIdConnectOptions options, ProviderOptions provider)
    {
        options.Authority = provider.Issuer;
        options.ClientId = provider.ClientId;
        options.ClientSecret = provider.ClientSecret;
        options.RequireHttpsMetadata = !provider.IsPlain;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.CallbackPath = ProviderSignIn.CallbackPath;

        // Sessions end here: the provider is neither told of that nor listened to about it.
        options.RemoteSignOutPath = default;
        options.SignedOutCallbackPath = default;
        options.RemoteAuthenticationTimeout = LongestTrip;
    }

    /// <summary>OpenID Connect Core 1.0, 3.1.3.7, as strictly as it can be read.</summary>
    private static void Validate(TokenValidationParameters token, ProviderOptions provider)
    {
        token.ValidAlgorithms = Algorithms;
        token.ClockSkew = Application.Staff.ConfirmSubject.Skew;
        token.RequireExpirationTime = true;
        token.RequireSignedTokens = true;
        token.NameClaimType = provider.NameClaim;

        // The one that was configured: what the provider's own metadata says is not asked.
        token.IssuerValidator = (issuer, _, _) =>
            string.Equals(issuer, provider.Issuer, StringComparison.Ordinal)
                ? issuer
                : throw new SecurityTokenInvalidIssuerException("The token is of another issuer.");
        token.AudienceValidator = (audiences, _, _) =>
            audiences.All(audience => string.Equals(audience, provider.ClientId, StringComparison.Ordinal))
            && audiences.Any();
    }

    /// <summary>
    /// OpenID Connect Core 1.0, 3.1.3.7, 6 lets a client do without a signature where the token came from the provider itself over
    /// TLS, and the handler does. Here a token without one is refused as one of another algorithm is.
    /// </summary>
    private static Task MustBeSigned(TokenValidatedContext context)
    {
        if (
            !Algorithms.Contains(context.SecurityToken.SignatureAlgorithm, StringComparer.Ordinal)
            || string.IsNullOrEmpty(context.SecurityToken.RawSignature)
        )
        {
            context.Fail(new SecurityTokenInvalidAlgorithmException("The token is not signed as it must be."));
        }

        return Task.CompletedTask;
    }

    private static void KeepLittle(OpenIdConnectOptions options, bool isPlain)
    {
        options.SaveTokens = false;
        options.GetClaimsFromUserInfoEndpoint = false;
        options.MapInboundClaims = false;
        options.ClaimActions.Clear();
        options.Scope.Clear();
        options.Scope.Add("openid");
        options.Scope.Add("profile");
        options.SignInScheme = AdminAuthentication.Scheme;
        foreach (
            var (cookie, name) in new[]
            {
                (options.NonceCookie, "staff-nonce."),
                (options.CorrelationCookie, "staff-trip."),
            }
        )
        {
            cookie.Name = isPlain ? name : "__Host-" + name;
            cookie.Path = "/";
            cookie.HttpOnly = true;
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = isPlain ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        }
    }
}
