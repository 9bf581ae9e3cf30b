using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Approvals;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Approvals;

/// <summary>
/// A second administrator's confirmation of an approver's names, which it repeats: names that were proposed anew
/// meanwhile are not confirmed by accident.
/// </summary>
[RequirePermission(StaffPermissions.ApproversConfirm)]
[RequirePresence]
public sealed record ConfirmApprover(string Person, IReadOnlyList<ApproverSubject> Subjects) : IRequest<ApproverView>;

internal sealed class ConfirmApproverValidator : AbstractValidator<ConfirmApprover>
{
    public ConfirmApproverValidator()
    {
        RuleFor(request => request.Person).PersonName();
        RuleFor(request => request.Subjects).SubjectsOfAPerson();
    }
}

internal sealed class ConfirmApproverHandler(OversightChanges changes, CallContext context, TimeProvider time)
    : IRequestHandler<ConfirmApprover, ApproverView>
{
    public async ValueTask<ApproverView> Handle(ConfirmApprover request, CancellationToken cancellationToken)
    {
        var after = await changes.MakeAsync(
            AuditCode.ApproverConfirmed,
            $"names of {request.Person}",
            state => Decide(state, request),
            cancellationToken
        );
        return ApproverView.Of(after.Approvers[request.Person]);
    }

    private SaveApprover Decide(OversightState state, ConfirmApprover request)
    {
        var by = context.Person;
        var entry = state.Approvers.GetValueOrDefault(request.Person);
        if (entry?.Proposed is not { } proposed)
        {
            throw new AppException(
                ErrorCodes.ValidationError,
                "Nothing waits to be confirmed for this person. Read the list of approvers again."
            );
        }

        SecondPerson.MustNotBe(entry.ProposedBy, by, "confirm it");
        if (string.Equals(by, request.Person, StringComparison.Ordinal))
        {
            throw new AppException(
                ErrorCodes.AuthorizationError,
                "Nobody confirms the own names: another administrator has to."
            );
        }

        return proposed.SequenceEqual(request.Subjects)
            ? new SaveApprover(
                new ApproverEntry(new Approver(request.Person, proposed), null, null),
                by,
                time.GetUtcNow()
            )
            : throw new AppException(
                ErrorCodes.ValidationError,
                "Other names are proposed than those you were shown. Read the list of approvers again."
            );
    }
}
