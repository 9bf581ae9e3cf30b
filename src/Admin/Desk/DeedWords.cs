namespace FinancialMcp.Admin.Desk;

/// <summary>What a person typed to decide something.</summary>
/// <param name="Reason">Why; may be empty where none is needed.</param>
/// <param name="Code">Of their device; empty where it was not asked for.</param>
public sealed record DeedWords(string Reason, string Code);
