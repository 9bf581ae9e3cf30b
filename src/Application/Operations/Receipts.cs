using System.Text.Json;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Operations;

/// <summary>Tells a caller where an operation stands, and what to do about it.</summary>
public sealed class Receipts(CallContext context)
{
    private const string HeldAdvice =
        "People of the bank have to approve this. Do not submit it again: ask get_operation, which tells when they have "
        + "decided; once approved, the server carries it out by itself.";

    private const string DoubtAdvice =
        "It is not known yet whether the bank did this. Do not submit it again under another key: ask get_operation until it is known.";

    /// <summary>The receipt, whatever the state: the answer of get_operation.</summary>
    public OperationReceipt Of(Operation operation, bool replayed)
    {
        var result = operation.Outcome?.Result is { } json
            ? JsonSerializer.Deserialize<OperationResult>(json, WireJson.Options)
            : null;
        return new OperationReceipt
        {
            OperationId = operation.Id.ToString(),
            Status = operation.State.WireName(),
            Replayed = replayed,
            Failure = FailureOf(operation),
            Tool = operation.Tool,
            Amount = operation.Instruction.Sum?.ToString(),
            Currency = operation.Instruction.Sum?.Currency.ToString(),
            Transaction = result?.Transaction,
            Account = result?.Account,
            Approval = operation.Approval is { } approval
                ? new ApprovalView(operation.Id.ToString(), approval.Needed, approval.Given, approval.ExpiresAt)
                : null,
            Message = MessageOf(operation.State),
            Next = operation.State.IsFinal() ? null : NextOf(operation),
            RequestId = context.Call.RequestId,
        };
    }

    /// <summary>
    /// The answer of a changing call: the receipt, or, for an operation that did not and will not happen, its failure as
    /// an <see cref="AppException"/> that names it.
    /// </summary>
    public OperationReceipt Answer(Operation operation, bool replayed)
    {
        if (operation.State == OperationState.Dispatching)
        {
            throw new AppException(
                ErrorCodes.OperationInProgress,
                "This operation is being carried out right now. Ask again with the same key, or ask get_operation."
            )
            {
                OperationId = operation.Id.ToString(),
                RetryAfter = TimeSpan.FromSeconds(2),
            };
        }

        return FailureOf(operation) is { } failure
            ? throw new AppException(failure.Code, failure.Message)
            {
                OperationId = operation.Id.ToString(),
                Retry = RetryOf(failure.Code),
            }
            : Of(operation, replayed);
    }

    /// <summary>This key answers with this failure for ever, so only another key can help, if anything can.</summary>
    private static string RetryOf(string code) => ErrorCodes.RetryOf[code] == Retry.Never ? Retry.Never : Retry.NewKey;

    private static OperationFailure? FailureOf(Operation operation) =>
        operation.State
            is OperationState.Failed
                or OperationState.Denied
                or OperationState.Rejected
                or OperationState.Expired
            ? new OperationFailure(
                operation.Outcome?.ErrorCode ?? ErrorCodes.InternalError,
                operation.Outcome?.Message ?? "It did not happen."
            )
            : null;

    private static string? MessageOf(OperationState state) =>
        state switch
        {
            OperationState.InDoubt => DoubtAdvice,
            OperationState.AwaitingBackend =>
                "The bank has accepted this and not settled it yet. Do not submit it again: ask get_operation.",
            OperationState.NeedsOperator =>
                "The bank's people and ours must settle this. Do not submit it again: ask get_operation later.",
            OperationState.PendingApproval => HeldAdvice,
            OperationState.Ready => "It is approved and about to be carried out: ask get_operation again shortly.",
            OperationState.Cancelled => "It was cancelled. Nothing moved.",
            OperationState.Dispatching => "It is being carried out right now: ask get_operation again shortly.",
            _ => null,
        };

    private static NextStep NextOf(Operation operation) =>
        new(
            "get_operation",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["operation_id"] = operation.Id.ToString() },
            operation.State switch
            {
                OperationState.Dispatching or OperationState.Ready => 2,
                OperationState.PendingApproval => 60,
                OperationState.InDoubt or OperationState.AwaitingBackend => 10,
                _ => 300,
            }
        );
}
