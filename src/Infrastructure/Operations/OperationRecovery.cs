using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Operations;

/// <summary>Every five seconds: puts in doubt what was left dispatching by a process that died or lost its way.</summary>
internal sealed partial class OperationRecovery(
    IServiceScopeFactory scopes,
    IOperationStore store,
    TimeProvider time,
    ILogger<OperationRecovery> log
) : Patrol(scopes, time, log)
{
    private readonly ILogger<OperationRecovery> log = log;

    protected override TimeSpan Pause => TimeSpan.FromSeconds(5);

    protected override async Task RoundAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var records = services.GetRequiredService<AuditRecords>();
        var recovered = await store.RecoverExpiredAsync(
            operation => records.OfOperation(AuditCode.OperationLeaseExpired, operation),
            cancellationToken
        );
        if (recovered > 0)
        {
            LogRecovered(recovered);
        }
    }

    [LoggerMessage(
        3010,
        LogLevel.Warning,
        "operation_recovered: {Count} operations whose lease ran out are in doubt now",
        EventName = "operation_recovered"
    )]
    private partial void LogRecovered(int count);
}
