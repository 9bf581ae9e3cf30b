using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Staff;

/// <summary>Everybody who may work at the admin side, or might soon, by name.</summary>
[RequirePermission(StaffPermissions.StaffRead)]
public sealed record ListStaff : IRequest<IReadOnlyList<StaffView>>;

internal sealed class ListStaffValidator : AbstractValidator<ListStaff>;

internal sealed class ListStaffHandler(IStaffStore store, StaffWay way)
    : IRequestHandler<ListStaff, IReadOnlyList<StaffView>>
{
    public async ValueTask<IReadOnlyList<StaffView>> Handle(ListStaff request, CancellationToken cancellationToken) =>
        [
            .. (await store.ListAsync(cancellationToken)).Select(account =>
                StaffView.Of(account) with
                {
                    IsElsewhere = account.Status == StaffStatus.Active && !way.Knows(account),
                }
            ),
        ];
}
