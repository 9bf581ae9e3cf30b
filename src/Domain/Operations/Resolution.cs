namespace FinancialMcp.Domain.Operations;

/// <summary>
/// How a person would end a doubt that no look-up ends: with evidence, and only when a second person confirms.
/// </summary>
/// <param name="Happened">True: the bank did it.</param>
/// <param name="Evidence">The bank's transaction id when it happened; a reference to the bank's written statement when not.</param>
/// <param name="By">Who proposes it.</param>
/// <param name="At">When.</param>
public sealed record Resolution(bool Happened, string Evidence, string By, DateTimeOffset At);
