using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff.Passkeys;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Staff;

/// <summary>
/// A second administrator's approval of roles, which it repeats: roles that were changed meanwhile are not approved by
/// accident. They hold from then on; somebody who cannot sign in yet, or not any more, is invited.
/// </summary>
/// <param name="Name">Whose.</param>
/// <param name="Roles">As they are proposed.</param>
/// <param name="Reason">Why.</param>
[RequirePermission(StaffPermissions.StaffApprove)]
[RequirePresence]
public sealed record ApproveStaff(string Name, IReadOnlyList<string> Roles, string Reason) : IRequest<StaffDecision>;

internal sealed class ApproveStaffValidator : AbstractValidator<ApproveStaff>
{
    public ApproveStaffValidator()
    {
        RuleFor(request => request.Name).StaffName();
        RuleFor(request => request.Roles).RolesOfAPerson();
        RuleFor(request => request.Reason).Reason();
    }
}

internal sealed class ApproveStaffHandler(
    IStaffStore store,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<ApproveStaff, StaffDecision>
{
    public async ValueTask<StaffDecision> Handle(ApproveStaff request, CancellationToken cancellationToken)
    {
        var name = StaffNames.Read(request.Name)!;
        var roles = StaffRoles.Sorted(request.Roles);
        var record = records.OfCall(AuditCode.StaffApproved, AuditRecords.Allowed) with
        {
            Reason = $"{name}: {StaffRoles.Words(roles)}: {request.Reason}",
        };
        var decision = await store.DecideAsync(
            context,
            record,
            accounts => Decide(accounts, name, roles),
            cancellationToken
        );
        context.IsRecorded = true;
        return decision;
    }

    private (IReadOnlyList<StaffChange>, StaffDecision) Decide(
        IReadOnlyList<StaffAccount> accounts,
        string name,
        IReadOnlyList<string> roles
    )
    {
        var account = accounts.Require(name);
        var proposal =
            account.Proposed
            ?? throw new AppException(
                ErrorCodes.ValidationError,
                "Nothing waits for approval here. Read the list of people again."
            );
        SecondPerson.MustNotBe(proposal.By, context.Person, "approve it");
        SecondPerson.MustNotBeAbout(name, context.Person);
        if (!proposal.Roles.SequenceEqual(roles, StringComparer.Ordinal))
        {
            throw new AppException(
                ErrorCodes.ValidationError,
                "Other roles are proposed than those you were shown. Read the list of people again."
            );
        }

        var isInvited = account.Status != StaffStatus.Active;
        var after = account with
        {
            Roles = roles,
            Proposed = null,
            Status = isInvited ? StaffStatus.Invited : StaffStatus.Active,
            Secrets = isInvited ? null : account.Secrets,
            Subject = isInvited ? null : account.Subject,
        };
        StaffDecisions.MustLeaveAnAdmin(accounts, after);
        if (!isInvited)
        {
            return ([new SaveStaff(after)], new StaffDecision(StaffView.Of(after), null));
        }

        var (secret, text) = OneTimeSecret.New(SecretPurpose.Invitation, account.Id, time.GetUtcNow());
        return (
            // Who is invited begins anew: what signed in to the account before does not any more.
            [new SaveStaff(after), new AddSecret(secret), new DropPasskeys(account.Id)],
            new StaffDecision(StaffView.Of(after), text)
        );
    }
}
