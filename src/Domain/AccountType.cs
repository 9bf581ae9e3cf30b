namespace FinancialMcp.Domain;

/// <summary>The account types of the account service, by its own names.</summary>
public enum AccountType
{
    Checking,
    Savings,
    Credit,
}
