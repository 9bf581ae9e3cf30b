using FinancialMcp.Domain;
using FluentValidation;

namespace FinancialMcp.Application.Accounts;

/// <summary>The rules that the arguments of several account tools share.</summary>
internal static class AccountRules
{
    public const int BankUserLength = 100;

    public static IRuleBuilderOptions<T, string?> BankUser<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MaximumLength(BankUserLength)
            .WithMessage($"Must be at most {BankUserLength} characters.")
            .Must(text => text is null || UntrustedText.IsClean(text))
            .WithMessage("Must not contain control, direction or invisible characters.");

    /// <summary>Percent a year, with at most four decimals.</summary>
    public static IRuleBuilderOptions<T, decimal?> InterestRate<T>(this IRuleBuilder<T, decimal?> rule) =>
        rule.InclusiveBetween(0m, 100m)
            .WithMessage("Must be between 0 and 100.")
            .PrecisionScale(7, 4, ignoreTrailingZeros: true)
            .WithMessage("Must have at most four decimals.");

    /// <summary>After today, in UTC.</summary>
    public static IRuleBuilderOptions<T, DateOnly?> InTheFuture<T>(
        this IRuleBuilder<T, DateOnly?> rule,
        TimeProvider time
    ) =>
        rule.Must(date => date is null || date > DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime))
            .WithMessage("Must be in the future.");

    /// <summary>Not finer than the currency's smallest unit.</summary>
    public static IRuleBuilderOptions<T, Amount?> FitsIn<T>(
        this IRuleBuilder<T, Amount?> rule,
        Func<T, CurrencyCode> currency
    ) =>
        rule.Must((request, amount) => amount is null || amount.Value.TryIn(currency(request), out _))
            .WithMessage("Has more decimals than the currency.")
            .AcrossArguments();
}
