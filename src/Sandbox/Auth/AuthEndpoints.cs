using System.Globalization;
using FinancialMcp.Sandbox.Http;

namespace FinancialMcp.Sandbox.Auth;

internal sealed record Registered(string Username, IReadOnlyList<string> Roles);

internal sealed record LoggedIn(string AccessToken);

/// <summary>POST /api/auth/register and /api/auth/login of the account service.</summary>
internal sealed class AuthEndpoints(SandboxOptions options, Users users, BankTokens tokens)
{
    private int ShortestPassword => options.IsV2 ? 12 : 6;

    public void Map(Service service)
    {
        service.MapOpen("POST", "/api/auth/register", RegisterAsync);
        service.MapOpen("POST", "/api/auth/login", LogInAsync);
    }

    private async Task RegisterAsync(HttpContext http)
    {
        var body = await RequestBody.ReadAsync(http);
        var name = body.Text("username", required: true);
        var password = body.Text("password", required: true);
        if (!string.IsNullOrWhiteSpace(password) && password.Length < ShortestPassword)
        {
            var least = ShortestPassword.ToString(CultureInfo.InvariantCulture);
            body.Problem("password", $"size must be between {least} and 255");
        }
        body.ThrowIfInvalid();
        await users.RegisterAsync(name!, password!);
        await BankJson.WriteAsync(http, 201, new Registered(name!, [Caller.UserRole]));
    }

    private async Task LogInAsync(HttpContext http)
    {
        var body = await RequestBody.ReadAsync(http);
        var name = body.Text("username", required: true);
        var password = body.Text("password", required: true);
        body.ThrowIfInvalid();
        var roles = users.CheckPassword(name!, password!);
        await BankJson.WriteAsync(http, 200, new LoggedIn(tokens.Issue(name!, roles)));
    }
}
