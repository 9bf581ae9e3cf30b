namespace FinancialMcp.Application;

/// <summary>One thing wrong with the arguments: which field (snake_case) and what would be right.</summary>
public sealed record Problem(string Field, string Message);

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

    /// <summary>For a missing scope: the scopes that the operation needs.</summary>
    public IReadOnlyList<string> RequiredScopes { get; init; } = [];
}
