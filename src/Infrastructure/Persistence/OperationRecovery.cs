using System.Diagnostics.Metrics;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Operations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>
/// Every five seconds: puts in doubt what was left dispatching by a process that died or lost its way, and counts what
/// stands in doubt. Runs on every replica at once.
/// </summary>
internal sealed partial class OperationRecovery : BackgroundService
{
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private const int NotCounted = -1;

    private readonly IOperationStore store;
    private readonly TimeProvider time;
    private readonly ILogger<OperationRecovery> log;
    private int inDoubt = NotCounted;

    public OperationRecovery(
        IOperationStore store,
        TimeProvider time,
        IMeterFactory meters,
        ILogger<OperationRecovery> log
    )
    {
        this.store = store;
        this.time = time;
        this.log = log;
        meters
            .Create(Telemetry.MeterName)
            .CreateObservableGauge(
                "operations_in_doubt",
                Observe,
                description: "Operations whose outcome is not known, of all replicas, at most some seconds ago."
            );
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            await RecoverAsync(stoppingToken);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        try
        {
            var recovered = await store.RecoverExpiredAsync(RecordOf, cancellationToken);
            if (recovered > 0)
            {
                LogRecovered(recovered);
            }

            Volatile.Write(ref inDoubt, await store.CountAsync(OperationState.InDoubt, cancellationToken));
        }
        catch (StoreUnavailableException cause)
        {
            LogUnavailable(cause);
        }
    }

    /// <summary>No call is behind it: the principal is the operation's, and nothing was decided.</summary>
    private AuditEvent RecordOf(Operation operation) =>
        new()
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            Code = AuditCode.OperationLeaseExpired,
            RequestId = $"recovery-{operation.Id}",
            OperationId = operation.Id,
            Principal = operation.Principal,
            Tool = operation.Tool,
            Decision = "none",
            State = operation.State.WireName(),
            Sum = operation.Instruction.Sum,
            From = operation.Instruction.From,
            To = operation.Instruction.To,
            BackendSubject = operation.BackendIdentity.Subject,
            Attempt = operation.Attempt,
        };

    private IEnumerable<Measurement<int>> Observe() =>
        Volatile.Read(ref inDoubt) is var count and not NotCounted ? [new Measurement<int>(count)] : [];

    [LoggerMessage(
        3010,
        LogLevel.Warning,
        "operation_recovered: {Count} operations whose lease ran out are in doubt now",
        EventName = "operation_recovered"
    )]
    private partial void LogRecovered(int count);

    [LoggerMessage(
        3011,
        LogLevel.Error,
        "database_error: expired operations could not be looked for",
        EventName = "recovery_failed"
    )]
    private partial void LogUnavailable(Exception cause);
}
