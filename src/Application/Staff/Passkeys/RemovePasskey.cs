using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Staff.Passkeys;

/// <summary>Removes one of one's own passkeys: it signs nobody in from then on. Sessions that are open go on.</summary>
/// <param name="Id">As the list of keys shows it.</param>
[RequirePermission(StaffPermissions.Sessions)]
[RequirePresence]
public sealed record RemovePasskey(Guid Id) : IRequest<PasskeyView>;

internal sealed class RemovePasskeyValidator : AbstractValidator<RemovePasskey>;

internal sealed class RemovePasskeyHandler(
    IStaffStore staff,
    IPasskeyStore keys,
    AuditRecords records,
    CallContext context
) : IRequestHandler<RemovePasskey, PasskeyView>
{
    public async ValueTask<PasskeyView> Handle(RemovePasskey request, CancellationToken cancellationToken)
    {
        var account = await staff.OpenAccountAsync(context, cancellationToken);
        var key = await RequireAsync();
        var record = records.OfCall(AuditCode.StaffPasskeyRemoved, AuditRecords.Allowed) with { Reason = key.Name };
        var removed = await staff.DecideAsync<PasskeyView>(
            record,
            async _ => ([new DropPasskey((await RequireAsync()).Id)], PasskeyView.Of(key)),
            cancellationToken
        );
        context.IsRecorded = true;
        return removed;

        async Task<Passkey> RequireAsync() =>
            (await keys.ListAsync(account.Id, cancellationToken)).FirstOrDefault(it => it.Id == request.Id)
            ?? throw new AppException([
                new Problem("id", "You have no such passkey, or not any more. Read the list again."),
            ]);
    }
}
