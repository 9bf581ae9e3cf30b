using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Policies;

/// <summary>Whether a change has something.</summary>
public enum FieldUse
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
    FieldUse Sum,
    FieldUse From,
    FieldUse To,
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
            ["create_account"] = new(FieldUse.Maybe, FieldUse.Never, FieldUse.Never, SumArgument: "initial_balance"),
            ["delete_account"] = OfOneAccount,
            ["deposit_funds"] = new(
                FieldUse.Always,
                FieldUse.Never,
                FieldUse.Always,
                ToArgument: Account,
                SumArgument: "amount"
            ),
            ["reverse_transaction"] = new(FieldUse.Always, FieldUse.Maybe, FieldUse.Maybe),
            ["set_account_status"] = OfOneAccount,
            ["transfer_funds"] = new(
                FieldUse.Always,
                FieldUse.Always,
                FieldUse.Always,
                "from_account_id",
                "to_account_id",
                "amount"
            ),
            ["update_account"] = OfOneAccount,
            ["update_account_balance"] = new(FieldUse.Always, FieldUse.Always, FieldUse.Never, Account),
            ["withdraw_funds"] = new(FieldUse.Always, FieldUse.Always, FieldUse.Never, Account, SumArgument: "amount"),
        };

    private static ChangeShape OfOneAccount => new(FieldUse.Never, FieldUse.Always, FieldUse.Never, Account);
}

/// <summary>What the policy is asked about a call that is only thought of. Never stored and never sent.</summary>
internal sealed record ThoughtInstruction(Money? Moved, AccountId? Debited, AccountId? Credited) : BankInstruction
{
    public override Money? Sum => Moved;

    public override AccountId? From => Debited;

    public override AccountId? To => Credited;
}
