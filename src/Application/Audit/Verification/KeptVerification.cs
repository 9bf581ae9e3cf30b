namespace FinancialMcp.Application.Audit.Verification;

/// <summary>A verification that was run, and by whom.</summary>
public sealed record KeptVerification(Guid Id, string RunBy, VerificationReport Report);
