using System.ComponentModel;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Agents;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Policies;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Transactions;

/// <summary>
/// Whether a transfer would go through now, and what would come of it. Reads and judges as transfer_funds does; writes no
/// operation, takes no hold, sends nothing, and reads nothing of the destination.
/// </summary>
[RequirePermission(Permissions.TransactionCreate)]
public sealed record PreviewTransfer(
    [property: Description("The account to debit; yours.")] AccountId FromAccountId,
    [property: Description("The account to credit; nothing is told of it.")] AccountId ToAccountId,
    [property: Description("0.01 to 999999.99.")] Amount Amount,
    [property: Description("The debited account's, if given.")] CurrencyCode? Currency
) : IRequest<TransferPreview>;

/// <summary>What would come of a transfer asked for now. Sums are decimal text in <see cref="Currency"/>.</summary>
public sealed record TransferPreview
{
    [Description("False: transfer_funds would be refused, as code and message tell.")]
    public required bool Allowed { get; init; }
    public string? Code { get; init; }
    public string? Message { get; init; }

    [Description("How many people would have to approve it; null when it is refused before that is decided.")]
    public int? ApprovalsNeeded { get; init; }

    [Description("The limits it would count in, as they stand without it.")]
    public required IReadOnlyList<LimitStanding> Limits { get; init; }

    [Description("The earlier operation_id of the same payment, if it looks like a repetition.")]
    public string? PossibleDuplicateOf { get; init; }

    [Description("What can be spent now.")]
    public required string Available { get; init; }

    [Description("Null when that is too little.")]
    public string? BalanceAfter { get; init; }
    public required string Currency { get; init; }
}

internal sealed class PreviewTransferValidator : AbstractValidator<PreviewTransfer>
{
    public PreviewTransferValidator()
    {
        RuleFor(request => request.Amount).ToMove();
        RuleFor(request => request.ToAccountId)
            .NotEqual(request => request.FromAccountId)
            .WithMessage("Must differ from from_account_id.");
    }
}

internal sealed class PreviewTransferHandler(
    AccountAccess accounts,
    IOperationStore store,
    OversightWatch watch,
    AgentRegistry agents,
    CallContext context,
    TimeProvider time
) : IRequestHandler<PreviewTransfer, TransferPreview>
{
    private const string Tool = "transfer_funds";

    public async ValueTask<TransferPreview> Handle(PreviewTransfer request, CancellationToken cancellationToken)
    {
        var source = await accounts.RequireAsync(request.FromAccountId, cancellationToken);
        var amount = request.Amount.In(source, request.Currency);
        var agent = await agents.OfAsync(context.Caller.Principal, cancellationToken);
        var state = await watch.RequireAsync(cancellationToken);
        var question = new PolicyQuestion(
            context.Caller.Principal,
            context.Caller.RolesFor(context.Permission!),
            Tool,
            new Transfer(source.Id, request.ToAccountId, amount, null)
        );
        var now = time.GetUtcNow();
        var rule = state.Policy.RuleFor(question);
        var limits = rule is { Allow: true } ? rule.WindowsFor(question, amount.Currency, now) : [];
        var windows = await store.WindowsAsync([.. limits.Select(limit => limit.Key)], cancellationToken);
        var (decision, refusal) = Judge(source, state, agent, question, now);
        var twin = decision is null ? null : await TwinAsync(question, decision.TwinWindow, cancellationToken);
        refusal ??= twin is { } earlier ? OperationRunner.HasTwin(earlier) : null;
        refusal ??= OverLimit(windows, limits, amount, rule);
        refusal ??= source.Available.Minor < amount.Minor ? TooLittle() : null;
        return new TransferPreview
        {
            Allowed = refusal is null,
            Code = refusal?.Code,
            Message = refusal?.Message,
            ApprovalsNeeded = decision?.ApprovalsNeeded,
            Limits =
            [
                .. limits.Select(limit =>
                    LimitStanding.Of(limit, windows.GetValueOrDefault(limit.Key, LimitWindow.Empty))
                ),
            ],
            PossibleDuplicateOf = twin?.ToString(),
            Available = source.Available.ToString(),
            BalanceAfter =
                source.Available.Minor < amount.Minor
                    ? null
                    : new Money(source.Balance.Minor - amount.Minor, amount.Currency).ToString(),
            Currency = amount.Currency.ToString(),
        };
    }

    /// <summary>What the policy decides, or what forbids the transfer.</summary>
    private static (PolicyDecision? Decision, AppException? Refusal) Judge(
        BankAccount source,
        OversightState state,
        Agent agent,
        PolicyQuestion question,
        DateTimeOffset now
    )
    {
        try
        {
            var decision = ChangeJudge.Decide(state, agent, question, now);
            source.MustBeDebitable("from_account_id");
            return (decision, null);
        }
        catch (AppException refusal)
        {
            return (null, refusal);
        }
    }

    private async Task<OperationId?> TwinAsync(
        PolicyQuestion question,
        TimeSpan window,
        CancellationToken cancellationToken
    ) =>
        window > TimeSpan.Zero && Operation.TwinOf(question.Principal, question.Tool, question.Instruction) is { } twin
            ? await store.TwinAsync(twin, window, cancellationToken)
            : null;

    /// <summary>The admission is tried on a copy: nothing is held.</summary>
    private static AppException? OverLimit(
        IReadOnlyDictionary<WindowKey, LimitWindow> windows,
        IReadOnlyList<WindowLimit> limits,
        Money amount,
        PolicyRule? rule
    ) =>
        Admission.Hold(new Dictionary<WindowKey, LimitWindow>(windows), limits, amount.Minor) is { } refusal
            ? ChangeJudge.OverLimit(refusal, rule!.Name)
            : null;

    private static AppException TooLittle() =>
        new(
            ErrorCodes.InsufficientFunds,
            "The account has too little to spend: transfer less, or bring money into it first."
        );
}
