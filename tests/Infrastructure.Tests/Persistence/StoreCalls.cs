using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>What came of a claim that nothing but its key can refuse.</summary>
internal sealed record PlainClaim(Operation Operation, bool IsNew);

/// <summary>The store's calls with what a test does not care about filled in.</summary>
internal static class StoreCalls
{
    /// <summary>The version that a new database is at.</summary>
    internal const long FirstVersion = 1;

    internal static async Task<PlainClaim> ClaimAsync(
        this IOperationStore store,
        Operation operation,
        AuditEvent intent,
        TimeSpan lease
    ) =>
        await store.ClaimAsync(IntentOf(operation) with { Record = intent, Lease = lease }) switch
        {
            ClaimResult.Claimed claimed => new PlainClaim(claimed.Operation, IsNew: true),
            ClaimResult.Taken taken => new PlainClaim(taken.Holder, IsNew: false),
            var other => throw new InvalidOperationException($"The claim came to {other}."),
        };

    internal static Task<bool> SettleAsync(
        this IOperationStore store,
        Operation dispatched,
        Operation settled,
        Attempt attempt,
        AuditEvent record
    ) => store.MoveAsync(new Move(dispatched, settled, record) { Attempt = attempt });

    internal static Intent IntentOf(Operation operation, params IReadOnlyList<WindowLimit> limits) =>
        new()
        {
            Operation = operation,
            Record = Samples.EventOf(operation),
            OversightVersion = FirstVersion,
            Lease = Samples.Lease,
            Limits = limits,
        };
}
