using System.Net;
using System.Text.RegularExpressions;
using FinancialMcp.Application.Staff;
using FinancialMcp.Mcp.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace FinancialMcp.Mcp.Tests.Admin;

/// <summary>What a page answered.</summary>
internal sealed record PageAnswer(HttpStatusCode Status, string Text, string? To, HttpResponseMessage Response);

/// <summary>
/// A person at the admin side as far as forms and cookies go: reads a page, fills its form in and sends it, with what was
/// hidden in it.
/// </summary>
internal sealed partial class AdminBrowser : IDisposable
{
    public const string Password = "correct horse battery";
    public const string Name = "ada";
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);
    private readonly RunningServer server;
    private readonly string url;
    private readonly HttpClient http;

    /// <param name="server">Whose pages are read.</param>
    /// <param name="url">Where the browser takes them to be; null: where they listen.</param>
    public AdminBrowser(RunningServer server, string? url = null)
        : this(server, new CookieContainer(), handler: null, url ?? server.AdminUrl) { }

    /// <param name="server">Whose pages are read.</param>
    /// <param name="cookies">Those of the handler.</param>
    /// <param name="handler">How the pages are reached; null: as they are addressed.</param>
    /// <param name="url">Where the browser takes them to be.</param>
    public AdminBrowser(RunningServer server, CookieContainer cookies, SocketsHttpHandler? handler, string url)
    {
        this.server = server;
        this.url = url;
        Cookies = cookies;
        http = new HttpClient(
            handler
                ?? new SocketsHttpHandler
                {
                    CookieContainer = cookies,
                    AllowAutoRedirect = false,
                    UseCookies = true,
                }
        );
    }

    public CookieContainer Cookies { get; }

    /// <summary>The key of the person's device; null before enrolling.</summary>
    public string? Key { get; private set; }

    /// <summary>The cookie of the session; null without one.</summary>
    public Cookie? Session => Cookies.GetCookies(new Uri(url))["staff"];

    /// <summary>The first administrator of a server, signed in.</summary>
    public static async Task<AdminBrowser> SignedInAsync(RunningServer server)
    {
        var browser = new AdminBrowser(server);
        await browser.EnrolAsync();
        var answer = await browser.SignInAsync();
        Assert.Equal((HttpStatusCode.Redirect, "/"), (answer.Status, answer.To));
        return browser;
    }

    public async Task<PageAnswer> GetAsync(string path, params (string Name, string Value)[] headers) =>
        await ReadAsync(new HttpRequestMessage(HttpMethod.Get, url + path), headers);

    /// <summary>Sends the form of a page that was read, with these fields.</summary>
    public Task<PageAnswer> SendAsync(string path, string page, params (string Name, string Value)[] fields) =>
        SendAsync(path, page, fields, []);

    /// <summary>The same, with headers.</summary>
    public async Task<PageAnswer> SendAsync(
        string path,
        string page,
        (string Name, string Value)[] fields,
        params (string Name, string Value)[] headers
    )
    {
        var hidden = Hidden()
            .Matches(page)
            .Select(match =>
                (Name: match.Groups["name"].Value, Value: WebUtility.HtmlDecode(match.Groups["value"].Value))
            );
        var all = hidden.Concat(fields).DistinctBy(field => field.Name, StringComparer.Ordinal);
        return await ReadAsync(
            new HttpRequestMessage(HttpMethod.Post, url + path)
            {
                Content = new FormUrlEncodedContent(
                    all.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))
                ),
            },
            headers
        );
    }

    /// <summary>Enrols as the first administrator, with the code that the device showed half a minute ago.</summary>
    public async Task EnrolAsync()
    {
        var secret = await server
            .Services.GetRequiredService<StaffEnrolment>()
            .OfferFirstAsync(TestContext.Current.CancellationToken);
        var first = await GetAsync("/enrol");
        var second = await SendAsync("/enrol", first.Text, ("Form.Secret", secret!));
        Key = KeyField().Match(second.Text).Groups["key"].Value;
        var done = await SendAsync(
            "/enrol",
            second.Text,
            ("Form.Name", Name),
            ("Form.Password", Password),
            ("Form.Again", Password),
            ("Form.Code", Code(-Step))
        );
        Assert.True((done.Status, done.To) == (HttpStatusCode.Redirect, "/sign-in?enrolled=true"), done.Text);
    }

    /// <summary>Fills the sign-in page in; with the device's code of now unless another is given.</summary>
    public async Task<PageAnswer> SignInAsync(
        string? password = null,
        string? code = null,
        string to = "",
        (string Name, string Value)? header = null
    )
    {
        var path = "/sign-in" + to;
        var page = await GetAsync(path);
        return await SendAsync(
            path,
            page.Text,
            [("Form.Name", Name), ("Form.Password", password ?? Password), ("Form.Code", code ?? Code(TimeSpan.Zero))],
            header is { } given ? [given] : []
        );
    }

    /// <summary>What the device shows so much later than now; of the codes beside now's one is taken too, each once.</summary>
    public string Code(TimeSpan later) =>
        new Totp(Base32Encoding.ToBytes(Key)).ComputeTotp((TimeProvider.System.GetUtcNow() + later).UtcDateTime);

    public string NextCode() => Code(Step);

    public void Dispose() => http.Dispose();

    private async Task<PageAnswer> ReadAsync(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var to = response.Headers.Location;
        return new PageAnswer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            to is { IsAbsoluteUri: true } ? to.PathAndQuery : to?.OriginalString,
            response
        );
    }

    [GeneratedRegex(
        "<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Hidden();

    [GeneratedRegex("name=\"Form.Key\" value=\"(?<key>[A-Z2-7]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyField();
}
