using System.Security.Claims;
using FinancialMcp.Application.Staff;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace FinancialMcp.Admin.SignIn;

/// <summary>What a signed-in person is to the pages: a name and a session. Rights are read anew for each request.</summary>
internal static class StaffPrincipal
{
    private const string SessionClaim = "session";
    private const string TokenClaim = "token";

    internal static ClaimsPrincipal Of(string token, StaffSession session, StaffAccount account) =>
        new(
            new ClaimsIdentity(
                [
                    new Claim(ClaimTypes.Name, account.Name),
                    new Claim(SessionClaim, session.Id.ToString()),
                    new Claim(TokenClaim, token),
                    .. account.Roles.Select(role => new Claim(ClaimTypes.Role, role)),
                ],
                AdminAuthentication.Scheme
            )
        );

    internal const string SomebodyWas =
        "Somebody was signed in at this browser, and is signed out now. Sign in once more.";

    /// <summary>
    /// Ends the session of somebody who is signed in at the browser already, and tells whether there was one. The cookie of a
    /// request that came with a session would go on naming that session: nobody is signed in by it before it is gone.
    /// </summary>
    internal static async Task<bool> EndOtherAsync(HttpContext http)
    {
        if (!(await http.AuthenticateAsync(AdminAuthentication.Scheme)).Succeeded)
        {
            return false;
        }

        await http.SignOutAsync(AdminAuthentication.Scheme);
        return true;
    }

    /// <summary>Gives the browser the cookie of a session that has just begun.</summary>
    internal static async Task BeginAsync(HttpContext http, StaffSignIn signIn, string token)
    {
        if (await signIn.FindAsync(token, http.RequestAborted) is { } found)
        {
            await http.SignInAsync(AdminAuthentication.Scheme, Of(token, found.Session, found.Account));
        }
    }

    /// <summary>The token of the person's session; null for nobody.</summary>
    internal static string? TokenOf(ClaimsPrincipal person) => person.FindFirst(TokenClaim)?.Value;

    internal static Guid? SessionOf(ClaimsPrincipal person) =>
        Guid.TryParse(person.FindFirst(SessionClaim)?.Value, out var id) ? id : null;
}
