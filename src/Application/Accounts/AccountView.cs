using System.ComponentModel;
using FinancialMcp.Domain;

namespace FinancialMcp.Application.Accounts;

/// <summary>An account as callers see it. Sums are decimal text in <see cref="Currency"/>.</summary>
public sealed record AccountView
{
    public required string AccountId { get; init; }
    public required string OwnerId { get; init; }
    public required AccountType AccountType { get; init; }
    public required AccountStatus Status { get; init; }
    public required string Balance { get; init; }

    [Description("What can be spent now.")]
    public required string AvailableBalance { get; init; }
    public required string Currency { get; init; }
    public DateOnly? CreatedAt { get; init; }
    public string? InterestRate { get; init; }
    public string? CreditLimit { get; init; }
    public DateOnly? DueDate { get; init; }

    public static AccountView Of(BankAccount account) =>
        new()
        {
            AccountId = account.Id.ToString(),
            OwnerId = account.OwnerId,
            AccountType = account.Type,
            Status = account.Status,
            Balance = account.Balance.ToString(),
            AvailableBalance = account.Available.ToString(),
            Currency = account.Balance.Currency.ToString(),
            CreatedAt = account.CreatedAt,
            InterestRate = account.InterestRate?.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture),
            CreditLimit = account.CreditLimit?.ToString(),
            DueDate = account.DueDate,
        };
}
