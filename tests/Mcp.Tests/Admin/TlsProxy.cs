using System.Net;
using FinancialMcp.Mcp.Hosting;
using FinancialMcp.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace FinancialMcp.Mcp.Tests.Admin;

/// <summary>
/// A proxy that serves TLS before the admin port: passes the Host header on, says who asked (as <see cref="Person"/> would have
/// come from elsewhere) after what the browser claimed, and by what scheme.
/// </summary>
internal sealed class TlsProxy : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly string target;

    private TlsProxy(WebApplication app, string target) => (this.app, this.target) = (app, target);

    /// <summary>The address that the proxy tells of the next requests.</summary>
    public string Person { get; set; } = "198.51.100.9";

    public string Url => app.Urls.Single();

    public static async Task<TlsProxy> StartAsync(string target, TestCertificate certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                options =>
                    options.UseHttps(TlsCertificate.Load(certificate.CertificateFile, certificate.KeyFile).Options)
            )
        );
        var proxy = new TlsProxy(builder.Build(), target);
        proxy.app.Run(proxy.PassAsync);
        await proxy.app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }

    private async Task PassAsync(HttpContext context)
    {
        var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            target + context.Request.Path + context.Request.QueryString
        );
        if (context.Request.ContentType is not null)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        foreach (var (name, values) in context.Request.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        request.Headers.TryAddWithoutValidation("X-Forwarded-For", Person);
        request.Headers.Remove("X-Forwarded-Proto");
        request.Headers.Add("X-Forwarded-Proto", context.Request.Scheme);
        using var answer = await http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!string.Equals(name, "Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
            {
                context.Response.Headers.Append(name, values.ToArray());
            }
        }

        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
