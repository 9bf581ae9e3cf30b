using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit;

/// <summary>
/// Everything about one operation in the order in which it was recorded, masked: request, decision, votes, dispatch,
/// attempts, the bank's answer, outcome, retries, reversals, and who looked at it. Who may not read the whole trail sees
/// those operations that people decide on.
/// </summary>
[RequirePermission(StaffPermissions.AuditCase)]
public sealed record GetOperationTimeline(OperationId OperationId) : IRequest<OperationTimeline>;

internal sealed class GetOperationTimelineValidator : AbstractValidator<GetOperationTimeline>;

internal sealed class GetOperationTimelineHandler(
    IAuditReading reading,
    IOperationStore operations,
    AuditLooks looks,
    CallContext context
) : IRequestHandler<GetOperationTimeline, OperationTimeline>
{
    private const int MostRecords = 500;
    private const int MostReversals = 20;

    public async ValueTask<OperationTimeline> Handle(GetOperationTimeline request, CancellationToken cancellationToken)
    {
        var operation = await operations.FindAsync(request.OperationId, cancellationToken);
        if (operation is null || !MaySee(operation))
        {
            throw new AppException(ErrorCodes.OperationNotFound, "There is no such operation. Search for it again.");
        }

        context.OperationId = operation.Id;
        var page = await reading.PageAsync(
            new AuditFilter { OperationId = operation.Id },
            AuditOrder.OldestFirst,
            after: null,
            MostRecords,
            cancellationToken
        );
        var votes = await operations.VotesAsync(operation.Id, cancellationToken);
        var attempts = await operations.AttemptsAsync(operation.Id, cancellationToken);
        var places = new Dictionary<long, SealPlace?>();
        foreach (var record in page.Records)
        {
            places[record.Seq] = await reading.PlaceAsync(record, cancellationToken);
        }

        var events = page
            .Records.Select(AuditRecordView.Masked)
            .SelectMany(record => TimelineEvents.Of(record, votes))
            .Select(one => one with { Place = places[one.Record!.Seq] })
            .Concat(attempts.SelectMany(TimelineEvents.Of))
            .Concat(await ReversalsAsync(operation, cancellationToken))
            .OrderBy(one => one.At)
            .ThenBy(one => one.Kind)
            .ToList();
        await looks.RecordAsync(AuditCode.AuditRead, operation.Id);
        return new OperationTimeline(
            operation.Id,
            operation.Tool,
            operation.State.WireName(),
            operation.Instruction.Sum?.ToString(),
            operation.Instruction.Sum?.Currency.ToString(),
            OperationBalances.Of(operation),
            events,
            page.Next is null
        );
    }

    private bool MaySee(Operation operation) =>
        context.Caller.RightTo(StaffPermissions.AuditRead) == Right.Granted
        || operation.Approval is not null
        || operation.DoubtSince is not null
        || operation.State == OperationState.NeedsOperator;

    /// <summary>
    /// Reversals of what this operation moved: they are recorded under their own operation, on the same accounts, and name
    /// the bank's transaction.
    /// </summary>
    private async Task<IEnumerable<TimelineEvent>> ReversalsAsync(
        Operation operation,
        CancellationToken cancellationToken
    )
    {
        if (
            operation.Outcome?.BackendTransactionId is not { Length: >= AuditFilter.ShortestText } transaction
            || (operation.Instruction.From ?? operation.Instruction.To) is not { } account
        )
        {
            return [];
        }

        var found = await reading.PageAsync(
            new AuditFilter
            {
                Account = account,
                Tool = ReversalTool,
                Text = transaction,
                From = operation.CreatedAt,
            },
            AuditOrder.OldestFirst,
            after: null,
            MostReversals,
            cancellationToken
        );
        return found
            .Records.Select(AuditRecordView.Masked)
            .Where(record => record.OperationId is { } id && id != operation.Id.ToString())
            .Select(record => new TimelineEvent(record.RecordedAt, TimelineKind.Reversal, record));
    }

    private const string ReversalTool = "reverse_transaction";
}
