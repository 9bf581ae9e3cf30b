using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Persistence.Rows;

/// <summary>One attempt on the wire, as it is stored.</summary>
internal sealed class AttemptRow
{
    public required Guid OperationId { get; init; }
    public required int Attempt { get; init; }
    public required long Fence { get; init; }
    public required DateTimeOffset Started { get; init; }
    public required DateTimeOffset Ended { get; init; }
    public required bool BytesSent { get; init; }
    public int? HttpStatus { get; init; }
    public string? ErrorClass { get; init; }
    public string? ResponseSha256 { get; init; }

    internal static AttemptRow Of(OperationId operation, Attempt attempt) =>
        new()
        {
            OperationId = operation.Value,
            Attempt = attempt.Number,
            Fence = attempt.Fence,
            Started = attempt.Started,
            Ended = attempt.Ended,
            BytesSent = attempt.BytesSent,
            HttpStatus = attempt.HttpStatus,
            ErrorClass = attempt.ErrorClass,
            ResponseSha256 = attempt.ResponseSha256,
        };
}
