using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Policies;

/// <summary>Whether a change has something.</summary>
public enum Presence
{
    Never,
    Maybe,
    Always,
}

/// <summary>What a changing tool's call is made of, as far as the policy is concerned.</summary>
/// <param name="Sum">Whether it moves a sum.</param>
/// <param name="From">Whether an account is debited or changed.</param>
/// <param name="To">Whether an account is credited.</param>
/// <param name="FromArgument">The tool's argument that names the first account; null where the bank says which it is.</param>
/// <param name="ToArgument">The tool's argument that names the other account.</param>
/// <param name="SumArgument">The tool's argument that states the sum; null where it is found out otherwise.</param>
public sealed record ChangeShape(
    Presence Sum,
    Presence From,
    Presence To,
    string? FromArgument = null,
    string? ToArgument = null,
    string? SumArgument = null
)
{
    private const string Account = "account_id";

    /// <summary>By the tools' names.</summary>
    public static IReadOnlyDictionary<string, ChangeShape> Of { get; } =
        new Dictionary<string, ChangeShape>(StringComparer.Ordinal)
        {
            ["create_account"] = new(Presence.Maybe, Presence.Never, Presence.Never, SumArgument: "initial_balance"),
            ["delete_account"] = OfOneAccount,
            ["deposit_funds"] = new(
                Presence.Always,
                Presence.Never,
                Presence.Always,
                ToArgument: Account,
                SumArgument: "amount"
            ),
            ["reverse_transaction"] = new(Presence.Always, Presence.Maybe, Presence.Maybe),
            ["set_account_status"] = OfOneAccount,
            ["transfer_funds"] = new(
                Presence.Always,
                Presence.Always,
                Presence.Always,
                "from_account_id",
                "to_account_id",
                "amount"
            ),
            ["update_account"] = OfOneAccount,
            ["update_account_balance"] = new(Presence.Always, Presence.Always, Presence.Never, Account),
            ["withdraw_funds"] = new(Presence.Always, Presence.Always, Presence.Never, Account, SumArgument: "amount"),
        };

    private static ChangeShape OfOneAccount => new(Presence.Never, Presence.Always, Presence.Never, Account);
}

/// <summary>What the policy is asked about a call that is only thought of. Never stored and never sent.</summary>
internal sealed record ThoughtInstruction(Money? Moved, AccountId? Debited, AccountId? Credited) : BankInstruction
{
    public override Money? Sum => Moved;

    public override AccountId? From => Debited;

    public override AccountId? To => Credited;
}
