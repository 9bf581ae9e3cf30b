namespace FinancialMcp.Application.Audit.Keeping;

/// <summary>A case for which no record of a time may be removed, however old it is.</summary>
/// <param name="Id">Version 7.</param>
/// <param name="CaseName">What the case is called.</param>
/// <param name="Reason">Why.</param>
/// <param name="From">Records from this time on …</param>
/// <param name="To">… to before this one; null: and all later ones.</param>
/// <param name="By">Who placed it.</param>
/// <param name="At">When.</param>
/// <param name="Lifted">Who lifted it, when and why; null while it holds.</param>
public sealed record LegalHold(
    Guid Id,
    string CaseName,
    string Reason,
    DateTimeOffset From,
    DateTimeOffset? To,
    string By,
    DateTimeOffset At,
    HoldLift? Lifted
)
{
    /// <summary>Whether it keeps a month from being removed.</summary>
    public bool Holds(DateTimeOffset month) =>
        Lifted is null && From < month.AddMonths(1) && (To is null || To > month);
}

/// <summary>The end of a hold.</summary>
public sealed record HoldLift(string By, DateTimeOffset At, string Reason);
