using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Policies;

/// <summary>The tools that move money, each with the right it takes.</summary>
internal static class MoneyTools
{
    public static IReadOnlyList<(string Tool, string Permission)> All { get; } =
    [
        ("deposit_funds", Permissions.TransactionCreate),
        ("withdraw_funds", Permissions.TransactionCreate),
        ("transfer_funds", Permissions.TransactionCreate),
        ("reverse_transaction", Permissions.TransactionReverse),
    ];

    /// <summary>An amount of the policy as it counts in the currency.</summary>
    public static string Text(Amount amount, CurrencyCode currency) =>
        new Money(PolicyRule.Minor(amount, currency), currency).ToString();
}

/// <summary>What the policy is asked about when no amount is known yet. Never stored and never sent.</summary>
internal sealed record AnyAmount(AccountId? Account, CurrencyCode Currency) : BankInstruction
{
    public override Money? Sum => new Money(0, Currency);

    public override AccountId? From => Account;
}
