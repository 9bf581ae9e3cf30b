namespace FinancialMcp.Application;

/// <summary>One thing wrong with the arguments: which field (snake_case) and what would be right.</summary>
public sealed record Problem(string Field, string Message);

/// <summary>A limit as a refusal tells it; sums in the currency's main unit, null where the limit has none.</summary>
public sealed record LimitDetails(
    string Rule,
    string Limit,
    string? Cap,
    string? Left,
    int? CapCount,
    int? LeftCount,
    string? Currency,
    DateTimeOffset? ResetsAt
);

/// <summary>
/// An expected failure with a code from <see cref="ErrorCodes"/> and a message that is safe to show to any caller.
/// Everything else that is thrown is a bug, and callers see only its request id.
/// </summary>
public sealed class AppException : Exception
{
    public AppException(string code, string message, Exception? cause = null)
        : base(message, cause)
    {
        Code = code;
        Retry = ErrorCodes.RetryOf[code];
    }

    public AppException(IReadOnlyList<Problem> problems)
        : this(
            ErrorCodes.ValidationError,
            string.Join(" ", problems.Select(problem => $"{problem.Field}: {problem.Message}"))
        ) => Problems = problems;

    public string Code { get; }

    /// <summary>One of <see cref="Application.Retry"/>.</summary>
    public string Retry { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The operation that the failure belongs to, in text form.</summary>
    public string? OperationId { get; init; }

    /// <summary>All problems of the arguments; empty unless the code is VALIDATION_ERROR.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>What a limit's refusal tells: which limit, what is left under it, when it resets.</summary>
    public LimitDetails? Limit { get; init; }

    /// <summary>For a missing scope: the scopes that the operation needs.</summary>
    public IReadOnlyList<string> RequiredScopes { get; init; } = [];
}
