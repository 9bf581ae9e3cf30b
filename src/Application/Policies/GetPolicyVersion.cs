using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Policies;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Policies;

/// <summary>One version of the policy, and how it differs from another.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Against">The other one; null: the one that held when it was proposed.</param>
[RequirePermission(StaffPermissions.PolicyRead)]
public sealed record GetPolicyVersion(int Version, int? Against = null) : IRequest<PolicyVersionView>;

/// <summary>A version with its rules.</summary>
/// <param name="Version">Who, when, why.</param>
/// <param name="Rules">In their order.</param>
/// <param name="Against">The version that it was held against; null when there was none before it.</param>
/// <param name="Difference">How it differs from that; from nothing, all of it is added.</param>
/// <param name="OnlyTightens">True when it allows nothing that the other one does not.</param>
public sealed record PolicyVersionView(
    PolicyVersion Version,
    IReadOnlyList<PolicyRule> Rules,
    int? Against,
    PolicyDifference Difference,
    bool OnlyTightens
);

internal sealed class GetPolicyVersionValidator : AbstractValidator<GetPolicyVersion>
{
    public GetPolicyVersionValidator()
    {
        RuleFor(request => request.Version).GreaterThan(0).WithMessage("Must be a version's number.");
        RuleFor(request => request.Against).GreaterThan(0).WithMessage("Must be a version's number.");
    }
}

internal sealed class GetPolicyVersionHandler(IOversightStore store)
    : IRequestHandler<GetPolicyVersion, PolicyVersionView>
{
    public async ValueTask<PolicyVersionView> Handle(GetPolicyVersion request, CancellationToken cancellationToken)
    {
        var policy = await RequireAsync("version", request.Version, cancellationToken);
        var olderThan = request.Version < int.MaxValue ? request.Version + 1 : (int?)null;
        var version = (await store.PolicyVersionsAsync(olderThan, 1, cancellationToken))[0];
        var against = request.Against ?? version.HeldBefore;
        var other = against is { } number
            ? await RequireAsync("against", number, cancellationToken)
            : new Policy(0, []);
        return new PolicyVersionView(
            version,
            policy.Rules,
            against,
            PolicyDifference.Of(other.Rules, policy.Rules),
            policy.OnlyTightens(other)
        );
    }

    private async Task<Policy> RequireAsync(string field, int version, CancellationToken cancellationToken) =>
        await store.FindPolicyAsync(version, cancellationToken)
        ?? throw new AppException([new Problem(field, "There is no such version. Read the list of versions again.")]);
}
