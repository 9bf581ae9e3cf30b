using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Policies;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Stops;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Policies;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Agents;

/// <summary>One agent: what its grant gives it, what stops it, and what is left under the limits of whom it acted for lately.</summary>
/// <param name="AgentKey">As the list of agents shows it.</param>
[RequirePermission(StaffPermissions.AgentsRead)]
public sealed record GetAgent(string AgentKey) : IRequest<AgentDetails>;

/// <summary>One agent in full.</summary>
/// <param name="Agent">As the list shows it.</param>
/// <param name="Rights">Every right of agents there is.</param>
/// <param name="MayMoveMoney">False: nobody answers for it, or it is not active.</param>
/// <param name="Stops">Those in force that cover every change of the agent's.</param>
/// <param name="ActedFor">The principals it called for lately, the latest first, at most five.</param>
public sealed record AgentDetails(
    AgentView Agent,
    IReadOnlyList<AgentRight> Rights,
    bool MayMoveMoney,
    IReadOnlyList<StopView> Stops,
    IReadOnlyList<ActedFor> ActedFor
);

/// <summary>A right as it stands for the agent now.</summary>
/// <param name="Permission">Its name.</param>
/// <param name="IsGranted">The agent has it for callers whose role has it; false: for none.</param>
/// <param name="Roles">The roles that have it.</param>
public sealed record AgentRight(string Permission, bool IsGranted, IReadOnlyList<string> Roles);

/// <summary>A principal that the agent called for.</summary>
/// <param name="Subject">In the token.</param>
/// <param name="Roles">In the token of the latest call.</param>
/// <param name="LastAt">The latest call, by the database's clock.</param>
/// <param name="Currency">In which the limits are told: that of its latest payment, else USD.</param>
/// <param name="Limits">Per tool that moves money and that a role of it may use.</param>
public sealed record ActedFor(
    string Subject,
    IReadOnlyList<string> Roles,
    DateTimeOffset LastAt,
    string Currency,
    IReadOnlyList<AgentLimits> Limits
);

/// <summary>What holds for one tool.</summary>
/// <param name="Tool">Its name.</param>
/// <param name="Rule">The policy's rule that decides; null: none, so it is denied.</param>
/// <param name="Allows">False: the rule denies it.</param>
/// <param name="MaxPerCall">Null: not limited.</param>
/// <param name="Windows">What stands under the rule's limits; figures are null where it counts by account.</param>
public sealed record AgentLimits(
    string Tool,
    string? Rule,
    bool Allows,
    string? MaxPerCall,
    IReadOnlyList<LimitStanding> Windows
);

internal sealed class GetAgentValidator : AbstractValidator<GetAgent>
{
    public GetAgentValidator() =>
        RuleFor(request => request.AgentKey).NotEmpty().WithMessage("Must be an agent's key.");
}

internal sealed class GetAgentHandler(
    IOversightStore oversight,
    IOperationStore operations,
    IAuditReading reading,
    TimeProvider time
) : IRequestHandler<GetAgent, AgentDetails>
{
    private const int MostLooked = 200;
    private const int MostPrincipals = 5;

    public async ValueTask<AgentDetails> Handle(GetAgent request, CancellationToken cancellationToken)
    {
        var state = await oversight.ReadAsync(cancellationToken);
        var agent =
            state.Agents.GetValueOrDefault(request.AgentKey)
            ?? throw new AppException([
                new Problem("agent_key", "There is no such agent. Read the list of agents again."),
            ]);
        var actedFor = new List<ActedFor>();
        foreach (var calls in await CallsAsync(agent.Id, cancellationToken))
        {
            actedFor.Add(await StandingAsync(state.Policy, agent.Id, [.. calls], cancellationToken));
        }

        return new AgentDetails(
            AgentView.Of(agent),
            [.. Permissions.ScopeOf.Keys.Select(permission => RightOf(agent.EffectiveGrant, permission))],
            agent is { Owner: not null, Status: AgentStatus.Active },
            [.. state.Stops.Where(stop => Covers(stop, agent.Id)).OrderBy(stop => stop.At).Select(StopView.Of)],
            actedFor
        );
    }

    private static bool Covers(Stop stop, AgentId agent) =>
        stop.Scope is StopScope.Everything or StopScope.Agent && stop.Covers("", agent.Key, instruction: null);

    private static AgentRight RightOf(Grant grant, string permission) =>
        new(
            permission,
            grant.Allows(permission, Permissions.Reads.Contains(permission)),
            [
                .. RolePermissions
                    .Table.Where(role => role.Value.Contains(permission))
                    .Select(role => role.Key)
                    .Order(StringComparer.Ordinal),
            ]
        );

    /// <summary>The agent's latest calls, by whom it called for: nobody else knows under which names and roles it comes.</summary>
    private async Task<IEnumerable<IGrouping<string?, AuditRecordView>>> CallsAsync(
        AgentId agent,
        CancellationToken cancellationToken
    )
    {
        var page = await reading.PageAsync(
            new AuditFilter { Principal = agent.Party },
            AuditOrder.NewestFirst,
            after: null,
            MostLooked,
            cancellationToken
        );
        return page
            .Records.Select(AuditRecordView.Masked)
            .Where(record => record.IsOf(agent) && record.Fields.ContainsKey("roles"))
            .GroupBy(record => record.Subject, StringComparer.Ordinal)
            .Take(MostPrincipals);
    }

    private async Task<ActedFor> StandingAsync(
        Policy policy,
        AgentId agent,
        IReadOnlyList<AuditRecordView> calls,
        CancellationToken cancellationToken
    )
    {
        var last = calls[0];
        var principal = new Principal(agent.Issuer, last.Subject!, last.ActingParty);
        var roles = last.Fields["roles"].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var currency = CurrencyCode.TryParse(
            calls.FirstOrDefault(call => call.Currency is not null)?.Currency,
            out var it
        )
            ? it
            : CurrencyCode.Usd;
        var limits = new List<AgentLimits>();
        foreach (var (tool, permission) in MoneyTools.All)
        {
            string[] granting =
            [
                .. roles.Where(role =>
                    RolePermissions.Table.TryGetValue(role, out var rights) && rights.Contains(permission)
                ),
            ];
            if (granting.Length > 0)
            {
                var question = new PolicyQuestion(principal, granting, tool, new AnyAmount(null, currency));
                limits.Add(await LimitsAsync(policy, question, currency, cancellationToken));
            }
        }

        return new ActedFor(last.Subject!, roles, last.RecordedAt, currency.ToString(), limits);
    }

    private async Task<AgentLimits> LimitsAsync(
        Policy policy,
        PolicyQuestion question,
        CurrencyCode currency,
        CancellationToken cancellationToken
    )
    {
        var rule = policy.RuleFor(question);
        var limits = rule is { Allow: true } ? rule.WindowsFor(question, currency, time.GetUtcNow()) : [];
        var windows = rule is { Per: CountedPer.Account }
            ? null
            : await operations.WindowsAsync([.. limits.Select(limit => limit.Key)], cancellationToken);
        return new AgentLimits(
            question.Tool,
            rule?.Name,
            rule is { Allow: true },
            rule is { Allow: true, MaxPerCall: { } most } ? MoneyTools.Text(most, currency) : null,
            [
                .. limits.Select(limit =>
                    LimitStanding.Of(limit, windows?.GetValueOrDefault(limit.Key, LimitWindow.Empty))
                ),
            ]
        );
    }
}
