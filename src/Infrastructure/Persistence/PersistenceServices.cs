using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Infrastructure.Persistence;

internal static class PersistenceServices
{
    internal static IServiceCollection AddPersistence(this IServiceCollection services, DatabaseOptions options) =>
        services.AddSingleton(options);
}
