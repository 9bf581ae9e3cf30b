using System.Text.Json;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Operations;

/// <summary>
/// A second person's confirmation of how a doubt ends, which repeats the proposal: one that was changed meanwhile is not
/// confirmed by accident. The operation is then final.
/// </summary>
[RequirePermission(StaffPermissions.DoubtConfirm)]
[RequirePresence]
public sealed record ConfirmResolution(OperationId OperationId, bool Happened, string Evidence)
    : IRequest<ResolvedDoubt>;

/// <summary>Where the operation stands for good.</summary>
public sealed record ResolvedDoubt(OperationId OperationId, string Status);

internal sealed class ConfirmResolutionValidator : AbstractValidator<ConfirmResolution>
{
    public ConfirmResolutionValidator() => RuleFor(request => request.Evidence).Reason();
}

internal sealed class ConfirmResolutionHandler(
    IOperationStore store,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<ConfirmResolution, ResolvedDoubt>
{
    private const int MostTries = 20;

    private const string DidNotHappen =
        "The bank states in writing that it did not do this. No money moved; to try again, use a new idempotency_key.";

    public async ValueTask<ResolvedDoubt> Handle(ConfirmResolution request, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var doubt = await store.RequireDoubtAsync(request.OperationId, cancellationToken);
            context.OperationId = doubt.Id;
            var now = time.GetUtcNow();
            OldDoubts.MustBeForPeople(doubt, now);
            var proposal = MustBeProposed(doubt, request);
            var resolved = doubt.After(OutcomeOf(doubt, proposal), now) with { Fence = doubt.Fence + 1 };
            var record = records.OfOperation(AuditCode.ResolutionConfirmed, resolved) with
            {
                Reason =
                    $"{(proposal.Happened ? "happened" : "did not happen")}: {proposal.Evidence}; proposed by {proposal.By}",
            };
            if (await store.MoveAsync(new Move(doubt, resolved, record)))
            {
                context.IsRecorded = true;
                OperationDispatch.Count(resolved);
                return new ResolvedDoubt(resolved.Id, resolved.State.WireName());
            }
        }

        throw new StoreUnavailableException("Others keep moving the same operation. Nothing was confirmed.");
    }

    private Resolution MustBeProposed(Operation doubt, ConfirmResolution request)
    {
        if (doubt.Proposed is not { } proposal)
        {
            throw Refused(
                doubt,
                "Nobody has proposed how this ends. An operator has to propose it first, with evidence."
            );
        }

        SecondPerson.MustNotBe(proposal.By, context.Person, "confirm it");
        return
            proposal.Happened == request.Happened
            && string.Equals(proposal.Evidence, request.Evidence, StringComparison.Ordinal)
            ? proposal
            : throw Refused(
                doubt,
                "Something else is proposed than what you were shown. Read the list of doubts again."
            );
    }

    private static Outcome OutcomeOf(Operation doubt, Resolution proposal)
    {
        if (!proposal.Happened)
        {
            return Outcome.NotExecuted(ErrorCodes.ServiceUnavailable, DidNotHappen);
        }

        var transaction = ProposeResolutionHandler.MakesTransaction(doubt.Instruction) ? proposal.Evidence : null;
        return Outcome.Succeeded(
            transaction ?? doubt.Outcome?.BackendTransactionId,
            JsonSerializer.Serialize(new OperationResult(null, null), WireJson.Options)
        );
    }

    private static AppException Refused(Operation doubt, string message) =>
        new(ErrorCodes.ValidationError, message) { OperationId = doubt.Id.ToString() };
}
