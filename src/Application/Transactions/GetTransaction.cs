using System.ComponentModel;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Transactions;

/// <summary>One transaction.</summary>
[RequirePermission(Permissions.TransactionRead)]
public sealed record GetTransaction([property: Description("The transaction's UUID.")] TransactionId TransactionId)
    : IRequest<TransactionView>;

internal sealed class GetTransactionValidator : AbstractValidator<GetTransaction>;

internal sealed class GetTransactionHandler(TransactionAccess transactions)
    : IRequestHandler<GetTransaction, TransactionView>
{
    public async ValueTask<TransactionView> Handle(GetTransaction request, CancellationToken cancellationToken) =>
        TransactionView.Of(await transactions.RequireAsync(request.TransactionId, cancellationToken));
}
