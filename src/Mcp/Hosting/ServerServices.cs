using FinancialMcp.Admin;
using FinancialMcp.Application;
using FinancialMcp.Application.Agents;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Rates;
using FinancialMcp.Application.Staff;
using FinancialMcp.Infrastructure;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Health;
using FinancialMcp.Mcp.Protocol;
using FinancialMcp.Mcp.Telemetry;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace FinancialMcp.Mcp.Hosting;

/// <summary>The composition root: every service of the process, from its settings.</summary>
internal static class ServerServices
{
    /// <summary>Who answers for every agent in development.</summary>
    private const string DevelopmentUser = "development";

    public static IServiceCollection AddServer(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<IEffectiveSettings>(settings.Effective);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(ServerInstance.OfThisProcess(settings.Version));
        services.AddLogs(settings);
        services.AddSingleton(OperationTimes.Of(settings.Oversight.ChangeDeadline, settings.Oversight.QuiesceWindow));
        services.AddSingleton(
            new AgentDefaults(settings.Oversight.DefaultGrant, settings.IsDevelopment ? DevelopmentUser : null)
        );
        services.AddSingleton(settings.Audit.Retention);
        services.AddSingleton(new StaffWay(settings.Provider?.Issuer));
        services.AddSingleton(provider => new CallRates(
            settings.RateLimit,
            provider.GetRequiredService<IRateCounter>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddApplication();
        services.AddInfrastructure(InfrastructureSettings.For(settings));
        services.AddServerMetrics();
        services.AddTraces(settings);
        services.AddHealthEndpoints();
        services.AddListeners(settings);
        services.AddMcpEndpoint(settings);
        if (settings.Listening.AdminEnabled)
        {
            ProviderChannel.Add(services, settings.IsDevelopment);
            if (settings.Provider is not null)
            {
                services.AddSingleton<IDependencyHealth>(provider => new ProviderHealth(
                    "identity_provider",
                    async cancellationToken =>
                    {
                        var options = provider.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>();
                        var ours = options.Get(ProviderOptions.Scheme);
                        return await ProviderHealth.AnswersAsync(
                            ours.Backchannel,
                            ours.MetadataAddress!,
                            cancellationToken
                        )
                            ? null
                            : "it does not answer, so nobody can sign in to these pages";
                    },
                    provider.GetRequiredService<TimeProvider>()
                ));
            }

            services.AddAdmin(
                new AdminOptions(
                    settings.EnvironmentName,
                    settings.Backends.ContractName,
                    settings.Database.Kind,
                    IsPlain: settings.Listening.Admin is null,
                    ProviderOf(settings)
                )
            );
        }

        return services;
    }

    private static ProviderOptions? ProviderOf(Settings settings) =>
        settings.Provider is { } provider
            ? new ProviderOptions(
                provider.Issuer,
                provider.ClientId,
                provider.ClientSecret.Reveal(),
                provider.NameClaim,
                provider.Acr,
                IsPlain: settings.IsDevelopment
            )
            : null;

    private static void AddListeners(this IServiceCollection services, Settings settings)
    {
        services.Configure<HostOptions>(options => options.ShutdownTimeout = ServerLimits.Shutdown);
        services.AddSingleton<ConnectionTally>();
        services.AddSingleton<Listeners>();
        services.AddSingleton<IAdminAddress, AdminOrigin>();
        services.AddHostedService<Announcement>();
        services
            .AddOptions<KestrelServerOptions>()
            .Configure<Listeners>(
                (kestrel, listeners) =>
                {
                    ServerLimits.Apply(kestrel, settings.Listening);
                    listeners.Bind(kestrel);
                }
            );
        services.AddRouting();
        services.AddSingleton<AllowedHosts>();
        services.AddCors(options =>
            options.AddDefaultPolicy(policy =>
                policy
                    .WithOrigins([.. settings.Listening.CorsOrigins])
                    .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete)
                    .AllowAnyHeader()
                    .WithExposedHeaders("WWW-Authenticate", "Mcp-Session-Id", "MCP-Protocol-Version", "Retry-After")
            )
        );
    }
}
