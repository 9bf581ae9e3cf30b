using System.Text.Json.Serialization;
using FinancialMcp.Domain.Limits;

namespace FinancialMcp.Domain.Policies;

/// <summary>What a rule's windows count together.</summary>
public enum CountedPer
{
    /// <summary>Each principal (issuer, subject and acting party) by itself.</summary>
    Principal,

    /// <summary>Each agent, whomever it acts for.</summary>
    Agent,

    /// <summary>Each account that is debited (or credited, by a deposit), whoever asks.</summary>
    Account,

    /// <summary>All that falls under the rule.</summary>
    Everyone,
}

/// <summary>How much and how often in a window; null: not limited.</summary>
public sealed record Allowance(Amount? Amount, int? Count);

/// <summary>From this amount on, that many people must approve.</summary>
public sealed record ApprovalBand(Amount From, int Needed);

/// <summary>
/// What a rule applies to; what is null matches anything. The more is named, the more specific it is: an account
/// outweighs a counterparty, that an agent, that a tool, that a role, that a currency, as digits of one number do.
/// </summary>
public sealed record PolicyMatch
{
    public string? Role { get; init; }

    /// <summary>The agent's party name: acting party, else subject.</summary>
    public string? Agent { get; init; }
    public string? Tool { get; init; }
    public AccountId? Account { get; init; }
    public AccountId? Counterparty { get; init; }
    public CurrencyCode? Currency { get; init; }

    [JsonIgnore]
    public int Weight =>
        (Account is null ? 0 : 32)
        + (Counterparty is null ? 0 : 16)
        + (Agent is null ? 0 : 8)
        + (Tool is null ? 0 : 4)
        + (Role is null ? 0 : 2)
        + (Currency is null ? 0 : 1);

    public bool Fits(PolicyQuestion question) =>
        (Role is null || question.Roles.Contains(Role, StringComparer.Ordinal))
        && (Agent is null || string.Equals(Agent, question.Agent.Party, StringComparison.Ordinal))
        && (Tool is null || string.Equals(Tool, question.Tool, StringComparison.Ordinal))
        && (Account is null || Account == question.Account)
        && (Counterparty is null || Counterparty == question.Counterparty)
        && (Currency is null || Currency == question.Currency);

    /// <summary>One text per match: windows are counted under it, so that changing a rule's figures keeps what was used.</summary>
    public override string ToString() =>
        string.Join(
            ' ',
            new (string Name, string? Value)[]
            {
                ("account", Account?.ToString()),
                ("counterparty", Counterparty?.ToString()),
                ("agent", Agent),
                ("tool", Tool),
                ("role", Role),
                ("currency", Currency?.ToString()),
            }
                .Where(part => part.Value is not null)
                .Select(part => $"{part.Name}={part.Value}")
        );
}

/// <summary>
/// One rule of a policy: what it applies to and what it allows there. Amounts are in the main unit of the operation's
/// currency. A rule that allows nothing (<see cref="Allow"/> false) denies what it matches.
/// </summary>
public sealed record PolicyRule
{
    public static readonly TimeSpan DefaultTwinWindow = TimeSpan.FromMinutes(10);

    /// <summary>For people; unique in the policy.</summary>
    public required string Name { get; init; }
    public PolicyMatch Match { get; init; } = new();
    public bool Allow { get; init; } = true;

    /// <summary>The most in one operation; null: not limited.</summary>
    public Amount? MaxPerCall { get; init; }
    public CountedPer Per { get; init; } = CountedPer.Principal;
    public Allowance? Day { get; init; }
    public Allowance? Month { get; init; }

    /// <summary>In rising order of their amounts.</summary>
    public IReadOnlyList<ApprovalBand> Approvals { get; init; } = [];

    /// <summary>The only accounts that may be credited by a transfer; null: any.</summary>
    public IReadOnlyList<AccountId>? Counterparties { get; init; }

    /// <summary>For how long the same payment under another key is taken for a mistake; zero: never.</summary>
    public int TwinWindowSeconds { get; init; } = (int)DefaultTwinWindow.TotalSeconds;

    /// <summary>How many people must approve the sum (in minor units); 0 when none.</summary>
    public int ApprovalsFor(long minor, CurrencyCode currency) =>
        Approvals.LastOrDefault(band => minor >= Minor(band.From, currency))?.Needed ?? 0;

    /// <summary>The windows that an operation counts in, in their order.</summary>
    public IReadOnlyList<WindowLimit> WindowsFor(PolicyQuestion question, CurrencyCode currency, DateTimeOffset at)
    {
        var limits = new List<WindowLimit>(2);
        foreach (var (period, allowance) in new[] { (LimitPeriod.Day, Day), (LimitPeriod.Month, Month) })
        {
            if (allowance is not null and not { Amount: null, Count: null })
            {
                limits.Add(
                    new WindowLimit(
                        new WindowKey(SubjectOf(question), period, period.StartOf(at), currency),
                        allowance.Amount is { } amount ? Minor(amount, currency) : null,
                        allowance.Count
                    )
                );
            }
        }

        limits.Sort((left, right) => left.Key.CompareTo(right.Key));
        return limits;
    }

    /// <summary>An amount of the policy in a currency's minor units; what is finer than them is left out.</summary>
    public static long Minor(Amount amount, CurrencyCode currency)
    {
        amount.TryIn(currency, out var money);
        return money.Minor;
    }

    private string SubjectOf(PolicyQuestion question) =>
        Per switch
        {
            CountedPer.Agent => $"agent {question.Agent.Key}: {Match}",
            CountedPer.Account => $"account {question.Account}: {Match}",
            CountedPer.Everyone => $"everyone: {Match}",
            _ => $"principal {question.Principal.Key}: {Match}",
        };
}
