using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Staff.Passkeys;

/// <summary>One's own passkeys, the oldest first. Nobody sees another person's.</summary>
[RequirePermission(StaffPermissions.Sessions)]
public sealed record ListPasskeys : IRequest<IReadOnlyList<PasskeyView>>;

internal sealed class ListPasskeysValidator : AbstractValidator<ListPasskeys>;

internal sealed class ListPasskeysHandler(IStaffStore staff, IPasskeyStore keys, CallContext context)
    : IRequestHandler<ListPasskeys, IReadOnlyList<PasskeyView>>
{
    public async ValueTask<IReadOnlyList<PasskeyView>> Handle(ListPasskeys request, CancellationToken cancellationToken)
    {
        var account = await staff.OpenAccountAsync(context, cancellationToken);
        return [.. (await keys.ListAsync(account.Id, cancellationToken)).Select(PasskeyView.Of)];
    }
}
