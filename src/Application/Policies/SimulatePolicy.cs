using FinancialMcp.Application.Agents;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Policies;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Policies;

/// <summary>
/// What would come of a change if it were asked for: judged as a real one is, under the rules that hold or under a draft.
/// The bank is not asked, and nothing is held.
/// </summary>
[RequirePermission(StaffPermissions.PolicyRead)]
public sealed record SimulatePolicy : IRequest<PolicySimulation>
{
    /// <summary>Of the agent's tokens.</summary>
    public required string Issuer { get; init; }

    /// <summary>The agent's name in them.</summary>
    public required string Party { get; init; }

    /// <summary>On whose behalf it acts; null: on its own.</summary>
    public string? Subject { get; init; }

    /// <summary>The roles in the token, as the table of roles names them.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>One that changes something.</summary>
    public required string Tool { get; init; }

    /// <summary>What would move; of a corrected balance, the difference.</summary>
    public Amount? Amount { get; init; }
    public CurrencyCode? Currency { get; init; }

    /// <summary>The account debited or changed.</summary>
    public AccountId? From { get; init; }

    /// <summary>The account credited.</summary>
    public AccountId? To { get; init; }

    /// <summary>When; null: now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>A draft; null: the rules that hold.</summary>
    public IReadOnlyList<PolicyRule>? Rules { get; init; }
}

/// <summary>What would come of a change.</summary>
public sealed record PolicySimulation
{
    /// <summary>The version judged by; null for a draft.</summary>
    public required int? Version { get; init; }

    /// <summary>False: it would be refused, as code and message tell.</summary>
    public required bool Allowed { get; init; }
    public string? Code { get; init; }

    /// <summary>What the agent would be told.</summary>
    public string? Message { get; init; }

    /// <summary>The rule that decides; null when none speaks of it.</summary>
    public PolicyRule? Rule { get; init; }

    /// <summary>Every rule that fits, most specific first: the first one is <see cref="Rule"/>.</summary>
    public required IReadOnlyList<string> Fitting { get; init; }

    /// <summary>How many people would have to approve it; null when it is refused before that is decided.</summary>
    public int? ApprovalsNeeded { get; init; }

    /// <summary>The limits that it would count in, as they stand without it.</summary>
    public required IReadOnlyList<LimitStanding> Limits { get; init; }

    /// <summary>False for an agent that never called: it is judged by what such a one is granted at first.</summary>
    public required bool KnowsAgent { get; init; }

    /// <summary>For when it was judged.</summary>
    public required DateTimeOffset At { get; init; }
}

internal sealed class SimulatePolicyValidator : AbstractValidator<SimulatePolicy>
{
    public SimulatePolicyValidator()
    {
        RuleFor(request => request.Issuer).NotEmpty().WithMessage("Must not be empty.").FreeText();
        RuleFor(request => request.Party).NotEmpty().WithMessage("Must not be empty.").FreeText();
        RuleFor(request => request.Subject).FreeText();
        RuleForEach(request => request.Roles)
            .Must(RolePermissions.Table.ContainsKey)
            .WithMessage("Must be a role that gives rights.");
        RuleFor(request => request.Tool)
            .Must(ChangeShape.Of.ContainsKey)
            .WithMessage("Must be the name of a tool that changes something.");
        RuleFor(request => request.Amount).Custom(FitAmount);
        RuleFor(request => request.From).Custom((from, it) => Fit(it, from is not null, shape => shape.From));
        RuleFor(request => request.To).Custom((to, it) => Fit(it, to is not null, shape => shape.To));
        RuleFor(request => request.Rules).RulesOfAPolicy();
    }

    private static void FitAmount(Amount? amount, ValidationContext<SimulatePolicy> validation)
    {
        var request = validation.InstanceToValidate;
        Fit(validation, amount is not null, shape => shape.Sum);
        if (amount is not { } given)
        {
            return;
        }

        if (request.Currency is not { } currency)
        {
            validation.AddFailure("currency", "Must be given with an amount.");
        }
        else if (!given.TryIn(currency, out _))
        {
            validation.AddFailure("Is finer than the currency's smallest unit.");
        }
    }

    private static void Fit(
        ValidationContext<SimulatePolicy> validation,
        bool isGiven,
        Func<ChangeShape, FieldUse> presence
    )
    {
        var tool = validation.InstanceToValidate.Tool;
        switch (tool is not null && ChangeShape.Of.TryGetValue(tool, out var shape) ? presence(shape) : FieldUse.Maybe)
        {
            case FieldUse.Always when !isGiven:
                validation.AddFailure($"Must be given for {tool}.");
                break;
            case FieldUse.Never when isGiven:
                validation.AddFailure($"Must be left out: {tool} has none.");
                break;
        }
    }
}

