using FinancialMcp.Application.Staff;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;

namespace FinancialMcp.Admin.SignIn;

/// <summary>
/// Sessions live at the server: the cookie holds a token and nothing else, and who it is of is looked up for each request,
/// so that a session that was ended is over at once.
/// </summary>
internal sealed class SessionTickets(StaffSignIn signIn, IHttpContextAccessor context) : ITicketStore
{
    /// <summary>The session has begun already: signing in made its token.</summary>
    public Task<string> StoreAsync(AuthenticationTicket ticket) =>
        Task.FromResult(
            StaffPrincipal.TokenOf(ticket.Principal)
                ?? throw new InvalidOperationException("A person signs in with a session that has begun.")
        );

    /// <summary>Using a session keeps it open; there is nothing to renew.</summary>
    public Task RenewAsync(string key, AuthenticationTicket ticket) => Task.CompletedTask;

    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        if (await signIn.FindAsync(key, CancellationToken.None) is not { } found)
        {
            return null;
        }

        var properties = new AuthenticationProperties
        {
            IssuedUtc = found.Session.SeenAt,
            ExpiresUtc = found.Session.EndsAt,
            AllowRefresh = false,
        };
        return new AuthenticationTicket(
            StaffPrincipal.Of(key, found.Session, found.Account),
            properties,
            AdminAuthentication.Scheme
        );
    }

    public Task RemoveAsync(string key) =>
        signIn.SignOutAsync(key, StaffRequests.SourceOf(context.HttpContext!), CancellationToken.None);
}
