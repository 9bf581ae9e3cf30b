using System.Globalization;
using System.Text.Json;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Policies;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Policies;

/// <summary>The rules that hold, and those that wait for a second person.</summary>
[RequirePermission(StaffPermissions.PolicyRead)]
public sealed record GetPolicy : IRequest<PolicyView>;

/// <summary>The policy as people see it.</summary>
public sealed record PolicyView(int Version, IReadOnlyList<PolicyRule> Rules, PolicyProposalView? Proposed)
{
    public static PolicyView Of(OversightState state) =>
        new(
            state.Policy.Version,
            state.Policy.Rules,
            state.ProposedPolicy is { } proposed
                ? new PolicyProposalView(
                    proposed.Policy.Version,
                    DigestOf(proposed.Policy),
                    proposed.Policy.Rules,
                    proposed.Reason,
                    proposed.By,
                    proposed.At,
                    PolicyDifference.Of(state.Policy.Rules, proposed.Policy.Rules),
                    proposed.Policy.OnlyTightens(state.Policy)
                )
                : null
        );

    /// <summary>Identifies exactly these rules under this version: what a decision about them names.</summary>
    public static string DigestOf(Policy policy) =>
        Digest.Of(
            "policy",
            policy.Version.ToString(CultureInfo.InvariantCulture),
            JsonSerializer.Serialize(policy.Rules, WireJson.Options)
        );
}

/// <summary>Rules that wait for a second person.</summary>
/// <param name="Version">That they will have.</param>
/// <param name="Digest">Of exactly these rules: a decision names it.</param>
/// <param name="Rules">In their order.</param>
/// <param name="Reason">Why, in the words of who proposed them.</param>
/// <param name="By">Who proposed them.</param>
/// <param name="At">When.</param>
/// <param name="Difference">From the rules that hold.</param>
/// <param name="OnlyTightens">True when they allow nothing that is not allowed now.</param>
public sealed record PolicyProposalView(
    int Version,
    string Digest,
    IReadOnlyList<PolicyRule> Rules,
    string Reason,
    string By,
    DateTimeOffset At,
    PolicyDifference Difference,
    bool OnlyTightens
);

internal sealed class GetPolicyValidator : AbstractValidator<GetPolicy>;

internal sealed class GetPolicyHandler(IOversightStore store) : IRequestHandler<GetPolicy, PolicyView>
{
    public async ValueTask<PolicyView> Handle(GetPolicy request, CancellationToken cancellationToken) =>
        PolicyView.Of(await store.ReadAsync(cancellationToken));
}