internal sealed class SimulatePolicyHandler(
    IOversightStore oversight,
    IOperationStore operations,
    AgentDefaults defaults,
    TimeProvider time
) : IRequestHandler<SimulatePolicy, PolicySimulation>
{
    public async ValueTask<PolicySimulation> Handle(SimulatePolicy request, CancellationToken cancellationToken)
    {
        var at = request.At ?? time.GetUtcNow();
        var held = await oversight.ReadAsync(cancellationToken);
        var state = request.Rules is { } draft
            ? held with
            {
                Policy = new Policy(held.LastPolicyVersion + 1, draft),
            }
            : held;
        var principal = PrincipalOf(request);
        var id = AgentId.Of(principal);
        var known = state.AgentOf(id);
        var agent = known ?? new Agent(id, defaults.Owner, defaults.Grant, AgentStatus.Active, Proposed: null);
        var caller = new Caller
        {
            Principal = principal,
            Roles = request.Roles.ToHashSet(StringComparer.Ordinal),
            BackendSubject = principal.Subject,
            Grant = agent.EffectiveGrant,
        };
        var question = QuestionOf(request, caller);
        var rule = state.Policy.RuleFor(question);
        var limits =
            question.Instruction.Sum is { Minor: not 0 } sum && rule is { Allow: true }
                ? rule.WindowsFor(question, sum.Currency, at)
                : [];
        var windows = await operations.WindowsAsync([.. limits.Select(limit => limit.Key)], cancellationToken);
        var (decision, refusal) = Judge(state, caller, agent, question, at);
        refusal ??= OverLimit(windows, limits, question, rule);
        return new PolicySimulation
        {
            Version = request.Rules is null ? state.Policy.Version : null,
            Allowed = refusal is null,
            Code = refusal?.Code,
            Message = refusal?.Message,
            Rule = rule,
            Fitting = Fitting(state.Policy, question),
            ApprovalsNeeded = decision?.ApprovalsNeeded,
            Limits =
            [
                .. limits.Select(limit =>
                    LimitStanding.Of(limit, windows.GetValueOrDefault(limit.Key, LimitWindow.Empty))
                ),
            ],
            KnowsAgent = known is not null,
            At = at,
        };
    }

    private static Principal PrincipalOf(SimulatePolicy request) =>
        string.IsNullOrEmpty(request.Subject) || string.Equals(request.Subject, request.Party, StringComparison.Ordinal)
            ? new Principal(request.Issuer, request.Party, null)
            : new Principal(request.Issuer, request.Subject, request.Party);

    private static PolicyQuestion QuestionOf(SimulatePolicy request, Caller caller)
    {
        Money? sum = null;
        if (request is { Amount: { } amount, Currency: { } currency } && amount.TryIn(currency, out var money))
        {
            sum = money;
        }

        return new PolicyQuestion(
            caller.Principal,
            caller.RolesFor(ToolRequests.PermissionOf(request.Tool)!),
            request.Tool,
            new ThoughtInstruction(sum, request.From, request.To)
        );
    }

    /// <summary>Refused in the order in which a real call is: for want of the right first, then by stops, owner and policy.</summary>
    private static (PolicyDecision? Decision, AppException? Refusal) Judge(
        OversightState state,
        Caller caller,
        Agent agent,
        PolicyQuestion question,
        DateTimeOffset at
    )
    {
        try
        {
            if (caller.RightTo(ToolRequests.PermissionOf(question.Tool)) != Right.Granted)
            {
                throw new AppException(
                    ErrorCodes.AuthorizationError,
                    "Neither these roles nor the agent's grant give the right to this tool: it is hidden from this caller."
                );
            }

            return (ChangeJudge.Decide(state, agent, question, at), null);
        }
        catch (AppException refusal)
        {
            return (null, refusal);
        }
    }

    /// <summary>The admission is tried on a copy: nothing is held.</summary>
    private static AppException? OverLimit(
        IReadOnlyDictionary<WindowKey, LimitWindow> windows,
        IReadOnlyList<WindowLimit> limits,
        PolicyQuestion question,
        PolicyRule? rule
    ) =>
        Admission.Hold(new Dictionary<WindowKey, LimitWindow>(windows), limits, question.Instruction.Sum?.Minor ?? 0)
            is { } refusal
            ? ChangeJudge.OverLimit(refusal, rule!.Name)
            : null;

    private static IReadOnlyList<string> Fitting(Policy policy, PolicyQuestion question) =>
        [
            .. policy
                .Rules.Where(rule => rule.Match.Fits(question))
                .OrderByDescending(rule => rule.Match.Weight)
                .Select(rule => rule.Name),
        ];
}
