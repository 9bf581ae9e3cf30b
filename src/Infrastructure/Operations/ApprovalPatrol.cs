using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Operations;

/// <summary>
/// Every second: carries out what people have approved, and ends what they did not decide in time. Runs on every replica;
/// the lease decides who sends.
/// </summary>
internal sealed class ApprovalPatrol(
    IServiceScopeFactory scopes,
    IOperationStore store,
    TimeProvider time,
    ILogger<ApprovalPatrol> log
) : Patrol(scopes, time, log)
{
    private const int PerPage = 100;
    private const int AtOnce = 8;

    protected override TimeSpan Pause => TimeSpan.FromSeconds(1);

    protected override async Task RoundAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var waiting = await store.ListAsync(OperationState.PendingApproval, PerPage, cancellationToken);
        var now = Time.GetUtcNow();
        await ForEachAsync(
            [.. waiting.Where(operation => operation.Approval?.ExpiresAt <= now)],
            AtOnce,
            (scope, expired, _) => scope.GetRequiredService<ApprovedOperations>().ExpireAsync(expired),
            cancellationToken
        );

        // To the end: what waits under a stop, for a day perhaps, must not keep the others waiting.
        IReadOnlyList<Operation> ready = [];
        do
        {
            ready = await store.ListAsync(
                OperationState.Ready,
                PerPage,
                cancellationToken,
                ready.Count > 0 ? ready[^1].Id : null
            );
            await ForEachAsync(
                ready,
                AtOnce,
                (scope, operation, token) =>
                    scope.GetRequiredService<ApprovedOperations>().CarryOutAsync(operation, token),
                cancellationToken
            );
        } while (ready.Count == PerPage);
    }
}
