using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Staff;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace FinancialMcp.Admin.SignIn;

/// <summary>
/// Sends people to the identity provider and receives them back: signs them in, enrols them, or takes it as proof that they are
/// there. Whatever goes wrong is recorded, and told on the page of signing in.
/// </summary>
internal sealed partial class ProviderSignIn(
    ProviderOptions provider,
    StaffSignIn signIn,
    StaffEnrolment enrolment,
    TimeProvider time,
    ILogger<ProviderSignIn> log
)
{
    /// <summary>Where the provider sends people back to.</summary>
    internal const string CallbackPath = "/signin-oidc";

    /// <summary>RFC 8176, 2: more than one factor was used.</summary>
    private const string MultipleFactors = "mfa";

    internal static OpenIdConnectEvents Events(ProviderOptions provider) =>
        new()
        {
            OnRedirectToIdentityProvider = context => AskAsync(context, provider),
            OnTicketReceived = context => Of(context.HttpContext).ArriveAsync(context),
            OnAccessDenied = async context =>
            {
                await Of(context.HttpContext)
                    .RefuseAsync(
                        context.HttpContext,
                        ProviderRefusal.Cancelled,
                        ProviderTrip.Of(context.Properties)?.Trip
                    );
                context.HandleResponse();
            },
            OnRemoteFailure = async context =>
            {
                var self = Of(context.HttpContext);
                self.LogFailure(context.Failure);
                await self.RefuseAsync(
                    context.HttpContext,
                    RefusalOf(context.Failure),
                    ProviderTrip.Of(context.Properties)?.Trip
                );
                context.HandleResponse();
            },
        };

    /// <summary>Sends the browser to the provider; a null trip is one that was not ours, or too old.</summary>
    internal async Task LeaveAsync(HttpContext context, ProviderTrip? trip)
    {
        if (trip is null)
        {
            await RefuseAsync(context, ProviderRefusal.Answer, null);
            return;
        }

        try
        {
            await context.ChallengeAsync(ProviderOptions.Scheme, trip.Begun(time.GetUtcNow()));
        }
        catch (Exception cause) when (IsUnavailable(cause) && !context.RequestAborted.IsCancellationRequested)
        {
            LogFailure(cause);
            await RefuseAsync(context, ProviderRefusal.Unavailable, trip);
        }
    }

    private static ProviderSignIn Of(HttpContext context) =>
        context.RequestServices.GetRequiredService<ProviderSignIn>();

    /// <summary>OpenID Connect Core 1.0, 3.1.2.1: the class that is required, and for a proof of presence a sign-in anew.</summary>
    private static Task AskAsync(RedirectContext context, ProviderOptions provider)
    {
        var message = context.ProtocolMessage;
        if (!provider.IsPlain && !IsHttps(message.IssuerAddress))
        {
            throw new InvalidOperationException("The identity provider's endpoint is not https.");
        }

        message.AcrValues = provider.Acr;
        if (ProviderTrip.Of(context.Properties)?.Trip.Session is not null)
        {
            message.Prompt = OpenIdConnectPrompt.Login;
            message.MaxAge = "0";
        }

        return Task.CompletedTask;
    }

    private static bool IsHttps(string? address) =>
        address?.StartsWith(Uri.UriSchemeHttps + "://", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsUnavailable(Exception? cause) =>
        cause is IOException or OperationCanceledException or InvalidOperationException or JsonException;

    /// <summary>
    /// The handler fails by itself where an answer belongs to no question; the provider's own error is data of an exception, and
    /// is about a code that it does not take. Whatever else the reading of a token throws, the token was not right.
    /// </summary>
    private static ProviderRefusal RefusalOf(Exception? cause) =>
        cause switch
        {
            AuthenticationFailureException => ProviderRefusal.Answer,
            OpenIdConnectProtocolException when cause.Data.Contains("error") => ProviderRefusal.Answer,
            IOException or OperationCanceledException => ProviderRefusal.Unavailable,
            InvalidOperationException { InnerException: IOException } => ProviderRefusal.Unavailable,
            _ => ProviderRefusal.Token,
        };

    private async Task ArriveAsync(TicketReceivedContext context)
    {
        context.HandleResponse();
        var http = context.HttpContext;
        if (ProviderTrip.Of(context.Properties) is not { } begun || IdentityOf(context.Principal) is not { } who)
        {
            await RefuseAsync(http, ProviderRefusal.Token, null);
            return;
        }

        var refusal = HasFactors(context.Principal!)
            ? await TakeAsync(http, begun.Trip, begun.AskedAt, who, context.Principal!)
            : ProviderRefusal.Factors;
        if (refusal is not null)
        {
            await RefuseAsync(http, refusal, begun.Trip);
            return;
        }

        http.Response.Redirect(SignInForms.IsOurs(begun.Trip.To) ? begun.Trip.To! : "/");
    }

    /// <summary>Does what the trip was for. What was refused; null when it was done.</summary>
    private async Task<ProviderRefusal?> TakeAsync(
        HttpContext http,
        ProviderTrip trip,
        DateTimeOffset askedAt,
        ProviderIdentity who,
        ClaimsPrincipal claims
    )
    {
        var source = StaffRequests.SourceOf(http);
        try
        {
            if (trip.Session is { } session)
            {
                return await ConfirmAsync(http, session, askedAt, who, claims);
            }

            if (await StaffPrincipal.EndOtherAsync(http))
            {
                return ProviderRefusal.Again;
            }

            if (trip.Secret is { } secret)
            {
                await enrolment.EnrolAsync(secret, who, source, http.RequestAborted);
            }

            var token = await signIn.SignInAsync(who, source, http.RequestAborted);
            await StaffPrincipal.BeginAsync(http, signIn, token);
            return null;
        }
        catch (AppException refused)
        {
            return trip.Session is not null ? ProviderRefusal.NotConfirmed
                : refused.Code == ErrorCodes.AuthenticationError ? ProviderRefusal.Unknown
                : ProviderRefusal.Secret;
        }
        catch (StoreUnavailableException)
        {
            return ProviderRefusal.Database;
        }
    }

    private static async Task<ProviderRefusal?> ConfirmAsync(
        HttpContext http,
        Guid session,
        DateTimeOffset askedAt,
        ProviderIdentity who,
        ClaimsPrincipal claims
    )
    {
        var signedIn = await http.AuthenticateAsync(AdminAuthentication.Scheme);
        if (
            signedIn.Principal is not { } person
            || StaffPrincipal.SessionOf(person) != session
            || !long.TryParse(
                claims.FindFirstValue("auth_time"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var seconds
            )
        )
        {
            return ProviderRefusal.Presence;
        }

        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        await http
            .RequestServices.GetRequiredService<StaffRequests>()
            .SendAsync(person, new ConfirmSubject(who.Subject, askedAt, at), RequestCause.Person, http.RequestAborted);
        return null;
    }

    private ProviderIdentity? IdentityOf(ClaimsPrincipal? principal) =>
        principal?.FindFirstValue("sub") is { Length: > 0 and <= LongestSubject } subject
            ? new ProviderIdentity(
                new StaffSubject(provider.Issuer, subject),
                principal.FindFirstValue(provider.NameClaim)
            )
            : null;

    private bool HasFactors(ClaimsPrincipal principal) =>
        provider.Acr is { } acr ? principal.HasClaim("acr", acr) : principal.HasClaim("amr", MultipleFactors);

    /// <summary>Records what the use cases did not, and leads to the page that tells it.</summary>
    private async Task RefuseAsync(HttpContext http, ProviderRefusal refusal, ProviderTrip? trip)
    {
        if (refusal.Reason.Length > 0)
        {
            try
            {
                await signIn.RefuseAsync(refusal.Reason, StaffRequests.SourceOf(http));
            }
            catch (StoreUnavailableException)
            {
                refusal = ProviderRefusal.Database;
            }
        }

        http.Response.Redirect(refusal.AddressFor(trip?.To));
    }

    /// <summary>OpenID Connect Core 1.0, 2: a subject is at most 255 characters.</summary>
    private const int LongestSubject = 255;

    [LoggerMessage(
        4002,
        LogLevel.Warning,
        "identity_provider: nobody was signed in by the identity provider",
        EventName = "identity_provider"
    )]
    private partial void LogFailure(Exception? cause);
}
