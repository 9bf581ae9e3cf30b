using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Staff;

/// <summary>
/// Proposes an account, or other roles for one that is there, also for one that was disabled, in place of what was
/// proposed for it before. A second administrator has to approve it.
/// </summary>
/// <param name="Name">What the person signs in as.</param>
/// <param name="Roles">All that the person is to have.</param>
/// <param name="Reason">Why.</param>
[RequirePermission(StaffPermissions.StaffPropose)]
public sealed record ProposeStaff(string Name, IReadOnlyList<string> Roles, string Reason) : IRequest<StaffView>;

internal sealed class ProposeStaffValidator : AbstractValidator<ProposeStaff>
{
    public ProposeStaffValidator()
    {
        RuleFor(request => request.Name).StaffName();
        RuleFor(request => request.Roles).RolesOfAPerson();
        RuleFor(request => request.Reason).Reason();
    }
}

internal sealed class ProposeStaffHandler(
    IStaffStore store,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<ProposeStaff, StaffView>
{
    public async ValueTask<StaffView> Handle(ProposeStaff request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var name = StaffNames.Read(request.Name)!;
        var roles = StaffRoles.Sorted(request.Roles);
        var proposal = new StaffProposal(roles, context.Person, request.Reason, now);
        var record = records.OfCall(AuditCode.StaffProposed, AuditRecords.Allowed) with
        {
            Reason = $"{name}: {StaffRoles.Words(roles)}: {request.Reason}",
        };
        var account = await store.DecideAsync(
            context,
            record,
            accounts => Decide(accounts, name, proposal),
            cancellationToken
        );
        context.IsRecorded = true;
        return StaffView.Of(account);
    }

    private static (IReadOnlyList<StaffChange>, StaffAccount) Decide(
        IReadOnlyList<StaffAccount> accounts,
        string name,
        StaffProposal proposal
    )
    {
        var existing = accounts.FirstOrDefault(it => string.Equals(it.Name, name, StringComparison.Ordinal));
        if (existing is null)
        {
            var account = new StaffAccount
            {
                Id = Guid.CreateVersion7(proposal.At),
                Name = name,
                Roles = [],
                Status = StaffStatus.Proposed,
                Proposed = proposal,
                CreatedAt = proposal.At,
            };
            return ([new AddStaff(account)], account);
        }

        if (
            existing.Status == StaffStatus.Active
            && existing.Roles.SequenceEqual(proposal.Roles, StringComparer.Ordinal)
        )
        {
            throw new AppException([new Problem("roles", "The account has exactly these already.")]);
        }

        var changed = existing with { Proposed = proposal };
        return ([new SaveStaff(changed)], changed);
    }
}
