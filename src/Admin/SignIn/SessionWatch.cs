using FinancialMcp.Application;
using FinancialMcp.Application.Staff;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Admin.SignIn;

/// <summary>Looks every five seconds whether the person of an open page is still signed in; else the page is left.</summary>
internal sealed class SessionWatch(StaffSignIn signIn, ILoggerFactory logs)
    : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(5);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return StaffPrincipal.TokenOf(authenticationState.User) is { } token
                && await signIn.LookAsync(token, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // Nobody can look, and nobody can do anything either: each request looks again.
            return true;
        }
    }
}
