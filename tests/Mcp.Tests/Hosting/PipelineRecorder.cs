using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Builder.Extensions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FinancialMcp.Mcp.Tests.Hosting;

/// <summary>
/// Builds a pipeline and notes what it is made of. Endpoints are data that anybody can list; what answers without being
/// an endpoint (a branch by path, a middleware) is only found by watching the pipeline being put together.
/// </summary>
internal sealed class PipelineRecorder : IApplicationBuilder
{
    private readonly IApplicationBuilder inner;
    private readonly List<PipelineRecorder> branches = [];
    private readonly List<string> paths = [];
    private readonly List<string> middleware = [];

    public PipelineRecorder(IServiceProvider services)
        : this(new ApplicationBuilder(services)) { }

    private PipelineRecorder(IApplicationBuilder inner) => this.inner = inner;

    /// <summary>The paths below which a branch answers, in branches of branches too. Complete once built.</summary>
    public IEnumerable<string> Paths => paths.Concat(branches.SelectMany(branch => branch.Paths)).Distinct();

    /// <summary>Everything a request passes, in order; then, in brackets, what each branch adds. Complete once built.</summary>
    public IEnumerable<string> Middleware =>
        branches.Aggregate(
            middleware.AsEnumerable(),
            (all, branch) => [.. all, $"[{string.Join(' ', branch.Middleware)}]"]
        );

    public IServiceProvider ApplicationServices
    {
        get => inner.ApplicationServices;
        set => inner.ApplicationServices = value;
    }

    public IFeatureCollection ServerFeatures => inner.ServerFeatures;

    public IDictionary<string, object?> Properties => inner.Properties;

    public IApplicationBuilder Use(Func<RequestDelegate, RequestDelegate> component)
    {
        var place = middleware.Count;
        middleware.Add("");
        inner.Use(next =>
        {
            var built = component(next);
            middleware[place] = NameOf(Inline(component) ?? built);
            if (built.Target is MapMiddleware branch)
            {
                paths.Add(PathOf(branch));
            }

            return built;
        });
        return this;
    }

    public IApplicationBuilder New()
    {
        var branch = new PipelineRecorder(inner.New());
        branches.Add(branch);
        return branch;
    }

    public RequestDelegate Build() => inner.Build();

    /// <summary>The code that was handed to <c>Use</c> as a lambda, which the framework wraps; null for anything else.</summary>
    private static Delegate? Inline(Delegate component) =>
        component.Target is null
            ? null
            : ValuesIn(component.Target)
                .OfType<Delegate>()
                .SingleOrDefault(code =>
                    code is Func<HttpContext, RequestDelegate, Task> or Func<HttpContext, Func<Task>, Task>
                );

    /// <summary>The outermost type that the code is written in: a lambda's own type has a name that nobody chose.</summary>
    private static string NameOf(Delegate built)
    {
        var type = built.Target?.GetType() ?? built.Method.DeclaringType!;
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type.Name;
    }

    /// <summary>Throws when the framework no longer keeps its options this way: then this must be read otherwise.</summary>
    private static string PathOf(MapMiddleware branch) =>
        ValuesIn(branch).OfType<MapOptions>().Single().PathMatch.Value!;

    private static IEnumerable<object?> ValuesIn(object target) =>
        target
            .GetType()
            .GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .Select(field => field.GetValue(target));
}
