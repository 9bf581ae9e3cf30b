using FluentValidation;

namespace FinancialMcp.Application.Staff;

/// <summary>What a person signs in as.</summary>
public static class StaffNames
{
    public const int Shortest = 2;
    public const int Longest = 64;

    private const string Words =
        "Must be 2 to 64 lower-case letters, digits, dots, hyphens, underscores or @, and begin with a letter.";

    /// <summary>A name as accounts have them; null when the text can be none.</summary>
    public static string? Read(string? text)
    {
        var name = text?.Trim().ToLowerInvariant();
        return
            name is { Length: >= Shortest and <= Longest }
            && char.IsAsciiLetterLower(name[0])
            && name.All(it => char.IsAsciiLetterLower(it) || char.IsAsciiDigit(it) || it is '.' or '-' or '_' or '@')
            ? name
            : null;
    }

    internal static IRuleBuilderOptions<T, string?> StaffName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text => Read(text) is not null).WithMessage(Words);

    internal static IRuleBuilderOptions<T, IReadOnlyList<string>> RolesOfAPerson<T>(
        this IRuleBuilder<T, IReadOnlyList<string>> rule
    ) =>
        rule.NotNull()
            .WithMessage("Must be a list of roles.")
            .Must(roles => roles is null || StaffRoles.ProblemOf(roles) is null)
            .WithMessage((_, roles) => StaffRoles.ProblemOf(roles)!);

    /// <summary>The problem of a name that can be none.</summary>
    internal static Problem Problem => new("name", Words);
}
