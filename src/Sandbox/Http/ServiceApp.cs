using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace FinancialMcp.Sandbox.Http;

/// <summary>
/// One listener with the routes of one service. Each service is its own application, so a route of one is unknown on
/// the port of the other, whatever Host header a request carries.
/// </summary>
internal sealed class ServiceApp : IAsyncDisposable
{
    private const int LargestBody = 1024 * 1024;
    private readonly WebApplication _app;
    private readonly ServiceEdge? _edge;

    public ServiceApp(IPAddress address, int port, ServiceEdge? edge)
    {
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
        _app = builder.Build();
        _edge = edge;
        _app.UseRouting();
        if (edge is not null)
        {
            _app.Use(RefuseUnroutedAsync);
        }
    }

    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>A route that needs a valid token.</summary>
    public void Map(string method, string pattern, Func<BankCall, Task> handle) =>
        MapOpen(
            method,
            pattern,
            async http =>
            {
                if (_edge!.Authenticate(ServiceEdge.BearerToken(http)) is not { } caller)
                {
                    http.Response.StatusCode = _edge.UnauthenticatedStatus;
                    return;
                }
                await handle(new BankCall(http, caller));
            }
        );

    /// <summary>A route that anyone may call.</summary>
    public void MapOpen(string method, string pattern, RequestDelegate handle) =>
        _app.MapMethods(pattern, [method], (RequestDelegate)(http => AnswerAsync(http, handle)));

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _app.StartAsync(cancellationToken);
        var address = _app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        Url = new Uri(
            address
                .Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)
                .Replace("[::]", "[::1]", StringComparison.Ordinal)
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http, RequestDelegate handle)
    {
        try
        {
            await handle(http);
        }
        catch (RefusedException refusal) when (_edge is not null)
        {
            await _edge.WriteRefusalAsync(http, refusal);
        }
        catch (Exception defect)
            when (_edge is not null && !http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            await _edge.WriteDefectAsync(http, defect);
        }
    }

    private async Task RefuseUnroutedAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is null)
        {
            await _edge!.WriteNoRouteAsync(http);
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
