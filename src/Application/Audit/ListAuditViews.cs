using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit;

/// <summary>The own searches and those that others share, by name.</summary>
[RequirePermission(StaffPermissions.AuditViews)]
public sealed record ListAuditViews : IRequest<IReadOnlyList<AuditView>>;

internal sealed class ListAuditViewsValidator : AbstractValidator<ListAuditViews>;

internal sealed class ListAuditViewsHandler(IAuditViewStore store, CallContext context)
    : IRequestHandler<ListAuditViews, IReadOnlyList<AuditView>>
{
    public async ValueTask<IReadOnlyList<AuditView>> Handle(
        ListAuditViews request,
        CancellationToken cancellationToken
    ) => await store.ListAsync(context.Person, cancellationToken);
}
