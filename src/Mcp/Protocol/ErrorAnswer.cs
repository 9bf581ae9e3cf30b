using System.Text.Json.Serialization;
using FinancialMcp.Application;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>
/// The one shape in which a failed call is told to its caller, and the one place where exceptions become it. What was not
/// expected shows nothing of itself: the request id leads to the log.
/// </summary>
internal sealed record ErrorAnswer
{
    /// <summary>What is told of a failure that nobody expected.</summary>
    public const string Unexpected = "Something went wrong on our side. Give request_id to whoever runs this server.";

    public required string Code { get; init; }
    public required string Message { get; init; }

    /// <summary>The first argument that is wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Field { get; init; }
    public required string Retry { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RetryAfterSeconds { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OperationId { get; init; }

    /// <summary>Everything that is wrong with the arguments.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Problem>? Details { get; init; }

    /// <summary>For a limit's refusal: which limit, what is left under it, when it resets.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LimitDetails? Limit { get; init; }
    public string RequestId { get; init; } = "";

    [JsonIgnore]
    public IReadOnlyList<string> MissingScopes { get; private init; } = [];

    public static ErrorAnswer Of(Exception failure) =>
        failure is AppException expected
            ? new ErrorAnswer
            {
                Code = expected.Code,
                Message = expected.Message,
                Field = expected.Problems.Count > 0 ? expected.Problems[0].Field : null,
                Retry = expected.Retry,
                RetryAfterSeconds = expected.RetryAfter is { } wait ? (int)Math.Ceiling(wait.TotalSeconds) : null,
                OperationId = expected.OperationId,
                Details = expected.Problems.Count > 0 ? expected.Problems : null,
                Limit = expected.Limit,
                MissingScopes = expected.RequiredScopes,
            }
            : new ErrorAnswer
            {
                Code = ErrorCodes.InternalError,
                Message = Unexpected,
                Retry = ErrorCodes.RetryOf[ErrorCodes.InternalError],
            };
}
