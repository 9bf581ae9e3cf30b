using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Operations;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Application.Operations;

/// <summary>
/// Ends doubts by looking at the bank, never by sending again. One prober per operation: it takes a fence first, so that
/// what it concludes is written only if nobody else concluded meanwhile.
/// </summary>
public sealed partial class DoubtResolver(
    IOperationStore store,
    IBankGateway bank,
    AuditRecords records,
    OperationTimes times,
    TimeProvider time,
    ILogger<DoubtResolver> log
)
{
    /// <summary>For how long an operation is this prober's: others leave it alone until then.</summary>
    private static readonly TimeSpan ProbeLease = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Looks once and moves the operation as far as that proves anything. Returns what the look told; null when somebody
    /// else has the operation.
    /// </summary>
    /// <param name="doubted">In doubt, or awaiting the bank.</param>
    /// <param name="jitter">From 0 to 1000: spreads the next looks of many operations.</param>
    /// <param name="cancellationToken">Ends the look, not what follows from it.</param>
    public async Task<LookUpFinding?> ProbeAsync(Operation doubted, int jitter, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var taken = doubted with { Fence = doubted.Fence + 1, NextProbeAt = now + ProbeLease, UpdatedAt = now };
        if (!await store.MoveAsync(new Move(doubted, taken, null)))
        {
            return null;
        }

        var began = time.GetUtcNow();
        var look = await bank.LookUpAsync(taken, cancellationToken);
        var rules = new DoubtRules(times.Quiesce, bank.TokensEnd(taken.Instruction));
        var after = rules.After(taken, look, began, time.GetUtcNow(), ErrorCodes.ServiceUnavailable, jitter);
        var isMove = after.State != taken.State;
        var record = isMove
            ? records.OfOperation(OperationDispatch.CodeOf(after.State), after) with
            {
                Reason = $"look-up: {look.Finding}",
            }
            : null;
        if (await store.MoveAsync(new Move(taken, after, record)) && isMove)
        {
            OperationDispatch.Count(after);
            LogResolved(after.Id.Value, after.State.WireName(), look.Finding);
            if (look.Finding == LookUpFinding.Contradiction)
            {
                LogContradiction(after.Id.Value);
            }
        }

        return look.Finding;
    }

    [LoggerMessage(
        2010,
        LogLevel.Information,
        "operation_resolved: {OperationId} is {State} now ({Finding})",
        EventName = "operation_resolved"
    )]
    private partial void LogResolved(Guid operationId, string state, LookUpFinding finding);

    [LoggerMessage(
        2011,
        LogLevel.Critical,
        "operation_contradiction: the bank shows {OperationId} more than once, or as something else; people must look",
        EventName = "operation_contradiction"
    )]
    private partial void LogContradiction(Guid operationId);
}
