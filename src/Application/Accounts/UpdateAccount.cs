using System.ComponentModel;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Accounts;

/// <summary>
/// Changes the terms of an account. Contract v1 stores nothing but a balance there, so it cannot fulfil this.
/// </summary>
[OnlyIn(BankContract.V2)]
[RequirePermission(Permissions.AccountUpdate)]
public sealed record UpdateAccount(
    AccountId AccountId,
    [property: Description("Percent a year; SAVINGS only.")] decimal? InterestRate,
    [property: Description("CREDIT only.")] Amount? CreditLimit,
    [property: Description("In the future; CREDIT only.")] DateOnly? DueDate,
    IdempotencyKey IdempotencyKey
) : IChange;

internal sealed class UpdateAccountValidator : AbstractValidator<UpdateAccount>
{
    public UpdateAccountValidator(TimeProvider time)
    {
        RuleFor(request => request.InterestRate).InterestRate();
        RuleFor(request => request.DueDate).InTheFuture(time);
        RuleFor(request => request.InterestRate)
            .Must((request, rate) => rate is not null || request.CreditLimit is not null || request.DueDate is not null)
            .WithMessage("Give at least one of interest_rate, credit_limit and due_date.")
            .AcrossArguments();
    }
}

internal sealed class UpdateAccountHandler(OperationRunner operations, AccountAccess accounts)
    : IRequestHandler<UpdateAccount, OperationReceipt>
{
    public async ValueTask<OperationReceipt> Handle(UpdateAccount request, CancellationToken cancellationToken) =>
        await operations.RunAsync(
            request,
            async () =>
            {
                var account = await accounts.RequireAsync(request.AccountId, cancellationToken);
                account.MustBeOpen();
                MustHaveSuchTerms(account, request);
                var limit = request.CreditLimit?.In(account, asked: null, "credit_limit");
                return new ChangeAccount(account.Id, request.InterestRate, limit, request.DueDate);
            },
            cancellationToken
        );

    private static void MustHaveSuchTerms(BankAccount account, UpdateAccount request)
    {
        var problems = new List<Problem>();
        if (request.InterestRate is not null && account.Type != AccountType.Savings)
        {
            problems.Add(new Problem("interest_rate", "Only a SAVINGS account has one."));
        }

        if (request.CreditLimit is not null && account.Type != AccountType.Credit)
        {
            problems.Add(new Problem("credit_limit", "Only a CREDIT account has one."));
        }

        if (request.DueDate is not null && account.Type != AccountType.Credit)
        {
            problems.Add(new Problem("due_date", "Only a CREDIT account has one."));
        }

        if (problems.Count > 0)
        {
            throw new AppException(problems);
        }
    }
}
