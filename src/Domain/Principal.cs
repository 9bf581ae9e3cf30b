namespace FinancialMcp.Domain;

/// <summary>
/// Who acts: the token's issuer and subject, and the party acting on the subject's behalf, if any. The scope of
/// idempotency keys: two principals may use the same key without meeting.
/// </summary>
public sealed record Principal(string Issuer, string Subject, string? ActingParty)
{
    /// <summary>SHA-256 over the length-prefixed parts, as lower-case hex: one column that identifies the principal.</summary>
    public string Key => Digest.Of("principal", Issuer, Subject, ActingParty ?? "");
}
