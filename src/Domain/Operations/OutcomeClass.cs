namespace FinancialMcp.Domain.Operations;

/// <summary>What is known after a change was sent, or not sent, to the bank.</summary>
public enum OutcomeClass
{
    /// <summary>The bank states that it is done, and what it states is what was asked.</summary>
    Succeeded,

    /// <summary>Proven that nothing moved: never sent, or refused in a documented way.</summary>
    NotExecuted,

    /// <summary>Accepted, not settled.</summary>
    Accepted,

    /// <summary>The bank asks for people, or states something that no look-up can settle.</summary>
    NeedsOperator,

    /// <summary>Anything else: it may have happened.</summary>
    Unknown,
}
