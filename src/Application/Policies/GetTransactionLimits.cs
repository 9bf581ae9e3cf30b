using System.ComponentModel;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Agents;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Policies;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Policies;

/// <summary>
/// What the caller may still do: per money tool the rule that decides and what is left under it, and the bank's own
/// limits where it tells them. No figure is made up: what is not known is null.
/// </summary>
[RequirePermission(Permissions.TransactionRead)]
public sealed record GetTransactionLimits(
    [property: Description("The account to debit (deposit: to credit); without it, in USD and for no account.")]
        AccountId? AccountId
) : IRequest<TransactionLimits>;

/// <summary>What a caller may still do. Sums are decimal text in <see cref="Currency"/>.</summary>
public sealed record TransactionLimits
{
    public string? AccountId { get; init; }
    public required string Currency { get; init; }

    [Description("The money tools that you hold the right for.")]
    public required IReadOnlyList<ToolLimits> Tools { get; init; }

    [Description("The bank's own limits a day; empty where it tells none.")]
    public required IReadOnlyList<BankLimitView> BankLimits { get; init; }
}

/// <summary>What holds for one tool.</summary>
public sealed record ToolLimits
{
    public required string Tool { get; init; }

    [Description("False: refused whatever the amount, as code and message tell.")]
    public required bool Allowed { get; init; }
    public string? Code { get; init; }
    public string? Message { get; init; }

    [Description("The rule of the policy that decides.")]
    public string? Rule { get; init; }

    [Description("The most in one operation; null: not limited.")]
    public string? MaxPerCall { get; init; }
    public required IReadOnlyList<ApprovalBandView> Approvals { get; init; }

    [Description("Used, held and left are null where the limit counts per account and none was given.")]
    public required IReadOnlyList<LimitStanding> Limits { get; init; }
}

/// <summary>From this amount on, that many people must approve.</summary>
public sealed record ApprovalBandView(string From, int Needed);

/// <summary>The bank's own limits on an account.</summary>
public sealed record BankLimitView(
    string AccountId,
    string Currency,
    string TransferDailyLimit,
    string TransferUsedToday,
    string WithdrawalDailyLimit,
    string WithdrawalUsedToday
);

internal sealed class GetTransactionLimitsValidator : AbstractValidator<GetTransactionLimits>;

internal sealed class GetTransactionLimitsHandler(
    AccountAccess accounts,
    IAccountGateway bank,
    IOperationStore store,
    OversightWatch watch,
    AgentRegistry agents,
    BackendIdentities identities,
    BankContract contract,
    CallContext context,
    TimeProvider time
) : IRequestHandler<GetTransactionLimits, TransactionLimits>
{
    private const int MostBankLimits = 50;

    public async ValueTask<TransactionLimits> Handle(GetTransactionLimits request, CancellationToken cancellationToken)
    {
        var account = request.AccountId is { } id ? await accounts.RequireAsync(id, cancellationToken) : null;
        var currency = account?.Currency ?? CurrencyCode.Usd;
        var agent = await agents.OfAsync(context.Caller.Principal, cancellationToken);
        var state = await watch.RequireAsync(cancellationToken);
        var tools = new List<ToolLimits>();
        foreach (var (tool, permission) in MoneyTools.All.Where(entry => MayUse(entry.Permission, account)))
        {
            var question = new PolicyQuestion(
                context.Caller.Principal,
                context.Caller.RolesFor(permission),
                tool,
                new AnyAmount(account?.Id, currency)
            );
            tools.Add(await LimitsOfAsync(state, agent, question, currency, cancellationToken));
        }

        return new TransactionLimits
        {
            AccountId = account?.Id.ToString(),
            Currency = currency.ToString(),
            Tools = tools,
            BankLimits = await BankLimitsAsync(account, cancellationToken),
        };
    }

    /// <summary>Who may only read somebody else's account does not move its money.</summary>
    private bool MayUse(string permission, BankAccount? account) =>
        context.Caller.RightTo(permission) == Right.Granted
        && (
            account is null
            || context.Caller.ActsForOthersUnder(permission)
            || string.Equals(account.OwnerId, context.Caller.BackendSubject, StringComparison.Ordinal)
        );

    private async Task<ToolLimits> LimitsOfAsync(
        OversightState state,
        Agent agent,
        PolicyQuestion question,
        CurrencyCode currency,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var refusal = RefusalOf(state, agent, question, now);
        var rule = state.Policy.RuleFor(question);
        var figures = rule is { Allow: true } ? rule : null;
        var limits = figures?.WindowsFor(question, currency, now) ?? [];
        var isCounted = figures is not { Per: CountedPer.Account } || question.Account is not null;
        var windows = isCounted
            ? await store.WindowsAsync([.. limits.Select(limit => limit.Key)], cancellationToken)
            : null;
        return new ToolLimits
        {
            Tool = question.Tool,
            Allowed = refusal is null,
            Code = refusal?.Code,
            Message = refusal?.Message,
            Rule = rule?.Name,
            MaxPerCall = figures?.MaxPerCall is { } most ? Text(most, currency) : null,
            Approvals =
            [
                .. (figures?.Approvals ?? []).Select(band => new ApprovalBandView(
                    Text(band.From, currency),
                    band.Needed
                )),
            ],
            Limits =
            [
                .. limits.Select(limit =>
                    LimitStanding.Of(limit, windows?.GetValueOrDefault(limit.Key, LimitWindow.Empty))
                ),
            ],
        };
    }

    /// <summary>What refuses the tool whatever the amount; null when nothing does.</summary>
    private static AppException? RefusalOf(
        OversightState state,
        Agent agent,
        PolicyQuestion question,
        DateTimeOffset now
    )
    {
        try
        {
            return ChangeJudge.Decide(state, agent, question, now).Rule is null ? ChangeJudge.NoRule() : null;
        }
        catch (AppException refusal)
        {
            return refusal;
        }
    }

    /// <summary>
    /// Contract v1 is not asked: its figures are constants that it does not keep to. Without an account, who acts for
    /// others is told none: the bank would answer for its own staff user.
    /// </summary>
    private async Task<IReadOnlyList<BankLimitView>> BankLimitsAsync(
        BankAccount? account,
        CancellationToken cancellationToken
    )
    {
        if (contract == BankContract.V1 || (account is null && context.ActsForOthers))
        {
            return [];
        }

        var told = await bank.SpendingLimitsAsync(identities.Of(context), cancellationToken);
        var views = new List<BankLimitView>();
        foreach (var limit in told.Where(limit => account is null || limit.Account == account.Id).Take(MostBankLimits))
        {
            if (await accounts.FindAsync(limit.Account, cancellationToken) is not null)
            {
                views.Add(
                    new BankLimitView(
                        limit.Account.ToString(),
                        limit.Currency.ToString(),
                        limit.TransferDailyLimit.ToString(),
                        limit.TransferUsedToday.ToString(),
                        limit.WithdrawalDailyLimit.ToString(),
                        limit.WithdrawalUsedToday.ToString()
                    )
                );
            }
        }

        return views;
    }

    private static string Text(Amount amount, CurrencyCode currency) => MoneyTools.Text(amount, currency);
}
