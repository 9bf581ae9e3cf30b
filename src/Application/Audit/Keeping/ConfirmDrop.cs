using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit.Keeping;

/// <summary>Confirms the removal of a month, as the second person.</summary>
[RequirePermission(StaffPermissions.RetentionConfirm)]
[RequirePresence]
public sealed record ConfirmDrop(Guid DropId, string Reason) : IRequest<MonthDrop>;

internal sealed class ConfirmDropValidator : AbstractValidator<ConfirmDrop>
{
    public ConfirmDropValidator() => RuleFor(request => request.Reason).Reason();
}

internal sealed class ConfirmDropHandler(
    IRetentionStore store,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<ConfirmDrop, MonthDrop>
{
    public async ValueTask<MonthDrop> Handle(ConfirmDrop request, CancellationToken cancellationToken)
    {
        var drop =
            (await store.DropsAsync(cancellationToken)).FirstOrDefault(drop => drop.Id == request.DropId)
            ?? throw new AppException([
                new Problem("drop_id", "Nobody asked for such a removal. The list of retention shows those there are."),
            ]);
        SecondPerson.MustNotBe(drop.RequestedBy, context.Person, "confirm the removal");
        RequestDropHandler.MustNotBeHeld(await store.HoldsAsync(cancellationToken), drop.Month);
        var now = time.GetUtcNow();
        var record = records.OfCall(AuditCode.DropConfirmed, AuditRecords.Allowed) with
        {
            Reason = $"{drop.Retention} {drop.Month:yyyy-MM}: {request.Reason}",
        };
        context.IsRecorded = await store.ConfirmAsync(drop.Id, context.Person, now, record);
        return context.IsRecorded
            ? drop with
            {
                ConfirmedBy = context.Person,
                ConfirmedAt = now,
            }
            : throw new AppException(
                ErrorCodes.ValidationError,
                "This removal is confirmed already: nothing has to be done."
            );
    }
}
