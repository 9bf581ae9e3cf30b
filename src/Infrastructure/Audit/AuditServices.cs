using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Infrastructure.Audit.Verification;
using FinancialMcp.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>What seals the trail and watches that it is sealed.</summary>
internal static class AuditServices
{
    private static readonly TimeSpan WebhookPatience = TimeSpan.FromSeconds(5);

    internal static IServiceCollection AddTrail(
        this IServiceCollection services,
        DatabaseOptions database,
        AuditOptions options
    )
    {
        services.AddHostedService<TrailWatch>();
        services.AddHostedService<ServerLife>();
        services.AddSingleton(options);
        services.AddSingleton<ITrailVerification, TrailVerification>();
        if (!options.Seals)
        {
            return services;
        }

        if (database.Postgres is { } postgres)
        {
            services.AddSingleton<ISealLedger>(_ => new PostgresSealLedger(postgres));
        }
        else
        {
            services.AddSingleton<ISealLedger, SqliteSealLedger>();
        }

        var file = options.AnchorFile ?? Path.Combine(options.Directory, "anchors.jsonl");
        services.AddSingleton<IAnchor>(_ => new FileAnchor(file));
        if (options.AnchorSyslog is { } syslog)
        {
            services.AddSingleton<IAnchor>(provider => new SyslogAnchor(
                syslog,
                provider.GetRequiredService<TimeProvider>()
            ));
        }

        if (options.AnchorWebhook is { } webhook)
        {
            services.AddHttpClient(WebhookAnchor.ClientName, client => client.Timeout = WebhookPatience);
            services.AddSingleton<IAnchor>(provider => new WebhookAnchor(
                webhook,
                provider.GetRequiredService<IHttpClientFactory>()
            ));
        }

        return services.AddSingleton<TrailKeeper>().AddSingleton<Sealer>().AddHostedService<SealPatrol>();
    }
}
