using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Approvals;

/// <summary>Under which names every approver asks for payments, and what waits to be confirmed.</summary>
[RequirePermission(StaffPermissions.ApproversConfirm)]
public sealed record ListApprovers : IRequest<IReadOnlyList<ApproverView>>;

internal sealed class ListApproversValidator : AbstractValidator<ListApprovers>;

internal sealed class ListApproversHandler(IOversightStore store)
    : IRequestHandler<ListApprovers, IReadOnlyList<ApproverView>>
{
    public async ValueTask<IReadOnlyList<ApproverView>> Handle(
        ListApprovers request,
        CancellationToken cancellationToken
    )
    {
        var state = await store.ReadAsync(cancellationToken);
        return
        [
            .. state
                .Approvers.Values.OrderBy(entry => entry.Approver.Person, StringComparer.Ordinal)
                .Select(ApproverView.Of),
        ];
    }
}
