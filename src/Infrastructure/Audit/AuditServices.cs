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
        services.AddSingleton(options);
        services.AddSingleton<ITrailVerification, TrailVerification>();
        if (options.Seals)
        {
            services.AddSealing(database, options);
        }

        // They end in the reverse order: the record of the server's end is still sealed.
        return services.AddHostedService<TrailWatch>().AddHostedService<ServerLife>();
    }

    private static void AddSealing(this IServiceCollection services, DatabaseOptions database, AuditOptions options)
    {
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

        services.AddSingleton<TrailKeeper>().AddSingleton<Sealer>().AddHostedService<SealPatrol>();
    }
}
