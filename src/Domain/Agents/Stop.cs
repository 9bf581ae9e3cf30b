using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Agents;

/// <summary>What a stop covers. The numbers are stored: never reuse or reorder them.</summary>
public enum StopScope
{
    Everything = 1,
    Tool = 2,
    Agent = 3,
    Account = 4,
}

/// <summary>
/// A stop that is in force: no change it covers is dispatched, and a reading tool that it names is not answered. One person
/// sets it; two release it.
/// </summary>
/// <param name="Id">Version 7, so that ids sort by time.</param>
/// <param name="Scope">What it covers.</param>
/// <param name="Value">The tool's name, the agent's key or the account's id; null for everything.</param>
/// <param name="Reason">Why, in the words of who set it.</param>
/// <param name="By">Who set it.</param>
/// <param name="At">When.</param>
/// <param name="ReleaseProposedBy">Who proposes to release it; another person must confirm.</param>
public sealed record Stop(
    Guid Id,
    StopScope Scope,
    string? Value,
    string Reason,
    string By,
    DateTimeOffset At,
    string? ReleaseProposedBy
)
{
    /// <summary>Whether it covers a change with this tool, by this agent, on accounts of this instruction (null: not yet known).</summary>
    public bool Covers(string tool, string agentKey, BankInstruction? instruction) =>
        Scope switch
        {
            StopScope.Everything => true,
            StopScope.Tool => string.Equals(Value, tool, StringComparison.Ordinal),
            StopScope.Agent => string.Equals(Value, agentKey, StringComparison.Ordinal),
            StopScope.Account => IsValue(instruction?.From) || IsValue(instruction?.To),
            // A scope that this version does not know stops everything.
            _ => true,
        };

    private bool IsValue(AccountId? account) =>
        account is { } id && string.Equals(Value, id.ToString(), StringComparison.Ordinal);
}
