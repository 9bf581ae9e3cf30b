using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit;

/// <summary>
/// Verifies the whole trail as of now, one run at a time on a server. The run is kept, and is a record of the trail itself,
/// whatever it found.
/// </summary>
[RequirePermission(StaffPermissions.AuditVerify)]
public sealed record VerifyAudit : IRequest<KeptVerification>;

internal sealed class VerifyAuditValidator : AbstractValidator<VerifyAudit>;

internal sealed class VerifyAuditHandler(
    ITrailVerification trail,
    VerificationRuns runs,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<VerifyAudit, KeptVerification>
{
    public async ValueTask<KeptVerification> Handle(VerifyAudit request, CancellationToken cancellationToken)
    {
        using var run = runs.Begin(context.Person);
        var report = await trail.VerifyAsync(run, cancellationToken);
        var kept = new KeptVerification(Guid.CreateVersion7(time.GetUtcNow()), context.Person, report);
        var record = records.OfCall(AuditCode.AuditVerified, AuditRecords.Allowed) with { Reason = report.Summary() };
        await trail.KeepAsync(kept, record);
        context.IsRecorded = true;
        return kept;
    }
}
