using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit;

/// <summary>The last hundred verifications with their reports, newest first.</summary>
[RequirePermission(StaffPermissions.AuditVerify)]
public sealed record ListVerifications : IRequest<IReadOnlyList<KeptVerification>>;

internal sealed class ListVerificationsValidator : AbstractValidator<ListVerifications>;

internal sealed class ListVerificationsHandler(ITrailVerification trail)
    : IRequestHandler<ListVerifications, IReadOnlyList<KeptVerification>>
{
    private const int MostShown = 100;

    public async ValueTask<IReadOnlyList<KeptVerification>> Handle(
        ListVerifications request,
        CancellationToken cancellationToken
    ) => await trail.ListAsync(MostShown, cancellationToken);
}
