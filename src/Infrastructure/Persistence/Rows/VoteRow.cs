using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Persistence.Rows;

/// <summary>One person's vote on an operation, as it is stored.</summary>
internal sealed class VoteRow
{
    public required Guid OperationId { get; init; }
    public required string Approver { get; init; }
    public required bool Approves { get; init; }
    public string? Reason { get; init; }
    public required DateTimeOffset CastAt { get; init; }

    internal static VoteRow Of(OperationId operation, Vote vote) =>
        new()
        {
            OperationId = operation.Value,
            Approver = StoredText.Exact(vote.Approver),
            Approves = vote.Approves,
            Reason = vote.Reason is null ? null : StoredText.Exact(vote.Reason),
            CastAt = vote.At,
        };
}
