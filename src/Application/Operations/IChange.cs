using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using Mediator;

namespace FinancialMcp.Application.Operations;

/// <summary>A request that changes something at the bank, and therefore runs as an operation under the caller's key.</summary>
public interface IChange : IRequest<OperationReceipt>
{
    IdempotencyKey IdempotencyKey { get; }

    /// <summary>The earlier operation that this one looks like and is not meant to repeat; outside the fingerprint.</summary>
    OperationId? ConfirmDistinctFrom => null;
}
