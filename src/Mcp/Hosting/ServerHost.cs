using FinancialMcp.Mcp.Configuration;

namespace FinancialMcp.Mcp.Hosting;

/// <summary>
/// The server in one process: three listeners, each with a pipeline of its own, over one set of services. Built from
/// settings alone, so that tests run exactly what operators run.
/// </summary>
internal static class ServerHost
{
    /// <summary>Name of the executable: what its static files are published under, whoever hosts it.</summary>
    private const string ApplicationName = "financial-mcp";

    /// <summary>Builds the server without starting it.</summary>
    /// <param name="settings">Checked settings; a port of 0 takes a free one.</param>
    /// <param name="configure">Called last on the services: where a test swaps a port for a fake.</param>
    public static WebApplication Build(Settings settings, Action<IServiceCollection>? configure = null)
    {
        // Empty: nothing is read from appsettings, ASPNETCORE_* or the command line but what the catalogue names.
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions
            {
                ApplicationName = ApplicationName,
                ContentRootPath = AppContext.BaseDirectory,
                EnvironmentName = settings.IsDevelopment ? Environments.Development : Environments.Production,
            }
        );
        builder.Host.UseDefaultServiceProvider(options =>
        {
            options.ValidateScopes = true;
            options.ValidateOnBuild = true;
        });
        builder.WebHost.UseKestrelCore();
        if (settings.Listening.AdminEnabled)
        {
            builder.WebHost.UseStaticWebAssets();
        }

        builder.Services.AddServer(settings);
        configure?.Invoke(builder.Services);
        var app = builder.Build();

        // Else the framework puts the pages' authentication before every listener: agents have nothing to do with cookies.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;
        foreach (var (listener, pipeline) in Pipelines.All(settings, ApplicationName))
        {
            app.MapWhen(context => Listeners.Of(context) == listener, pipeline);
        }

        return app;
    }
}
