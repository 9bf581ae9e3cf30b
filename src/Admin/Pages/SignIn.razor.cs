using FinancialMcp.Admin.SignIn;
using FinancialMcp.Application;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace FinancialMcp.Admin.Pages;

/// <summary>Name, password and code in one form, or a passkey: an answer tells nothing about what of it was wrong.</summary>
public sealed partial class SignIn : ComponentBase
{
    private string? refusal;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "sign-in")]
    private SignInForm? Form { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? To { get; set; }

    [SupplyParameterFromForm(FormName = "passkey")]
    private PasskeyForm? Key { get; set; }

    /// <summary>Why the identity provider signed nobody in.</summary>
    [SupplyParameterFromQuery(Name = "refused")]
    private string? Refused { get; set; }

    /// <summary>Somebody has just enrolled.</summary>
    [SupplyParameterFromQuery(Name = "enrolled")]
    private string? Enrolled { get; set; }

    /// <summary>The browser still had a session's cookie, and the session was over.</summary>
    [SupplyParameterFromQuery(Name = "ended")]
    private string? Ended { get; set; }

    /// <summary>Somebody was signed in, and was signed out by who signs in now.</summary>
    [SupplyParameterFromQuery(Name = "again")]
    private bool Again { get; set; }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        if (Again)
        {
            refusal = StaffPrincipal.SomebodyWas;
        }

        if (ProviderRefusal.Of(Refused) is { } why && Options.Provider is not null)
        {
            refusal = why.Text;
            Http.Response.StatusCode = why.Status;
        }
    }

    private Task SubmitAsync() =>
        BeginAsync(() =>
            Staff.SignInAsync(
                Form?.Name ?? "",
                Form?.Password ?? "",
                Form?.Code ?? "",
                StaffRequests.SourceOf(Http),
                Http.RequestAborted
            )
        );

    private Task UsePasskeyAsync()
    {
        var state = PasskeyStep.Take(Http, Options);
        if (string.IsNullOrEmpty(Key?.Response))
        {
            refusal = "The browser sent no passkey: that takes JavaScript. Sign in with name, password and code.";
            Http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }

        return BeginAsync(() =>
            Passkeys.SignInAsync(state, Key.Response, StaffRequests.SourceOf(Http), Http.RequestAborted)
        );
    }

    private async Task BeginAsync(Func<Task<string>> signIn)
    {
        try
        {
            if (await StaffPrincipal.EndOtherAsync(Http))
            {
                Navigation.NavigateTo(
                    $"{AdminAuthentication.SignInPath}?again=true{(SignInForms.IsOurs(To) ? $"&to={Uri.EscapeDataString(To!)}" : "")}"
                );
                return;
            }

            await StaffPrincipal.BeginAsync(Http, Staff, await signIn());
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

        Navigation.NavigateTo(SignInForms.IsOurs(To) ? To! : "/");
    }

    /// <summary>What the form sends.</summary>
    internal sealed class SignInForm
    {
        public string? Name { get; set; }

        public string? Password { get; set; }

        public string? Code { get; set; }
    }

    /// <summary>What the passkey's form sends.</summary>
    internal sealed class PasskeyForm
    {
        public string? Response { get; set; }
    }
}
