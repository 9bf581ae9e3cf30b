using System.Globalization;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Policies;

/// <summary>
/// Judges a change by what people have decided: stops, the agent's owner, the policy. The same judgement is made when a
/// change is asked for, previewed, and dispatched after an approval.
/// </summary>
public static class ChangeJudge
{
    /// <summary>
    /// Throws <see cref="AppException"/> when a stop covers the tool or the agent: asked before the bank is. Stops of
    /// accounts are for <see cref="Decide"/>.
    /// </summary>
    public static void MustNotBeStopped(
        OversightState state,
        AgentId agent,
        string tool,
        BankInstruction? instruction = null
    )
    {
        if (state.StopOf(tool, agent, instruction) is { } stop)
        {
            throw stop.Scope == StopScope.Tool
                ? new AppException(
                    ErrorCodes.ToolDisabled,
                    "This tool is switched off at present. Nothing was sent; ask again later with the same key."
                )
                : new AppException(
                    ErrorCodes.EmergencyStop,
                    "The bank's people have stopped this. Nothing was sent; ask again later with the same key."
                );
        }
    }

    /// <summary>What the policy decides. Throws <see cref="AppException"/> for whatever forbids the change.</summary>
    public static PolicyDecision Decide(OversightState state, Agent? agent, PolicyQuestion question, DateTimeOffset now)
    {
        MustNotBeStopped(state, question.Agent, question.Tool, question.Instruction);
        if (question.Instruction.Sum is not null && agent?.Owner is null)
        {
            throw new AppException(
                ErrorCodes.AuthorizationError,
                "Nobody answers for this agent yet: an operator has to name its owner before it moves money."
            );
        }

        if (state.Policy.Version == 0)
        {
            throw new AppException(
                ErrorCodes.EmergencyStop,
                "No policy is in force yet: this server has just begun. Nothing was sent; ask again with the same key."
            )
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            };
        }

        var decision = state.Policy.Decide(question, now);
        return decision.Denial == PolicyDenial.None ? decision : throw Denied(decision, question.Instruction.Sum);
    }

    /// <summary>What a caller is told of a limit that has no room.</summary>
    public static AppException OverLimit(LimitRefusal refusal, string rule)
    {
        var (limit, currency) = (refusal.Limit, refusal.Limit.Key.Currency);
        var period = limit.Key.Period == LimitPeriod.Day ? "day" : "month";
        var left = refusal.Left is { } minor ? new Money(minor, currency).ToString() : null;
        var what = refusal.IsByCount
            ? $"{limit.CapCount} operations a {period} are used up"
            : $"{left} {currency} of {new Money(limit.Cap!.Value, currency)} a {period} is left";
        return new AppException(
            ErrorCodes.LimitExceeded,
            $"This exceeds a limit: {what}. It resets at {refusal.ResetsAt.ToString("u", CultureInfo.InvariantCulture)}. "
                + "Nothing was sent; get_transaction_limits tells what is left."
        )
        {
            Limit = new LimitDetails(
                rule,
                period,
                limit.Cap is { } cap ? new Money(cap, currency).ToString() : null,
                left,
                limit.CapCount,
                refusal.LeftCount,
                currency.ToString(),
                refusal.ResetsAt
            ),
        };
    }

    private static AppException Denied(PolicyDecision decision, Money? sum) =>
        decision.Denial switch
        {
            PolicyDenial.MaxPerCall => MaxPerCall(decision.Rule!, sum!.Value.Currency),
            PolicyDenial.Counterparty => new AppException(
                ErrorCodes.AuthorizationError,
                "The policy does not allow payments to this account."
            ),
            PolicyDenial.ToolOff => new AppException(
                ErrorCodes.ToolDisabled,
                "This tool is off: the bank's policy has to switch it on."
            ),
            PolicyDenial.NoRule => NoRule(),
            _ => new AppException(ErrorCodes.AuthorizationError, "The policy denies this."),
        };

    /// <summary>What a caller is told when no rule speaks of what it wants.</summary>
    public static AppException NoRule() =>
        new(ErrorCodes.AuthorizationError, "No rule of the policy allows this, so it is denied.");

    private static AppException MaxPerCall(PolicyRule rule, CurrencyCode currency)
    {
        var most = new Money(PolicyRule.Minor(rule.MaxPerCall!.Value, currency), currency).ToString();
        return new AppException(
            ErrorCodes.LimitExceeded,
            $"This exceeds the most that one operation may move: {most} {currency}. Nothing was sent."
        )
        {
            Limit = new LimitDetails(rule.Name, "call", most, most, null, null, currency.ToString(), null),
        };
    }
}
