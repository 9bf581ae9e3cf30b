using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Backends;
using FinancialMcp.Infrastructure.Operations;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Redis;
using FinancialMcp.Infrastructure.Staff;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Infrastructure;

/// <summary>What the outside world of this process is: its database and, beside it, the bank.</summary>
public sealed record InfrastructureOptions
{
    public required DatabaseOptions Database { get; init; }

    public required BackendOptions Backends { get; init; }

    public required AuditOptions Audit { get; init; }

    /// <summary>PEM file by which data protection's keys are encrypted in the database; null: they are not.</summary>
    public string? KeyCertificate { get; init; }

    /// <summary>Null: replicas share the database alone.</summary>
    public RedisOptions? Redis { get; init; }

    /// <summary>The rules that hold where no policy was ever decided on.</summary>
    public FirstPolicy FirstPolicy { get; init; } = FirstPolicy.Default;
}

/// <summary>The one entry point of this project.</summary>
public static class InfrastructureServices
{
    /// <summary>Registers the implementation of every port of the application.</summary>
    public static IServiceCollection AddInfrastructure(
        this IServiceCollection services,
        InfrastructureOptions options
    ) =>
        services
            .AddRedis(options.Redis)
            .AddPersistence(options.Database, options.Audit)
            .AddTrail(options.Database, options.Audit)
            .AddStaff(options.KeyCertificate)
            .AddBackends(options.Backends)
            .AddPatrols(options.FirstPolicy);
}
