using FinancialMcp.Domain;

namespace FinancialMcp.Application.Accounts;

/// <summary>Turns an amount from the arguments into money.</summary>
internal static class AccountMoney
{
    /// <summary>
    /// The amount in the account's currency. Throws <see cref="AppException"/> VALIDATION_ERROR when another currency was
    /// asked for (the bank does not exchange), or the amount is finer than the currency's smallest unit.
    /// </summary>
    public static Money In(this Amount amount, BankAccount account, CurrencyCode? asked, string field = "amount")
    {
        if (asked is { } currency && currency != account.Currency)
        {
            throw new AppException([
                new Problem(
                    "currency",
                    $"The account is held in {account.Currency}; leave currency out or give that one."
                ),
            ]);
        }

        return amount.TryIn(account.Currency, out var money)
            ? money
            : throw new AppException([
                new Problem(field, $"{account.Currency} has {account.Currency.Exponent} decimals."),
            ]);
    }

    /// <summary>The amount in a currency that validation has found it to fit.</summary>
    public static Money In(this Amount amount, CurrencyCode currency) =>
        amount.TryIn(currency, out var money)
            ? money
            : throw new InvalidOperationException("An amount that does not fit its currency passed validation.");
}
