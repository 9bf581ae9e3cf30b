using FinancialMcp.Domain.Approvals;
using FluentValidation;

namespace FinancialMcp.Application.Approvals;

/// <summary>The rules that the requests about approvers share.</summary>
internal static class ApproverRules
{
    private const int MostSubjects = 20;
    private const int NameLength = 200;

    /// <summary>At most twenty names, none twice, each of an issuer and a subject.</summary>
    public static IRuleBuilderOptions<T, IReadOnlyList<ApproverSubject>> SubjectsOfAPerson<T>(
        this IRuleBuilder<T, IReadOnlyList<ApproverSubject>> rule
    ) =>
        rule.Must(subjects => subjects is { Count: <= MostSubjects })
            .WithMessage($"Must be at most {MostSubjects} names.")
            .Must(subjects => subjects is null || subjects.Distinct().Count() == subjects.Count)
            .WithMessage("Must not name one twice.")
            .Must(subjects =>
                subjects is null || subjects.All(subject => IsName(subject.Issuer) && IsName(subject.Subject))
            )
            .WithMessage($"Each has an issuer and a subject of 1 to {NameLength} characters, none of them invisible.");

    private static bool IsName(string? text) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= NameLength && UntrustedText.IsClean(text);
}
