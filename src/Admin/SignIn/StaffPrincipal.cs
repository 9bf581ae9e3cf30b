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
