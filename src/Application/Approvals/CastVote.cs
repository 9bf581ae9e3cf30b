using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Approvals;

/// <summary>
/// One person's vote on exactly the payment they were shown. Enough approvals make it ready, and the server carries it
/// out; one rejection ends it. A vote cannot be taken back.
/// </summary>
/// <param name="OperationId">What is voted on.</param>
/// <param name="Digest">Of the payment as it was shown to the voter.</param>
/// <param name="Approves">False rejects it.</param>
/// <param name="Reason">Needed for a rejection.</param>
[RequirePermission(StaffPermissions.ApprovalsVote)]
[RequirePresence]
public sealed record CastVote(OperationId OperationId, string Digest, bool Approves, string? Reason)
    : IRequest<VoteResult>;

/// <summary>Where the operation stands after the vote.</summary>
public sealed record VoteResult(OperationId OperationId, string Status, int Needed, int Given);

internal sealed class CastVoteValidator : AbstractValidator<CastVote>
{
    public CastVoteValidator()
    {
        RuleFor(request => request.Digest).NotEmpty().WithMessage("Must be the digest of the payment as shown.");
        RuleFor(request => request.Reason).FreeText();
        RuleFor(request => request.Reason)
            .Must((request, reason) => request.Approves || !string.IsNullOrWhiteSpace(reason))
            .WithMessage("A rejection needs a reason.")
            .AcrossArguments();
    }
}

internal sealed class CastVoteHandler(
    IOperationStore store,
    IOversightStore oversight,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<CastVote, VoteResult>
{
    private const int MostTries = 20;

    public async ValueTask<VoteResult> Handle(CastVote request, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            // The operation is read before its votes: a vote that comes between raises the fence, and this one is judged again.
            var operation =
                await store.FindAsync(request.OperationId, cancellationToken)
                ?? throw new AppException(
                    ErrorCodes.OperationNotFound,
                    "There is no such operation. Read the list of approvals again."
                );
            context.OperationId = operation.Id;
            await MustBeAllowedAsync(operation, request.Digest, cancellationToken);
            var voted = await TryAsync(operation, request);
            if (voted is not null)
            {
                return new VoteResult(voted.Id, voted.State.WireName(), voted.Approval!.Needed, voted.Approval.Given);
            }
        }

        throw new StoreUnavailableException("Others keep voting on the same operation. Nothing was written.");
    }

    /// <summary>
    /// Judged by what is stored, not by what this process remembers: an agent may have been registered, and an approver's
    /// names changed, a moment ago.
    /// </summary>
    private async Task MustBeAllowedAsync(Operation operation, string digest, CancellationToken cancellationToken)
    {
        var state = await oversight.ReadAsync(cancellationToken);
        var votes = await store.VotesAsync(operation.Id, cancellationToken);
        var refusal = VoteRefusals.Judge(context.Person, operation, digest, state, votes, time.GetUtcNow());
        if (refusal != VoteRefusal.None)
        {
            throw VoteRefusals.Of(refusal);
        }
    }

    /// <summary>The operation with the vote; null when somebody else moved it first.</summary>
    private async Task<Operation?> TryAsync(Operation operation, CastVote request)
    {
        var vote = new Vote(context.Person, request.Approves, request.Reason, time.GetUtcNow());
        var voted = operation.Voted(vote, ErrorCodes.AuthorizationError);
        var record = records.OfOperation(AuditCode.ApprovalVote, voted) with
        {
            Reason = $"{(request.Approves ? "approves" : "rejects")}: {request.Reason}",
        };
        if (!await store.MoveAsync(new Move(operation, voted, record) { Vote = vote }))
        {
            return null;
        }

        context.IsRecorded = true;
        if (voted.State != operation.State)
        {
            OperationDispatch.Count(voted);
        }

        return voted;
    }
}
