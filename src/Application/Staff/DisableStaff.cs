using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Staff;

/// <summary>Closes an account at once, by one administrator, and ends its sessions. Opening it again takes two.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Reason">Why.</param>
[RequirePermission(StaffPermissions.StaffDisable)]
public sealed record DisableStaff(string Name, string Reason) : IRequest<StaffView>;

internal sealed class DisableStaffValidator : AbstractValidator<DisableStaff>
{
    public DisableStaffValidator()
    {
        RuleFor(request => request.Name).StaffName();
        RuleFor(request => request.Reason).Reason();
    }
}

internal sealed class DisableStaffHandler(
    IStaffStore store,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<DisableStaff, StaffView>
{
    public async ValueTask<StaffView> Handle(DisableStaff request, CancellationToken cancellationToken)
    {
        var name = StaffNames.Read(request.Name)!;
        var record = records.OfCall(AuditCode.StaffDisabled, AuditRecords.Allowed) with
        {
            Reason = $"{name}: {request.Reason}",
        };
        var account = await store.DecideAsync(context, record, accounts => Decide(accounts, name), cancellationToken);
        context.IsRecorded = true;
        return StaffView.Of(account);
    }

    private (IReadOnlyList<StaffChange>, StaffAccount) Decide(IReadOnlyList<StaffAccount> accounts, string name)
    {
        var account = accounts.Require(name);
        if (account.Status == StaffStatus.Disabled)
        {
            throw new AppException([new Problem("name", "The account is disabled already: nothing has to be done.")]);
        }

        var after = account with { Status = StaffStatus.Disabled, Proposed = null, Secrets = null, Subject = null };
        StaffDecisions.MustLeaveAnAdmin(accounts, after);
        return ([new SaveStaff(after), new EndSessions(account.Id, context.Person, time.GetUtcNow())], after);
    }
}
