using FinancialMcp.Admin.SignIn;
using FinancialMcp.Application;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace FinancialMcp.Admin.Pages;

/// <summary>Name, password and code in one form: an answer tells nothing about which of them was wrong.</summary>
public sealed partial class SignIn : ComponentBase
{
    private string? refusal;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "sign-in")]
    private SignInForm? Form { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? To { get; set; }

    private async Task SubmitAsync()
    {
        try
        {
            var token = await Staff.SignInAsync(
                Form?.Name ?? "",
                Form?.Password ?? "",
                Form?.Code ?? "",
                StaffRequests.SourceOf(Http),
                Http.RequestAborted
            );
            await StaffPrincipal.BeginAsync(Http, Staff, token);
        }
        catch (AppException wrong)
        {
            refusal = wrong.Message;
            Http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        catch (StoreUnavailableException)
        {
            refusal = "The database does not answer. Try again soon.";
            Http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        Navigation.NavigateTo(IsOurs(To) ? To! : "/");
    }

    /// <summary>A path of this site, which no browser reads as another host.</summary>
    private static bool IsOurs(string? to) =>
        to is { Length: > 0 }
        && to[0] == '/'
        && (to.Length == 1 || to[1] is not ('/' or '\\'))
        && !to.Any(char.IsControl);

    /// <summary>What the form sends.</summary>
    internal sealed class SignInForm
    {
        public string? Name { get; set; }

        public string? Password { get; set; }

        public string? Code { get; set; }
    }
}
