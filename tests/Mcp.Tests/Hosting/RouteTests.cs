using System.Globalization;
using System.Net;
using System.Text;
using FinancialMcp.Mcp.Hosting;
using FinancialMcp.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Mcp.Tests.Hosting;

/// <summary>The routes of the whole server, whoever mapped them.</summary>
public sealed class RouteTests
{
    [Fact]
    public async Task The_routes_of_the_listeners_are_the_approved_ones()
    {
        await using var server = await RunningServer.StartAsync();
        var (routes, pipelines) = Route.Of(server.Services);
        var text = new StringBuilder();
        foreach (var listener in Enum.GetValues<Listener>())
        {
            var name = listener.ToString().ToLowerInvariant();
            text.Append(CultureInfo.InvariantCulture, $"{name} passes {pipelines[listener]}\n");
            foreach (
                var route in routes.Where(route => route.Listener == listener).OrderBy(Order, StringComparer.Ordinal)
            )
            {
                var methods = route.Methods.Length == 0 ? "any" : route.Methods;
                var host = route.AnyHost ? ", any host" : "";
                var token = await NeedsTokenAsync(server, route) ? ", token" : "";
                text.Append(CultureInfo.InvariantCulture, $"{name} {route.Pattern} {methods}{host}{token}\n");
            }
        }

        ApprovedFile.Check("tests/Mcp.Tests/approved/routes.txt", text.ToString());
    }

    [Fact]
    public async Task No_endpoint_of_the_running_server_is_outside_the_listeners_pipelines()
    {
        await using var server = await RunningServer.StartAsync();
        var running = server
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.Select(endpoint => Route.For(default, endpoint))
            .Distinct()
            .ToList();
        var (routes, _) = Route.Of(server.Services);

        Assert.NotEmpty(running);
        Assert.Empty(running.Except(routes.Select(route => route with { Listener = default })));
    }

    [Fact]
    public async Task A_listener_has_nothing_at_the_routes_of_the_others()
    {
        await using var server = await RunningServer.StartAsync();
        var (routes, _) = Route.Of(server.Services);
        List<string> found = [];
        foreach (var listener in Enum.GetValues<Listener>())
        {
            Assert.Contains(routes, route => route.Listener == listener);
            foreach (var route in routes.Where(route => route.Listener != listener))
            {
                foreach (var method in route.MethodsToAsk)
                {
                    if (!await IsNothingAsync(server, method, server.UrlOf(listener) + route.Path))
                    {
                        found.Add($"{method} {route.Pattern} on {listener}");
                    }
                }
            }
        }

        Assert.Equal([], found);
    }

    /// <summary>
    /// 404; or 405 for another method than GET where GET gets 404: in development the admin pages have a route for files
    /// that the build did not know, which claims every path until it has looked for the file.
    /// </summary>
    private static async Task<bool> IsNothingAsync(RunningServer server, HttpMethod method, string url)
    {
        var status = await server.StatusOfAsync(method, url);
        return status == HttpStatusCode.NotFound
            || status == HttpStatusCode.MethodNotAllowed
                && await server.StatusOfAsync(HttpMethod.Get, url) == HttpStatusCode.NotFound;
    }

    private static string Order(Route route) => $"{route.Pattern} {route.Methods}";

    /// <summary>
    /// Asked, because no endpoint says it: the gate of the MCP endpoint stands in front of it and records what it refuses.
    /// </summary>
    private static async Task<bool> NeedsTokenAsync(RunningServer server, Route route)
    {
        foreach (var method in route.MethodsToAsk)
        {
            var status = await server.StatusOfAsync(method, server.UrlOf(route.Listener) + route.Path);
            if (status != HttpStatusCode.Unauthorized)
            {
                return false;
            }
        }

        return true;
    }
}
