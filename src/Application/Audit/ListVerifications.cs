using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit;

/// <summary>The last hundred verifications with their reports, newest first, and the one that runs now.</summary>
[RequirePermission(StaffPermissions.AuditVerify)]
public sealed record ListVerifications : IRequest<VerificationList>;

/// <summary>What was verified.</summary>
/// <param name="Running">On the server that was asked; null when none runs there.</param>
/// <param name="Kept">Newest first.</param>
public sealed record VerificationList(RunningVerification? Running, IReadOnlyList<KeptVerification> Kept);

internal sealed class ListVerificationsValidator : AbstractValidator<ListVerifications>;

internal sealed class ListVerificationsHandler(ITrailVerification trail, VerificationRuns runs)
    : IRequestHandler<ListVerifications, VerificationList>
{
    private const int MostShown = 100;

    public async ValueTask<VerificationList> Handle(ListVerifications request, CancellationToken cancellationToken) =>
        new(runs.Current, await trail.ListAsync(MostShown, cancellationToken));
}
