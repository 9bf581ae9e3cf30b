using System.Collections.Concurrent;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>The votes and attempts of operations, in the order in which they were written.</summary>
internal sealed class MemoryHistory
{
    private readonly ConcurrentQueue<(OperationId Id, Vote Vote)> votes = [];
    private readonly ConcurrentQueue<(OperationId Id, Attempt Attempt)> attempts = [];

    public IReadOnlyList<Vote> Votes(OperationId id) =>
        [.. votes.Where(entry => entry.Id == id).Select(entry => entry.Vote)];

    public IReadOnlyList<Attempt> Attempts(OperationId id) =>
        [.. attempts.Where(entry => entry.Id == id).Select(entry => entry.Attempt)];

    /// <summary>The newest of these that people voted on and that wait for no vote any more.</summary>
    public IReadOnlyList<Operation> Voted(IEnumerable<Operation> rows, int limit) =>
        [
            .. rows.Where(row => row.State != OperationState.PendingApproval && Votes(row.Id).Count > 0)
                .OrderByDescending(row => row.Id.Value)
                .Take(limit),
        ];

    /// <summary>What a database refuses by its unique key: a person has one vote on an operation.</summary>
    public void MustBeFirstVote(Move move)
    {
        if (move.Vote is { } vote && Votes(move.From.Id).Any(cast => cast.Approver == vote.Approver))
        {
            throw new InvalidOperationException("A person has one vote.");
        }
    }

    public void Keep(Move move)
    {
        if (move.Vote is { } vote)
        {
            votes.Enqueue((move.From.Id, vote));
        }

        if (move.Attempt is { } attempt)
        {
            attempts.Enqueue((move.From.Id, attempt));
        }
    }
}
