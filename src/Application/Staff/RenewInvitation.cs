using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff.Passkeys;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Staff;

/// <summary>Makes another one-time secret for somebody who is invited and whose secret was lost or is too old.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Reason">Why.</param>
[RequirePermission(StaffPermissions.StaffApprove)]
public sealed record RenewInvitation(string Name, string Reason) : IRequest<StaffDecision>;

internal sealed class RenewInvitationValidator : AbstractValidator<RenewInvitation>
{
    public RenewInvitationValidator()
    {
        RuleFor(request => request.Name).StaffName();
        RuleFor(request => request.Reason).Reason();
    }
}

internal sealed class RenewInvitationHandler(
    IStaffStore store,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<RenewInvitation, StaffDecision>
{
    public async ValueTask<StaffDecision> Handle(RenewInvitation request, CancellationToken cancellationToken)
    {
        var name = StaffNames.Read(request.Name)!;
        var record = records.OfCall(AuditCode.StaffSecretMade, AuditRecords.Allowed) with
        {
            Reason = $"{name}: {request.Reason}",
        };
        var decision = await store.DecideAsync(record, accounts => Decide(accounts, name), cancellationToken);
        context.IsRecorded = true;
        return decision;
    }

    private (IReadOnlyList<StaffChange>, StaffDecision) Decide(IReadOnlyList<StaffAccount> accounts, string name)
    {
        var account = accounts.Require(name);
        if (account.Status != StaffStatus.Invited)
        {
            throw new AppException([
                new Problem("name", "Only somebody who is invited needs a secret. Propose the roles again to invite."),
            ]);
        }

        var (secret, text) = OneTimeSecret.New(SecretPurpose.Invitation, account.Id, time.GetUtcNow());
        return ([new AddSecret(secret), new DropPasskeys(account.Id)], new StaffDecision(StaffView.Of(account), text));
    }
}
