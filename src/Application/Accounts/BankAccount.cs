using FinancialMcp.Domain;

namespace FinancialMcp.Application.Accounts;

/// <summary>An account as the bank states it. Available is what can be spent: the bank's available, else ledger, else plain balance.</summary>
public sealed record BankAccount(
    AccountId Id,
    string OwnerId,
    AccountType Type,
    AccountStatus Status,
    Money Balance,
    Money Available,
    DateOnly? CreatedAt,
    decimal? InterestRate,
    Money? CreditLimit,
    DateOnly? DueDate
)
{
    public CurrencyCode Currency => Balance.Currency;
}
