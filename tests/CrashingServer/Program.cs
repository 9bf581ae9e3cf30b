using FinancialMcp.Application.Operations;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.CrashingServer;

/// <summary>
/// The product's server, built by its own composition root from the same settings, with two of its ports wrapped so that
/// it dies at a named point. For tests alone: nothing of this is in what is shipped.
/// </summary>
internal static class Program
{
    private static async Task Main()
    {
        var variables = ConfigurationSources.ProcessEnvironment();
        var report = ConfigurationReading.Read(ConfigurationSources.Of(variables));
        var settings =
            report.Settings ?? throw new InvalidOperationException(string.Join('\n', report.Errors.AsEnumerable()));
        var plan = CrashPlan.Read(variables);
        await using var app = ServerHost.Build(settings, services => Wrap(services, plan));
        await app.RunAsync();
    }

    private static void Wrap(IServiceCollection services, CrashPlan plan)
    {
        services.AddSingleton(plan);
        services.AddSingleton<BankArrivals>();
        Wrap<IOperationStore>(services, (_, inner) => new CrashingStore(inner, plan));
        Wrap<IBankGateway>(
            services,
            (provider, inner) => new CrashingGateway(inner, plan, provider.GetRequiredService<BankArrivals>())
        );
        if (CrashPoints.IsHeld(plan.Point))
        {
            services.AddHostedService<ApprovingPeople>();
        }
    }

    /// <summary>Puts a wrapper in the place of a registered service, which lives as long as the service did.</summary>
    private static void Wrap<T>(IServiceCollection services, Func<IServiceProvider, T, T> wrapper)
        where T : class
    {
        var wrapped = services.Single(service => service.ServiceType == typeof(T));
        services.Remove(wrapped);
        services.Add(
            new ServiceDescriptor(
                typeof(T),
                provider =>
                    wrapper(provider, (T)ActivatorUtilities.CreateInstance(provider, wrapped.ImplementationType!)),
                wrapped.Lifetime
            )
        );
    }
}
