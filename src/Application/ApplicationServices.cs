using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Agents;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Keeping;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Pipeline;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Staff.Passkeys;
using FinancialMcp.Application.Transactions;
using FluentValidation;
using Mediator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FinancialMcp.Application;

/// <summary>The use cases and the pipeline that every one of them goes through.</summary>
public static class ApplicationServices
{
    /// <summary>
    /// Registers handlers, validators and the pipeline in its order: audit, authorization, presence, validation. The caller registers
    /// the ports, <see cref="BackendIdentities"/>, and a <see cref="BankContract"/>.
    /// </summary>
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        services.AddMediator(
            (MediatorOptions options) =>
            {
                options.ServiceLifetime = ServiceLifetime.Scoped;
                options.PipelineBehaviors =
                [
                    typeof(AuditBehaviour<,>),
                    typeof(AuthorizationBehaviour<,>),
                    typeof(PresenceBehaviour<,>),
                    typeof(ValidationBehaviour<,>),
                ];
            }
        );
        services.AddValidatorsFromAssemblyContaining<GetAccount>(ServiceLifetime.Singleton, includeInternalTypes: true);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(OperationTimes.Default);
        services.TryAddSingleton(RetentionPeriods.Default);
        services.TryAddSingleton(_ => ServerInstance.OfThisProcess());
        services.TryAddSingleton(MemoryGauge.OfThisProcess);
        services.TryAddSingleton<HealthMonitor>();
        services.AddSingleton<CallStatistics>();
        services.AddSingleton<AlertSightings>();
        services.AddScoped<Alerts>();
        services.AddScoped<Attentions>();
        services.AddScoped<FigureReading>();
        services.AddScoped<OverviewReading>();
        services.AddSingleton<SharedOverviews>();
        services.AddScoped<CallContext>();
        services.AddScoped<AuditRecords>();
        services.AddScoped<AuditLooks>();
        services.AddSingleton<AuditExports>();
        services.AddSingleton<VerificationRuns>();
        services.AddScoped<AccountAccess>();
        services.AddSingleton<OwnersTold>();
        services.AddScoped<AccountOwners>();
        services.AddScoped<TransactionAccess>();
        services.AddScoped<AccountHistory>();
        services.AddScoped<Receipts>();
        services.AddScoped<OperationRunner>();
        services.AddScoped<OperationDispatch>();
        services.AddScoped<ApprovedOperations>();
        services.AddScoped<DoubtResolver>();
        services.AddScoped<OversightChanges>();
        services.TryAddSingleton<IOversightSignal, NoSignal>();
        services.TryAddSingleton(StaffWay.Local);
        services.AddSingleton<StaffEnrolment>();
        services.AddSingleton<StaffSignIn>();
        services.AddSingleton<PasskeyChallenges>();
        services.AddSingleton<PasskeySignIn>();
        services.AddSingleton<OversightWatch>();
        services.AddSingleton<TrailStanding>();
        services.AddSingleton<AgentRegistry>();
        services.TryAddSingleton(AgentDefaults.Closed);
        return services;
    }
}
