using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit.Keeping;

/// <summary>Ends a hold: what is old enough may be removed again.</summary>
[RequirePermission(StaffPermissions.RetentionHold)]
public sealed record LiftLegalHold(Guid HoldId, string Reason) : IRequest<LegalHold>;

internal sealed class LiftLegalHoldValidator : AbstractValidator<LiftLegalHold>
{
    public LiftLegalHoldValidator() => RuleFor(request => request.Reason).Reason();
}

internal sealed class LiftLegalHoldHandler(
    IRetentionStore store,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<LiftLegalHold, LegalHold>
{
    public async ValueTask<LegalHold> Handle(LiftLegalHold request, CancellationToken cancellationToken)
    {
        var hold =
            (await store.HoldsAsync(cancellationToken)).FirstOrDefault(hold => hold.Id == request.HoldId)
            ?? throw new AppException([
                new Problem("hold_id", "There is no such hold. The list of retention shows those there are."),
            ]);
        var lift = new HoldLift(context.Person, time.GetUtcNow(), request.Reason);
        var record = records.OfCall(AuditCode.LegalHoldLifted, AuditRecords.Allowed) with
        {
            Reason = $"{hold.CaseName}: {request.Reason}",
        };
        context.IsRecorded = await store.LiftAsync(hold.Id, lift, record);
        return context.IsRecorded
            ? hold with
            {
                Lifted = lift,
            }
            : throw new AppException(
                ErrorCodes.ValidationError,
                "The hold was lifted already: nothing has to be done."
            );
    }
}
