using System.ComponentModel;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Accounts;

/// <summary>Opens an account: for oneself, or for staff for anybody.</summary>
[RequirePermission(Permissions.AccountCreate)]
public sealed record CreateAccount(
    [property: Description("The bank user it will belong to; you, unless you are staff.")] string OwnerId,
    AccountType AccountType,
    [property: OnlyIn(BankContract.V2)] [property: Description("ISO 4217; default USD.")] CurrencyCode? Currency,
    [property: Description("Percent a year; SAVINGS only.")] decimal? InterestRate,
    [property: Description("CREDIT only, and needed there.")] Amount? CreditLimit,
    [property: Description("In the future; CREDIT only, and needed there.")] DateOnly? DueDate,
    [property: OnlyIn(BankContract.V1)]
    [property: Description("Default 0; staff who may set balances only.")]
        Amount? InitialBalance,
    IdempotencyKey IdempotencyKey
) : IChange;

internal sealed class CreateAccountValidator : AbstractValidator<CreateAccount>
{
    public CreateAccountValidator(TimeProvider time)
    {
        RuleFor(request => request.OwnerId).NotEmpty().WithMessage("Must not be empty.").BankUser();
        RuleFor(request => request.InterestRate).InterestRate();
        RuleFor(request => request.InterestRate)
            .Must((request, rate) => rate is null || request.AccountType == AccountType.Savings)
            .WithMessage("Only a SAVINGS account has one.")
            .AcrossArguments();
        RuleFor(request => request.CreditLimit)
            .Must((request, limit) => limit is not null == (request.AccountType == AccountType.Credit))
            .WithMessage("A CREDIT account needs one, no other account has one.")
            .AcrossArguments();
        RuleFor(request => request.DueDate)
            .Must((request, date) => date is not null == (request.AccountType == AccountType.Credit))
            .WithMessage("A CREDIT account needs one, no other account has one.")
            .AcrossArguments();
        RuleFor(request => request.DueDate).InTheFuture(time);
        RuleFor(request => request.CreditLimit).FitsIn(request => CurrencyOf(request));
        RuleFor(request => request.InitialBalance).FitsIn(request => CurrencyOf(request));
    }

    /// <summary>Contract v1 knows one currency, which is also v2's default.</summary>
    public static CurrencyCode CurrencyOf(CreateAccount request) => request.Currency ?? CurrencyCode.Usd;
}

internal sealed class CreateAccountHandler(OperationRunner operations, CallContext context)
    : IRequestHandler<CreateAccount, OperationReceipt>
{
    public async ValueTask<OperationReceipt> Handle(CreateAccount request, CancellationToken cancellationToken) =>
        await operations.RunAsync(
            request,
            () => Task.FromResult<BankInstruction>(Instruct(request)),
            cancellationToken
        );

    private OpenAccount Instruct(CreateAccount request)
    {
        var caller = context.Caller;
        if (!context.ActsForOthers && !string.Equals(request.OwnerId, caller.BackendSubject, StringComparison.Ordinal))
        {
            throw new AppException(
                ErrorCodes.AuthorizationError,
                "You can open accounts for yourself only: give your own user name as owner_id."
            );
        }

        if (
            request.InitialBalance is { IsZero: false }
            && caller.RightTo(Permissions.AccountBalanceUpdate) != Right.Granted
        )
        {
            throw new AppException(
                ErrorCodes.AuthorizationError,
                "Only who may set balances can open an account with one. Leave initial_balance out and deposit instead."
            );
        }

        var currency = CreateAccountValidator.CurrencyOf(request);
        return new OpenAccount(
            request.OwnerId,
            request.AccountType,
            currency,
            request.InterestRate,
            request.CreditLimit?.In(currency),
            request.DueDate,
            request.InitialBalance?.In(currency)
        );
    }
}
