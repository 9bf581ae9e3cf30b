using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Transactions;
using FinancialMcp.Infrastructure.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>The bank, as the application's ports see it.</summary>
public static class BackendServices
{
    /// <summary>
    /// Registers the gateways to the two services, the contract that is spoken, the identities towards the bank and its
    /// health.
    /// Throws <see cref="Microsoft.Extensions.Options.OptionsValidationException"/> that names everything wrong with them.
    /// </summary>
    public static IServiceCollection AddBackends(this IServiceCollection services, BackendOptions options)
    {
        options.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(typeof(Application.BankContract), options.Contract);
        services.AddSingleton(new BackendIdentities(options.StaffSubject, AreShown: !options.HasStaticToken));
        services.AddSingleton<Breakers>();
        services.AddSingleton<BackendTokens>();
        services.AddSingleton<BackendClients>();
        services.AddScoped<IBankGateway, BankGateway>();
        services.AddScoped<BankLookUps>();
        services.AddScoped<BankReads>();
        services.AddScoped<IAccountGateway, AccountGateway>();
        services.AddScoped<ITransactionGateway, TransactionGateway>();
        services.AddSingleton<StaffSubject>();
        services.AddHostedService(provider => provider.GetRequiredService<StaffSubject>());
        services.AddSingleton<IDependencyHealth, BankHealth>();
        return services;
    }
}
