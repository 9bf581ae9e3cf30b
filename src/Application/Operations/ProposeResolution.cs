using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Operations;

/// <summary>
/// Proposes how a doubt ends, in place of what was proposed before. Another person has to confirm it.
/// </summary>
/// <param name="OperationId">The doubt.</param>
/// <param name="Happened">True: the bank did it.</param>
/// <param name="Evidence">
/// When it happened, the id of the bank's transaction; when not, or when it makes no transaction, a reference to the
/// bank's written statement.
/// </param>
[RequirePermission(StaffPermissions.DoubtPropose)]
public sealed record ProposeResolution(OperationId OperationId, bool Happened, string Evidence) : IRequest<Resolution>;

internal sealed class ProposeResolutionValidator : AbstractValidator<ProposeResolution>
{
    public ProposeResolutionValidator() => RuleFor(request => request.Evidence).Reason();
}

internal sealed class ProposeResolutionHandler(
    IOperationStore store,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<ProposeResolution, Resolution>
{
    private const int MostTries = 20;

    public async ValueTask<Resolution> Handle(ProposeResolution request, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var doubt = await store.RequireDoubtAsync(request.OperationId, cancellationToken);
            context.OperationId = doubt.Id;
            var now = time.GetUtcNow();
            OldDoubts.MustBeForPeople(doubt, now);
            var evidence = EvidenceOf(doubt.Instruction, request);
            var proposed = doubt with
            {
                Proposed = new Resolution(request.Happened, evidence, context.Person, now),
                Fence = doubt.Fence + 1,
                UpdatedAt = now,
            };
            var record = records.OfOperation(AuditCode.ResolutionProposed, proposed) with
            {
                Reason = $"{(request.Happened ? "happened" : "did not happen")}: {evidence}",
            };
            if (await store.MoveAsync(new Move(doubt, proposed, record)))
            {
                context.IsRecorded = true;
                return proposed.Proposed;
            }
        }

        throw new StoreUnavailableException("Others keep moving the same operation. Nothing was proposed.");
    }

    /// <summary>Only what makes a transaction at the bank has a transaction's id to show.</summary>
    internal static bool MakesTransaction(BankInstruction instruction) =>
        instruction is Deposit or Withdrawal or Transfer or Reversal;

    private static string EvidenceOf(BankInstruction instruction, ProposeResolution request)
    {
        if (!request.Happened || !MakesTransaction(instruction))
        {
            return request.Evidence;
        }

        return TransactionId.TryParse(request.Evidence, out var id)
            ? id.ToString()
            : throw new AppException([
                new Problem(
                    "evidence",
                    "That it happened is shown by the bank's transaction id, a UUID: look it up at the bank."
                ),
            ]);
    }
}
