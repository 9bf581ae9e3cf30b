using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Keeping;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Health;
using FinancialMcp.Infrastructure.Monitoring;
using FinancialMcp.Infrastructure.Persistence.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FinancialMcp.Infrastructure.Persistence;

internal static class PersistenceServices
{
    internal static IServiceCollection AddPersistence(
        this IServiceCollection services,
        DatabaseOptions options,
        AuditOptions audit
    )
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        if (options.Postgres is { } postgres)
        {
            services.AddSingleton<Database>(_ => new PostgresDatabase(postgres, options.Patience));
            services.AddHostedService<ServingRole>();
        }
        else
        {
            services.AddSingleton(_ => EmbeddedFile.Hold(options.DataDirectory));
            services.AddSingleton<Database, SqliteDatabase>();
            services.AddHostedService<EmbeddedMigration>();
        }

        return services
            .AddSingleton(options)
            .AddSingleton(_ => AuditKeys.Load(audit))
            .AddSingleton<AuditRows>()
            .AddSingleton<GroupCommitWriter>()
            .AddSingleton<IOperationStore, OperationStore>()
            .AddSingleton<IAuditStore, AuditStore>()
            .AddSingleton<IRetentionStore, RetentionStore>()
            .AddSingleton<MonthRemoval>()
            .AddSingleton<IOversightStore, OversightStore>()
            .AddSingleton<IFigureStore, FigureStore>()
            .AddSingleton<ISchemaHistory, SchemaHistory>()
            .AddSingleton<AuditDialect>()
            .AddSingleton<AuditReading>()
            .AddSingleton<IAuditReading>(provider => provider.GetRequiredService<AuditReading>())
            .AddSingleton<ISealReading, SealReading>()
            .AddSingleton<IAuditViewStore, AuditViewStore>()
            .AddSingleton<IEvidencePacks, EvidencePacks>()
            .AddSingleton<IDependencyHealth, DatabaseHealth>();
    }
}
