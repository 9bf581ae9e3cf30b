using FinancialMcp.Domain;
using FluentValidation;

namespace FinancialMcp.Application;

/// <summary>The rules that many arguments share. The tools' schemas are generated from these same rules.</summary>
public static class ArgumentRules
{
    public const int TextLength = 500;
    public const int PageSizeLimit = 100;
    public const int PageLimit = 10_000;

    public static IRuleBuilderOptions<T, Amount> Positive<T>(this IRuleBuilder<T, Amount> rule) =>
        rule.Must(amount => !amount.IsZero).WithMessage("Must be greater than zero.");

    /// <summary>Text a person or an agent wrote: at most 500 characters, no control or direction characters.</summary>
    public static IRuleBuilderOptions<T, string?> FreeText<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MaximumLength(TextLength)
            .WithMessage($"Must be at most {TextLength} characters.")
            .Must(text => text is null || UntrustedText.IsClean(text))
            .WithMessage("Must not contain control, direction or invisible characters.");
}
