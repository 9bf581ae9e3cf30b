using FinancialMcp.Domain;
using Mediator;

namespace FinancialMcp.Application.Operations;

/// <summary>A request that changes something at the bank, and therefore runs as an operation under the caller's key.</summary>
public interface IChange : IRequest<OperationReceipt>
{
    IdempotencyKey IdempotencyKey { get; }
}
