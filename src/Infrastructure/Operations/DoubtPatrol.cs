using System.Security.Cryptography;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Operations;

/// <summary>
/// Every second: looks at the bank for what is in doubt or waits for it. While the bank does not answer, one operation is
/// tried every five seconds, whatever its schedule; as soon as it answers again, all are looked at.
/// </summary>
internal sealed class DoubtPatrol(
    IServiceScopeFactory scopes,
    IOperationStore store,
    TimeProvider time,
    ILogger<DoubtPatrol> log
) : Patrol(scopes, time, log)
{
    private const int PerRound = 50;
    private const int AtOnce = 8;

    /// <summary>Between two tries while the bank does not answer.</summary>
    private static readonly TimeSpan TrialPause = TimeSpan.FromSeconds(5);

    /// <summary>When the bank was last found not answering; null while it answers.</summary>
    private DateTimeOffset? silentSince;
    private DateTimeOffset lastTrial;

    /// <summary>What was not looked at since then is looked at now, whatever its schedule.</summary>
    private DateTimeOffset? catchUpSince;

    protected override TimeSpan Pause => TimeSpan.FromSeconds(1);

    protected override async Task RoundAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (silentSince is not null)
        {
            if (Time.GetUtcNow() - lastTrial < TrialPause)
            {
                return;
            }

            lastTrial = Time.GetUtcNow();
            await LookAsync(await store.DueProbesAsync(lastTrial, 1, cancellationToken), cancellationToken);
            return;
        }

        var due = await store.DueProbesAsync(catchUpSince, PerRound, cancellationToken);
        if (due.Count == 0)
        {
            catchUpSince = null;
        }

        await LookAsync(due, cancellationToken);
    }

    private async Task LookAsync(IReadOnlyList<Operation> due, CancellationToken cancellationToken)
    {
        var isSilent = false;
        var answered = false;
        await ForEachAsync(
            due,
            AtOnce,
            async (scope, operation, token) =>
            {
                var finding = await scope.GetRequiredService<DoubtResolver>().ProbeAsync(operation, Jitter(), token);
                if (finding == LookUpFinding.Unavailable)
                {
                    Volatile.Write(ref isSilent, true);
                }
                else if (finding is not (null or LookUpFinding.Impossible))
                {
                    Volatile.Write(ref answered, true);
                }
            },
            cancellationToken
        );
        if (answered && silentSince is not null)
        {
            catchUpSince = Time.GetUtcNow();
            silentSince = null;
        }
        else if (isSilent && !answered)
        {
            silentSince ??= Time.GetUtcNow();
            lastTrial = Time.GetUtcNow();
        }
    }

    private static int Jitter() => RandomNumberGenerator.GetInt32(1000);
}
