using FinancialMcp.Application.Oversight;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Approvals;

/// <summary>Why a vote is refused, in words for the person who would cast it.</summary>
internal static class VoteRefusals
{
    /// <summary>Judges that person's vote on the payment with that digest, by what people have decided and who has voted.</summary>
    public static VoteRefusal Judge(
        string person,
        Operation operation,
        string digest,
        OversightState state,
        IEnumerable<Vote> votes,
        DateTimeOffset now
    ) =>
        VoteRules.Judge(
            operation,
            digest,
            state.Approvers.GetValueOrDefault(person)?.Approver,
            state.AgentOf(AgentId.Of(operation.Principal))?.Owner,
            votes.Select(vote => vote.Approver),
            now
        );

    /// <summary>Null when nothing is in the way.</summary>
    public static string? TextOf(VoteRefusal refusal) =>
        refusal switch
        {
            VoteRefusal.None => null,
            VoteRefusal.NotPending => "It waits for no vote any more. Read the list of approvals again.",
            VoteRefusal.Expired =>
                "Its time is over, so it will not be carried out. Whoever asked for it can ask again under a new key.",
            VoteRefusal.NoSubjects =>
                "It is not recorded under which names you ask for payments yourself, and nobody votes without. Two administrators can record it.",
            VoteRefusal.OwnPayment => "You asked for this payment yourself. Another approver has to decide it.",
            VoteRefusal.OwnAgent =>
                "You answer for the agent that asked for this payment. Another approver has to decide it.",
            VoteRefusal.HasVoted => "You have voted on this. Another approver has to cast the next vote.",
            VoteRefusal.OtherPayment =>
                "The payment is not the one that you were shown. Read it again, and vote on what it says then.",
            _ => "You may not vote on this. Another approver has to decide it.",
        };

    /// <summary>The refusal as a failure; whose vote it would be is the difference between a right and a state.</summary>
    public static AppException Of(VoteRefusal refusal) =>
        new(
            refusal is VoteRefusal.NoSubjects or VoteRefusal.OwnPayment or VoteRefusal.OwnAgent
                ? ErrorCodes.AuthorizationError
                : ErrorCodes.ValidationError,
            TextOf(refusal)!
        );
}
