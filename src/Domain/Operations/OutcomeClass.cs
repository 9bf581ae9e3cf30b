namespace FinancialMcp.Domain.Operations;

/// <summary>What is known after a change was sent, or not sent, to the bank. The numbers are stored: never reuse or reorder them.</summary>
public enum OutcomeClass
{
    /// <summary>The bank states that it is done, and what it states is what was asked.</summary>
    Succeeded = 1,

    /// <summary>Proven that nothing moved: never sent, or refused in a documented way.</summary>
    NotExecuted = 2,

    /// <summary>Accepted, not settled.</summary>
    Accepted = 3,

    /// <summary>The bank asks for people, or states something that no look-up can settle.</summary>
    NeedsOperator = 4,

    /// <summary>Anything else: it may have happened.</summary>
    Unknown = 5,
}
