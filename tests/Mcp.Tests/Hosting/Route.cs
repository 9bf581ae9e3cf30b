using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FinancialMcp.Mcp.Tests.Hosting;

/// <summary>One route of one listener.</summary>
/// <param name="Listener">The listener it is reached through.</param>
/// <param name="Methods">The methods it answers; none: all of them.</param>
/// <param name="Pattern">The route as it was written, with <c>{fingerprint}</c> where the build wrote a file's digest.</param>
/// <param name="Path">A path that it answers.</param>
/// <param name="AnyHost">Whether it is marked to answer whatever the Host header says.</param>
internal sealed record Route(Listener Listener, string Methods, string Pattern, string Path, bool AnyHost)
{
    /// <summary>A method to ask it with.</summary>
    public IEnumerable<HttpMethod> MethodsToAsk =>
        Methods.Length == 0 ? [HttpMethod.Get] : Methods.Split(',').Select(method => new HttpMethod(method));

    /// <summary>
    /// Every route of a server, and what else stands in its listeners' pipelines. The pipelines are put together once
    /// more, over the server's own services, one listener at a time: only so is it known whose an endpoint is.
    /// </summary>
    public static (IReadOnlyList<Route> Routes, IReadOnlyDictionary<Listener, string> Pipelines) Of(
        IServiceProvider services
    )
    {
        var sources = (CompositeEndpointDataSource)services.GetRequiredService<EndpointDataSource>();
        List<Route> routes = [];
        Dictionary<Listener, string> passed = [];
        var name = services.GetRequiredService<IHostEnvironment>().ApplicationName;
        foreach (var (listener, pipeline) in Pipelines.All(services.GetRequiredService<Settings>(), name))
        {
            var before = sources.DataSources.ToList();
            var recorder = new PipelineRecorder(services);
            pipeline(recorder);
            recorder.Build();
            routes.AddRange(sources.DataSources.Except(before).SelectMany(source => source.Endpoints).Select(Endpoint));
            routes.AddRange(recorder.Paths.Select(path => new Route(listener, "", path + "/**", path, false)));
            passed[listener] = string.Join(' ', recorder.Middleware);

            Route Endpoint(Microsoft.AspNetCore.Http.Endpoint endpoint) => For(listener, endpoint);
        }

        return ([.. routes.Distinct()], passed);
    }

    /// <summary>The route of an endpoint.</summary>
    public static Route For(Listener listener, Microsoft.AspNetCore.Http.Endpoint endpoint)
    {
        var text = "/" + ((RouteEndpoint)endpoint).RoutePattern.RawText!.TrimStart('/');
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
        var digest = endpoint
            .Metadata.GetMetadata<StaticAssetDescriptor>()
            ?.Properties.SingleOrDefault(property => property.Name == "fingerprint")
            ?.Value;
        return new(
            listener,
            string.Join(',', methods.Order(StringComparer.Ordinal)),
            digest is null ? text : text.Replace(digest, "{fingerprint}", StringComparison.Ordinal),
            text,
            endpoint.Metadata.GetMetadata<AnswersAnyHost>() is not null
        );
    }
}
