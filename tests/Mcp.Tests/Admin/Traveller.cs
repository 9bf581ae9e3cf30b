using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using FinancialMcp.Application.Staff;
using FinancialMcp.Mcp.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Admin;

/// <summary>Who somebody is at the provider, and how the provider's token lies about it.</summary>
/// <param name="Subject">As the provider numbers people.</param>
/// <param name="Name">What it calls the person.</param>
/// <param name="Methods">How the person proved it: amr.</param>
/// <param name="Class">acr.</param>
/// <param name="Claims">Claims of the ID token that are put in place of the true ones.</param>
/// <param name="Signed">RS256; foreign for a key that is not the provider's; HS256; none; bare: RS256 by its header, and no signature.</param>
internal sealed record Persona(
    string Subject,
    string Name,
    string Methods = "pwd otp mfa",
    string Class = "",
    Dictionary<string, object?>? Claims = null,
    string Signed = "RS256"
);

/// <summary>A browser, as far as redirections, forms and cookies go, that travels to the provider and back.</summary>
internal sealed partial class Traveller : IDisposable
{
    private const int MostSteps = 12;
    private readonly RunningServer server;
    private readonly AdminBrowser browser;
    private readonly HttpClient http;

    public Traveller(RunningServer server)
    {
        this.server = server;
        browser = new AdminBrowser(server);
        http = new HttpClient(new SocketsHttpHandler { CookieContainer = browser.Cookies, AllowAutoRedirect = false });
    }

    /// <summary>The address by which the provider sent this browser back last.</summary>
    public string? Callback { get; private set; }

    /// <summary>What the provider was asked for last, as it shows it.</summary>
    public JsonElement Asked { get; private set; }

    public CookieContainer Cookies => browser.Cookies;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Task<PageAnswer> GetAsync(string path) => browser.GetAsync(path);

    public Task<PageAnswer> SendAsync(string path, string page, params (string Name, string Value)[] fields) =>
        browser.SendAsync(path, page, fields);

    /// <summary>Signs in by the button of the page; a null persona thinks better of it at the provider.</summary>
    public async Task<PageAnswer> SignInAsync(Persona? who, string to = "")
    {
        var page = await browser.GetAsync("/sign-in" + to);
        return await TravelAsync(Go().Match(page.Text).Groups["to"].Value, who);
    }

    /// <summary>Enrols with a one-time secret.</summary>
    public async Task<PageAnswer> EnrolAsync(string secret, Persona who)
    {
        var first = await browser.GetAsync("/enrol");
        var second = await browser.SendAsync("/enrol", first.Text, ("Form.Secret", secret));
        Assert.Equal(HttpStatusCode.OK, second.Status);
        return await TravelAsync(Go().Match(second.Text).Groups["to"].Value, who);
    }

    /// <summary>The first administrator, who comes by the secret of the log.</summary>
    public async Task<PageAnswer> EnrolFirstAsync(Persona who) =>
        await EnrolAsync((await server.Services.GetRequiredService<StaffEnrolment>().OfferFirstAsync(Cancel))!, who);

    /// <summary>
    /// Signs in, and sends the provider's answer a second time with the cookies as they were before the first, from a browser
    /// that has no session.
    /// </summary>
    public async Task<(Traveller Browser, PageAnswer Answer)> KeepingCookiesAsync(Persona who)
    {
        var copy = new Traveller(server);
        Leaving = () =>
        {
            foreach (Cookie cookie in Cookies.GetCookies(new Uri(server.AdminUrl)))
            {
                if (cookie.Name.StartsWith("staff-", StringComparison.Ordinal))
                {
                    copy.Cookies.Add(new Cookie(cookie.Name, cookie.Value, cookie.Path, cookie.Domain));
                }
            }
        };
        await SignInAsync(who);
        Assert.Contains(
            copy.Cookies.GetAllCookies(),
            it => it.Name.StartsWith("staff-trip.", StringComparison.Ordinal)
        );
        return (copy, await copy.TravelAsync(Callback!, who));
    }

    /// <summary>Called before the provider's answer is brought home.</summary>
    private Action Leaving { get; set; } = () => { };

    /// <summary>Goes where it is sent until something is answered; on the way, fills the provider's form in.</summary>
    public async Task<PageAnswer> TravelAsync(string start, Persona? who)
    {
        var at = new Uri(new Uri(server.AdminUrl), WebUtility.HtmlDecode(start));
        for (var step = 0; step < MostSteps; step++)
        {
            if (at.AbsolutePath == "/signin-oidc")
            {
                Leaving();
                Callback = at.AbsoluteUri;
            }

            var answer = await http.GetAsync(at, Cancel);

            var text = await answer.Content.ReadAsStringAsync(Cancel);
            if (text.Contains("<h1>Provider</h1>", StringComparison.Ordinal))
            {
                Asked = JsonSerializer.Deserialize<JsonElement>(
                    WebUtility.HtmlDecode(Shown().Match(text).Groups["asked"].Value)
                );
                answer = await http.PostAsync(at, FormOf(who), Cancel);
                text = await answer.Content.ReadAsStringAsync(Cancel);
            }

            if (answer.Headers.Location is not { } next)
            {
                return new PageAnswer(answer.StatusCode, text, at.PathAndQuery, answer);
            }

            at = new Uri(at, next);
        }

        throw new InvalidOperationException($"Sent on and on, to {at}.");
    }

    public void Dispose()
    {
        http.Dispose();
        browser.Dispose();
    }

    private static FormUrlEncodedContent FormOf(Persona? who) =>
        new(
            who is null
                ? [new("do", "cancel")]
                :
                [
                    new("do", "enter"),
                    new("sub", who.Subject),
                    new("name", who.Name),
                    new("amr", who.Methods),
                    new("acr", who.Class),
                    new(
                        "twist",
                        who is { Claims: null, Signed: "RS256" }
                            ? ""
                            : JsonSerializer.Serialize(new { claims = who.Claims, signed = who.Signed })
                    ),
                ]
        );

    [GeneratedRegex("class=\"go\" href=\"(?<to>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Go();

    [GeneratedRegex("<pre id=\"asked\">(?<asked>[^<]*)</pre>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shown();
}
