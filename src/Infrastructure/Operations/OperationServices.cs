using FinancialMcp.Infrastructure.Monitoring;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Infrastructure.Operations;

/// <summary>What the server does without being called.</summary>
internal static class OperationServices
{
    internal static IServiceCollection AddPatrols(this IServiceCollection services, FirstPolicy first) =>
        services
            .AddSingleton(first)
            .AddHostedService<OversightPatrol>()
            .AddHostedService<OperationRecovery>()
            .AddHostedService<ApprovalPatrol>()
            .AddHostedService<DoubtPatrol>()
            .AddHostedService<OperationFigures>()
            .AddHostedService<FigureKeeper>();
}
