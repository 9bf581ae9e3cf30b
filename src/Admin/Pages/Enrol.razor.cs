using FinancialMcp.Admin.SignIn;
using FinancialMcp.Application;
using FinancialMcp.Application.Staff;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using QRCoder;

namespace FinancialMcp.Admin.Pages;

/// <summary>
/// First the secret alone; then everything at once, so that no account is ever half enrolled. The key of the device is
/// made with the second form and is nothing before it is sent back with a code.
/// </summary>
public sealed partial class Enrol : ComponentBase
{
    private const int GroupLength = 4;
    private readonly List<string> problems = [];
    private Invitation? invitation;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "enrol")]
    private EnrolForm? Form { get; set; }

    private async Task SubmitAsync()
    {
        var form = Form ??= new EnrolForm();
        try
        {
            invitation = await Staff.LookAsync(form.Secret ?? "", Http.RequestAborted);
            if (Options.Provider is not null)
            {
                return;
            }

            if (string.IsNullOrEmpty(form.Key))
            {
                form.Key = Credentials.NewKey();
                return;
            }

            if (!string.Equals(form.Password, form.Again, StringComparison.Ordinal))
            {
                problems.Add("The two passwords differ. Type the same twice.");
                return;
            }

            await Staff.EnrolAsync(
                new Enrolment(form.Secret!, form.Name, form.Password ?? "", form.Key, form.Code ?? ""),
                StaffRequests.SourceOf(Http),
                Http.RequestAborted
            );
        }
        catch (AppException wrong)
        {
            problems.AddRange(wrong.Problems.Select(problem => $"{problem.Field}: {problem.Message}"));
            Http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        catch (StoreUnavailableException)
        {
            problems.Add("The database does not answer. Try again soon.");
            Http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        Navigation.NavigateTo($"{AdminAuthentication.SignInPath}?enrolled=true");
    }

    private string QrOf(string key)
    {
        var name = Uri.EscapeDataString($"Financial MCP:{invitation?.Name ?? "staff"}");
        var link = $"otpauth://totp/{name}?secret={key}&issuer=Financial%20MCP";
        using var data = QRCodeGenerator.GenerateQrCode(link, QRCodeGenerator.ECCLevel.M);
        using var image = new SvgQRCode(data);
        return image.GetGraphic(
            new System.Drawing.Size(200, 200),
            "#000000",
            "#ffffff",
            sizingMode: SvgQRCode.SizingMode.WidthHeightAttribute
        );
    }

    private static string Grouped(string key) =>
        string.Join(' ', key.Chunk(GroupLength).Select(group => new string(group)));

    /// <summary>What the forms send.</summary>
    internal sealed class EnrolForm
    {
        public string? Secret { get; set; }

        public string? Key { get; set; }

        public string? Name { get; set; }

        public string? Password { get; set; }

        public string? Again { get; set; }

        public string? Code { get; set; }
    }
}
