using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Rates;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Infrastructure.Redis;

/// <summary>What replicas share beside the database, where there is a Redis; else each counts alone.</summary>
internal static class RedisServices
{
    internal static IServiceCollection AddRedis(this IServiceCollection services, RedisOptions? options)
    {
        services.AddSingleton<LocalRates>();
        if (options is null)
        {
            return services.AddSingleton<IRateCounter>(provider => provider.GetRequiredService<LocalRates>());
        }

        return services
            .AddSingleton(options)
            .AddSingleton<RedisLink>()
            .AddHostedService(provider => provider.GetRequiredService<RedisLink>())
            .AddSingleton<IDependencyHealth>(provider => provider.GetRequiredService<RedisLink>())
            .AddSingleton<RedisSignal>()
            .AddHostedService(provider => provider.GetRequiredService<RedisSignal>())
            .AddSingleton<IOversightSignal>(provider => provider.GetRequiredService<RedisSignal>())
            .AddSingleton<IRateCounter, RedisRates>();
    }
}
