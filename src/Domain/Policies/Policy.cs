using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Policies;

/// <summary>What is asked of a policy: who wants to do what, with which accounts.</summary>
/// <param name="Principal">On whose behalf.</param>
/// <param name="Roles">The roles that grant the right itself; others do not count.</param>
/// <param name="Tool">By its name.</param>
/// <param name="Instruction">What the bank would be asked.</param>
public sealed record PolicyQuestion(
    Principal Principal,
    IReadOnlyCollection<string> Roles,
    string Tool,
    BankInstruction Instruction
)
{
    public AgentId Agent { get; } = AgentId.Of(Principal);

    /// <summary>The account that is debited or changed; the credited one where only that is the bank's.</summary>
    public AccountId? Account => Instruction.From ?? Instruction.To;

    /// <summary>The account credited by a movement between two.</summary>
    public AccountId? Counterparty => Instruction.From is null ? null : Instruction.To;

    public CurrencyCode? Currency => Instruction.Sum?.Currency;
}

/// <summary>Why a policy denies.</summary>
public enum PolicyDenial
{
    None,

    /// <summary>No rule speaks of it: what moves money and has no rule is denied.</summary>
    NoRule,

    /// <summary>A rule denies it.</summary>
    Denied,

    /// <summary>More than one operation may move.</summary>
    MaxPerCall,

    /// <summary>The credited account is not among the allowed.</summary>
    Counterparty,

    /// <summary>The tool is off until a rule names it.</summary>
    ToolOff,
}

/// <summary>A policy's answer.</summary>
public sealed record PolicyDecision
{
    public PolicyDenial Denial { get; init; }

    /// <summary>The rule that decided; null when none spoke.</summary>
    public PolicyRule? Rule { get; init; }

    /// <summary>How many people must approve; 0 when none.</summary>
    public int ApprovalsNeeded { get; init; }

    /// <summary>The windows in which it counts, in their order.</summary>
    public IReadOnlyList<WindowLimit> Limits { get; init; } = [];

    /// <summary>For how long the same payment under another key is taken for a mistake.</summary>
    public TimeSpan TwinWindow { get; init; }
}

/// <summary>
/// A version of the rules by which changes are allowed, limited and held. The most specific rule that fits decides, and
/// of equally specific ones the first; what moves money and has no rule is denied.
/// </summary>
public sealed record Policy(int Version, IReadOnlyList<PolicyRule> Rules)
{
    /// <summary>The tool that corrects a balance: off until a rule names it, and always held for people.</summary>
    public const string BalanceCorrection = "update_account_balance";

    /// <summary>What holds until somebody decides otherwise: 2,000 a call, 10,000 a day, people from 500.</summary>
    public static IReadOnlyList<PolicyRule> DefaultRules { get; } =
    [
        new PolicyRule
        {
            Name = "default",
            MaxPerCall = Amount.Parse("2000"),
            Day = new Allowance(Amount.Parse("10000"), null),
            Approvals = [new ApprovalBand(Amount.Parse("500"), 1), new ApprovalBand(Amount.Parse("1500"), 2)],
        },
    ];

    public PolicyDecision Decide(PolicyQuestion question, DateTimeOffset at)
    {
        var rule = RuleFor(question);
        var isCorrection = question.Tool == BalanceCorrection;
        if (isCorrection && rule?.Match.Tool != BalanceCorrection)
        {
            return Deny(PolicyDenial.ToolOff, rule);
        }

        if (question.Instruction.Sum is not { Minor: not 0 } sum)
        {
            return rule is { Allow: false } ? Deny(PolicyDenial.Denied, rule) : new PolicyDecision { Rule = rule };
        }

        if (rule is null)
        {
            return Deny(PolicyDenial.NoRule, null);
        }

        if (!rule.Allow)
        {
            return Deny(PolicyDenial.Denied, rule);
        }

        if (rule.MaxPerCall is { } most && sum.Minor > PolicyRule.Minor(most, sum.Currency))
        {
            return Deny(PolicyDenial.MaxPerCall, rule);
        }

        if (
            rule.Counterparties is { } allowed
            && question.Counterparty is { } counterparty
            && !allowed.Contains(counterparty)
        )
        {
            return Deny(PolicyDenial.Counterparty, rule);
        }

        var needed = rule.ApprovalsFor(sum.Minor, sum.Currency);
        return new PolicyDecision
        {
            Rule = rule,
            ApprovalsNeeded = isCorrection ? Math.Max(1, needed) : needed,
            Limits = rule.WindowsFor(question, sum.Currency, at),
            TwinWindow = TimeSpan.FromSeconds(rule.TwinWindowSeconds),
        };
    }

    /// <summary>The most specific rule that fits, or null.</summary>
    public PolicyRule? RuleFor(PolicyQuestion question)
    {
        PolicyRule? best = null;
        foreach (var rule in Rules)
        {
            if (rule.Match.Fits(question) && (best is null || rule.Match.Weight > best.Match.Weight))
            {
                best = rule;
            }
        }

        return best;
    }

    /// <summary>Whether a rule switches the tool on that is off by default.</summary>
    public bool Offers(string tool) =>
        tool != BalanceCorrection || Rules.Any(rule => rule.Match.Tool == tool && rule.Allow);

    private static PolicyDecision Deny(PolicyDenial denial, PolicyRule? rule) => new() { Denial = denial, Rule = rule };
}
