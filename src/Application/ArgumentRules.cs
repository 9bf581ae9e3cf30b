using FinancialMcp.Domain;
using FluentValidation;

namespace FinancialMcp.Application;

/// <summary>The rules that many arguments share. The tools' schemas are generated from these same rules.</summary>
public static class ArgumentRules
{
    public const int TextLength = 500;
    public const int PersonLength = 200;
    public const int PageSizeLimit = 100;
    public const int PageLimit = 10_000;
    public const int DefaultPageSize = 20;

    /// <summary>The most the bank moves at once, by its contract.</summary>
    public static Amount MostToMove { get; } = Amount.Parse("999999.99");

    /// <summary>The state by which the pipeline knows a rule marked with <see cref="AcrossArguments"/>.</summary>
    internal static object NeedsAllArguments { get; } = new();

    /// <summary>A sum the bank moves at once: 0.01 to 999999.99 (the bank's contract). More would spend the key on a refusal.</summary>
    public static IRuleBuilderOptions<T, Amount> ToMove<T>(this IRuleBuilder<T, Amount> rule) =>
        rule.Must(amount => !amount.IsZero)
            .WithMessage("Must be greater than zero.")
            .Must(amount => amount <= MostToMove)
            .WithMessage($"Must be at most {MostToMove}, the most the bank moves at once.");

    /// <summary>Text a person or an agent wrote: at most 500 characters, no control or direction characters.</summary>
    public static IRuleBuilderOptions<T, string?> FreeText<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MaximumLength(TextLength)
            .WithMessage($"Must be at most {TextLength} characters.")
            .Must(text => text is null || UntrustedText.IsClean(text))
            .WithMessage("Must not contain control, direction or invisible characters.");

    /// <summary>Why a person or an agent asks for a change: text that must be there.</summary>
    public static IRuleBuilderOptions<T, string?> Reason<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty().WithMessage("Must not be empty.").FreeText();

    /// <summary>A person of the bank, by the name they sign in with.</summary>
    public static IRuleBuilderOptions<T, string?> PersonName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty()
            .WithMessage("Must not be empty.")
            .MaximumLength(PersonLength)
            .WithMessage($"Must be at most {PersonLength} characters.")
            .Must(text => text is null || UntrustedText.IsClean(text))
            .WithMessage("Must not contain control, direction or invisible characters.");

    /// <summary>A page number, counted from 0.</summary>
    public static IRuleBuilderOptions<T, int?> PageNumber<T>(this IRuleBuilder<T, int?> rule) =>
        rule.InclusiveBetween(0, PageLimit).WithMessage($"Must be between 0 and {PageLimit}.");

    public static IRuleBuilderOptions<T, int?> PageSize<T>(this IRuleBuilder<T, int?> rule) =>
        rule.InclusiveBetween(1, PageSizeLimit).WithMessage($"Must be between 1 and {PageSizeLimit}.");

    /// <summary>
    /// Marks a rule that weighs one argument against another: it is judged only when every argument could be read,
    /// because an unreadable one stands there as if it had been left out.
    /// </summary>
    public static IRuleBuilderOptions<T, TProperty> AcrossArguments<T, TProperty>(
        this IRuleBuilderOptions<T, TProperty> rule
    ) => rule.WithState(_ => NeedsAllArguments);
}
