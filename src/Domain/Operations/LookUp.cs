namespace FinancialMcp.Domain.Operations;

/// <summary>What looking an operation up at the bank told. Only complete looks, all of them answered, tell anything.</summary>
public enum LookUpFinding
{
    /// <summary>At least one look was not answered, or not completely.</summary>
    Unavailable,

    /// <summary>Every look was complete, and none shows it.</summary>
    Absent,

    /// <summary>Exactly one row is ours; its outcome is known.</summary>
    Found,

    /// <summary>More than one row is ours, or the row that is ours states something else than was asked.</summary>
    Contradiction,

    /// <summary>The bank offers no look that could show it.</summary>
    Impossible,

    /// <summary>The account does not show what was asked: that proves nothing by itself.</summary>
    NotShown,
}

/// <summary>A finding, with its outcome when one was found.</summary>
public sealed record LookUp(LookUpFinding Finding, Outcome? Outcome = null)
{
    public static LookUp Unavailable { get; } = new(LookUpFinding.Unavailable);

    public static LookUp Absent { get; } = new(LookUpFinding.Absent);

    public static LookUp Impossible { get; } = new(LookUpFinding.Impossible);

    public static LookUp Contradiction { get; } = new(LookUpFinding.Contradiction);

    public static LookUp NotShown { get; } = new(LookUpFinding.NotShown);

    public static LookUp Found(Outcome outcome) => new(LookUpFinding.Found, outcome);
}
