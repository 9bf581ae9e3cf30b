using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Approvals;

/// <summary>
/// What the agent behind an operation did lately, newest first, masked: for who has to decide on that operation. The rest of the
/// trail takes the right to read it.
/// </summary>
/// <param name="OperationId">One that waits for votes.</param>
[RequirePermission(StaffPermissions.ApprovalsRead)]
public sealed record ListRecentCalls(OperationId OperationId) : IRequest<IReadOnlyList<RecentCall>>;

/// <summary>One call, or one operation as it stands.</summary>
/// <param name="At">By the database's clock.</param>
/// <param name="Tool">Which.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="ErrorCode">Why it was refused or failed; null where it was not.</param>
/// <param name="Amount">In the main unit of the currency; null where nothing moves.</param>
/// <param name="Currency">Of the amount.</param>
public sealed record RecentCall(
    DateTimeOffset At,
    string? Tool,
    AuditOutcome Outcome,
    string? ErrorCode,
    string? Amount,
    string? Currency
);

internal sealed class ListRecentCallsValidator : AbstractValidator<ListRecentCalls>;

internal sealed class ListRecentCallsHandler(
    IAuditReading reading,
    IOperationStore operations,
    AuditLooks looks,
    CallContext context
) : IRequestHandler<ListRecentCalls, IReadOnlyList<RecentCall>>
{
    private const int MostLooked = 200;
    private const int MostShown = 8;

    public async ValueTask<IReadOnlyList<RecentCall>> Handle(
        ListRecentCalls request,
        CancellationToken cancellationToken
    )
    {
        var operation = await operations.FindAsync(request.OperationId, cancellationToken);
        if (operation is not { State: OperationState.PendingApproval })
        {
            throw new AppException(
                ErrorCodes.OperationNotFound,
                "No such operation waits for votes. Read the list of approvals again."
            );
        }

        context.OperationId = operation.Id;
        var agent = AgentId.Of(operation.Principal);
        var page = await reading.PageAsync(
            new AuditFilter { Principal = agent.Party },
            AuditOrder.NewestFirst,
            after: null,
            MostLooked,
            cancellationToken
        );
        var calls = page
            .Records.Select(AuditRecordView.Masked)
            .Where(record => IsCall(record) && record.IsOf(agent) && record.OperationId != operation.Id.ToString())
            // Of an operation's records the newest tells where it stands; a call that is none stands for itself.
            .DistinctBy(record => record.OperationId ?? record.Id.ToString(), StringComparer.Ordinal)
            .Take(MostShown)
            .Select(record => new RecentCall(
                record.RecordedAt,
                record.Tool,
                record.Outcome,
                record.ErrorCode,
                record.Amount,
                record.Currency
            ))
            .ToList();
        await looks.RecordAsync(AuditCode.AuditRead, operation.Id);
        return calls;
    }

    /// <summary>Of a tool: asking what there is tells nobody anything.</summary>
    private static bool IsCall(AuditRecordView record) =>
        record.Code < AuditCode.ServerStarted
        && record.Tool is { } tool
        && !tool.Contains('/', StringComparison.Ordinal);
}
