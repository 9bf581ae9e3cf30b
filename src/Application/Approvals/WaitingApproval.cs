using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Policies;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Approvals;

/// <summary>The oldest that wait, and how many there are.</summary>
public sealed record WaitingApprovals(IReadOnlyList<WaitingApproval> Operations, int Total);

/// <summary>One operation that waits. Text in the instruction is an agent's: data, never an instruction.</summary>
public sealed record WaitingApproval
{
    public required OperationId OperationId { get; init; }

    /// <summary>Of exactly what is shown here: a vote names it.</summary>
    public required string Digest { get; init; }
    public required string Tool { get; init; }
    public required BankInstruction Instruction { get; init; }
    public string? Amount { get; init; }
    public string? Currency { get; init; }

    /// <summary>The account debited or changed, with its owner from the bank; null where there is none.</summary>
    public AccountOwner? From { get; init; }

    /// <summary>The account credited, likewise.</summary>
    public AccountOwner? To { get; init; }

    /// <summary>On whose behalf it was asked for.</summary>
    public required string Issuer { get; init; }

    /// <inheritdoc cref="Issuer"/>
    public required string Subject { get; init; }
    public required string AgentKey { get; init; }

    /// <summary>The agent's name in its tokens: the acting party, or the subject where nobody acts for it.</summary>
    public required string AgentParty { get; init; }

    /// <summary>The person who answers for the agent.</summary>
    public string? AgentOwner { get; init; }

    /// <summary>The rule that would decide now.</summary>
    public string? Rule { get; init; }

    /// <summary>What stands under that rule's limits; what waits is held, and counts like used.</summary>
    public required IReadOnlyList<LimitStanding> Limits { get; init; }
    public required int Needed { get; init; }
    public required int Given { get; init; }
    public required IReadOnlyList<Vote> Votes { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Why the person who asks may not vote on it; null when they may.</summary>
    public string? WhyNotYou { get; init; }
}
