using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Monitoring;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>
/// Records that this server began, as soon as that can be recorded, and that it ends. A server that is killed leaves the
/// second out: that is what its absence says.
/// </summary>
internal sealed partial class ServerLife(
    IAuditStore audit,
    ServerInstance instance,
    TimeProvider time,
    ILogger<ServerLife> log
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await audit.AppendAsync(RecordOf(AuditCode.ServerStopped));
        }
        catch (StoreUnavailableException cause)
        {
            LogNotRecorded(cause);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var record = RecordOf(AuditCode.ServerStarted);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await audit.AppendAsync(record);
                return;
            }
            catch (StoreUnavailableException cause)
            {
                // Another id: nobody knows whether the first was committed after all.
                LogNotRecorded(cause);
                record = RecordOf(AuditCode.ServerStarted);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private AuditEvent RecordOf(AuditCode code)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        return new AuditEvent
        {
            Id = id,
            Code = code,
            RequestId = $"server-{id}",
            Decision = AuditRecords.None,
            Reason = instance.Version,
        };
    }

    [LoggerMessage(
        3121,
        LogLevel.Error,
        "database_error: the server's begin or end could not be recorded",
        EventName = "server_life_not_recorded"
    )]
    private partial void LogNotRecorded(Exception cause);
}
