using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace FinancialMcp.Sandbox.Http;

/// <summary>
/// One bound address with its own routes. Each service is its own application, so a route of one is unknown on the port
/// of the other, whatever Host header a request carries.
/// </summary>
internal sealed class Listener : IAsyncDisposable
{
    private const int LargestBody = 1024 * 1024;
    private readonly WebApplication app;
    private readonly Edge edge;

    /// <summary>Makes it, without listening yet; what stands in front sees every request, routed or not.</summary>
    public Listener(IPAddress address, int port, Edge edge, params IEnumerable<IFront> fronts)
    {
        this.edge = edge;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Listen(address, port);
        });
        builder.Services.AddRoutingCore();
        // The process decides when the bank stops; a host inside a test must not take over its signals.
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        app = builder.Build();
        foreach (var front in fronts)
        {
            app.Use(next => http => front.InvokeAsync(http, next));
        }
        app.UseRouting();
        app.Use(RefuseUnroutedAsync);
    }

    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>A route that anyone may call.</summary>
    public void Map(string method, string pattern, RequestDelegate handle) =>
        app.MapMethods(pattern, [method], (RequestDelegate)(http => AnswerAsync(http, handle)));

    /// <summary>Binds the port. Throws <see cref="IOException"/> when it is taken.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await app.StartAsync(cancellationToken);
        var server = app.Services.GetRequiredService<IServer>();
        var bound = new UriBuilder(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        if (IPAddress.TryParse(bound.Host.Trim('[', ']'), out var address) && address.Equals(IPAddress.Any))
        {
            bound.Host = "127.0.0.1";
        }
        Url = bound.Uri;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http, RequestDelegate handle)
    {
        try
        {
            await handle(http);
        }
        catch (RefusedException refusal)
        {
            await edge.WriteRefusalAsync(http, refusal);
        }
        catch (Exception defect) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            await edge.WriteDefectAsync(http, defect);
        }
    }

    private async Task RefuseUnroutedAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is null)
        {
            await edge.WriteNoRouteAsync(http);
            return;
        }
        await next(http);
    }

    private sealed class OwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>Something that stands in front of all routes of a listener.</summary>
internal interface IFront
{
    Task InvokeAsync(HttpContext http, RequestDelegate next);
}
