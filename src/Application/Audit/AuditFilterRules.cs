using FinancialMcp.Application.Security;
using FluentValidation;

namespace FinancialMcp.Application.Audit;

/// <summary>The rules that every request with a filter shares.</summary>
internal static class AuditFilterRules
{
    /// <summary>Names every problem of a filter by its own field.</summary>
    public static IRuleBuilderOptionsConditions<T, AuditFilter> FitForSearching<T>(
        this IRuleBuilder<T, AuditFilter> rule
    ) =>
        rule.Custom(
            (filter, validation) =>
            {
                foreach (var problem in filter.Problems())
                {
                    validation.AddFailure(problem.Field, problem.Message);
                }
            }
        );

    /// <summary>
    /// Whoever sees texts hidden must not find them out by asking for them letter by letter. Throws
    /// <see cref="AppException"/> AUTHORIZATION_ERROR.
    /// </summary>
    public static void MustNotGuess(AuditFilter filter, Caller caller)
    {
        if (filter.Text is not null && caller.RightTo(StaffPermissions.AuditReveal) != Right.Granted)
        {
            throw new AppException(
                ErrorCodes.AuthorizationError,
                "Texts are hidden from your role, so you cannot search in them. An auditor can."
            );
        }
    }
}
