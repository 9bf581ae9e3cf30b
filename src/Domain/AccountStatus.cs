namespace FinancialMcp.Domain;

/// <summary>An account's state. A frozen account cannot be debited; closed exists in contract v2 only.</summary>
public enum AccountStatus
{
    Active,
    Frozen,
    Closed,
}
