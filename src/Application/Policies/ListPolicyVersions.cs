using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Policies;

/// <summary>Every version that the policy ever had, newest first, with who proposed and who decided it.</summary>
/// <param name="OlderThan">Where to go on; null for the newest.</param>
[RequirePermission(StaffPermissions.PolicyRead)]
public sealed record ListPolicyVersions(int? OlderThan = null) : IRequest<PolicyVersionList>;

/// <summary>Some versions.</summary>
/// <param name="Versions">Newest first.</param>
/// <param name="OlderThan">Where to go on; null at the end.</param>
public sealed record PolicyVersionList(IReadOnlyList<PolicyVersion> Versions, int? OlderThan);

internal sealed class ListPolicyVersionsValidator : AbstractValidator<ListPolicyVersions>
{
    public ListPolicyVersionsValidator() =>
        RuleFor(request => request.OlderThan).GreaterThan(0).WithMessage("Must be a version's number.");
}

internal sealed class ListPolicyVersionsHandler(IOversightStore store)
    : IRequestHandler<ListPolicyVersions, PolicyVersionList>
{
    internal const int PageSize = 25;

    public async ValueTask<PolicyVersionList> Handle(ListPolicyVersions request, CancellationToken cancellationToken)
    {
        var found = await store.PolicyVersionsAsync(request.OlderThan, PageSize + 1, cancellationToken);
        return found.Count <= PageSize
            ? new PolicyVersionList(found, null)
            : new PolicyVersionList([.. found.Take(PageSize)], found[PageSize - 1].Version);
    }
}
