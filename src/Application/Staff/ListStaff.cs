using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff.Passkeys;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Staff;

/// <summary>Everybody who may work at the admin side, or might soon, by name.</summary>
[RequirePermission(StaffPermissions.StaffRead)]
public sealed record ListStaff : IRequest<IReadOnlyList<StaffView>>;

internal sealed class ListStaffValidator : AbstractValidator<ListStaff>;

internal sealed class ListStaffHandler(IStaffStore store, IPasskeyStore keys, StaffWay way, TimeProvider time)
    : IRequestHandler<ListStaff, IReadOnlyList<StaffView>>
{
    public async ValueTask<IReadOnlyList<StaffView>> Handle(ListStaff request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var passkeys = await keys.CountsAsync(cancellationToken);
        var sessions = (
            await store.SessionsAsync(null, now - StaffSession.Longest, int.MaxValue, cancellationToken)
        ).ToLookup(session => session.Account);
        return
        [
            .. (await store.ListAsync(cancellationToken)).Select(account =>
                StaffView.Of(account) with
                {
                    IsElsewhere = account.Status == StaffStatus.Active && !way.Knows(account),
                    Passkeys = passkeys.GetValueOrDefault(account.Id),
                    OpenSessions = sessions[account.Id].Count(session => session.IsOpenAt(now)),
                }
            ),
        ];
    }
}
