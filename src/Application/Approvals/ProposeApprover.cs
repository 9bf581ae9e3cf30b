using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Approvals;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Approvals;

/// <summary>
/// Proposes under which names (token issuer and subject) an approver asks for payments, so that the person does not vote
/// on those. A second administrator confirms; until then what held before holds. An empty list takes the vote away.
/// </summary>
[RequirePermission(StaffPermissions.ApproversPropose)]
public sealed record ProposeApprover(string Person, IReadOnlyList<ApproverSubject> Subjects, string Reason)
    : IRequest<ApproverView>;

/// <summary>An approver's names, and those that wait for a second administrator.</summary>
public sealed record ApproverView(
    string Person,
    IReadOnlyList<ApproverSubject> Subjects,
    IReadOnlyList<ApproverSubject>? Proposed,
    string? ProposedBy
)
{
    public static ApproverView Of(ApproverEntry entry) =>
        new(entry.Approver.Person, entry.Approver.Subjects, entry.Proposed, entry.ProposedBy);
}

internal sealed class ProposeApproverValidator : AbstractValidator<ProposeApprover>
{
    public ProposeApproverValidator()
    {
        RuleFor(request => request.Person).PersonName();
        RuleFor(request => request.Reason).Reason();
        RuleFor(request => request.Subjects).SubjectsOfAPerson();
    }
}

internal sealed class ProposeApproverHandler(OversightChanges changes, CallContext context, TimeProvider time)
    : IRequestHandler<ProposeApprover, ApproverView>
{
    public async ValueTask<ApproverView> Handle(ProposeApprover request, CancellationToken cancellationToken)
    {
        var by = context.Person;
        if (string.Equals(by, request.Person, StringComparison.Ordinal))
        {
            throw new AppException(
                ErrorCodes.AuthorizationError,
                "Nobody sets the own names: two other administrators have to."
            );
        }

        var after = await changes.MakeAsync(
            AuditCode.ApproverProposed,
            request.Reason,
            state => new SaveApprover(
                new ApproverEntry(
                    state.Approvers.GetValueOrDefault(request.Person)?.Approver ?? new Approver(request.Person, []),
                    request.Subjects,
                    by
                ),
                by,
                time.GetUtcNow()
            ),
            cancellationToken
        );
        return ApproverView.Of(after.Approvers[request.Person]);
    }
}
