using System.Text.Json.Serialization;

namespace FinancialMcp.Domain.Operations;

/// <summary>
/// What the bank is asked to do, typed. Stored with the operation: policy, fingerprint, audit and the bank's body all
/// come from this one value. The discriminators are stored: never rename them. What is derived is not stored, which an
/// override has to say again: the attribute is not inherited.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Deposit), "deposit")]
[JsonDerivedType(typeof(Withdrawal), "withdrawal")]
[JsonDerivedType(typeof(Transfer), "transfer")]
[JsonDerivedType(typeof(Reversal), "reversal")]
[JsonDerivedType(typeof(OpenAccount), "open_account")]
[JsonDerivedType(typeof(ChangeAccount), "change_account")]
[JsonDerivedType(typeof(SetStatus), "set_status")]
[JsonDerivedType(typeof(CloseAccount), "close_account")]
[JsonDerivedType(typeof(CorrectBalance), "correct_balance")]
public abstract record BankInstruction
{
    /// <summary>The sum that moves, if any.</summary>
    [JsonIgnore]
    public virtual Money? Sum => null;

    /// <summary>The account debited, or the account that is changed.</summary>
    [JsonIgnore]
    public virtual AccountId? From => null;

    /// <summary>The account credited.</summary>
    [JsonIgnore]
    public virtual AccountId? To => null;
}

public sealed record Deposit(AccountId Account, Money Amount, string? Description) : BankInstruction
{
    [JsonIgnore]
    public override Money? Sum => Amount;

    [JsonIgnore]
    public override AccountId? To => Account;
}

public sealed record Withdrawal(AccountId Account, Money Amount, string? Description) : BankInstruction
{
    [JsonIgnore]
    public override Money? Sum => Amount;

    [JsonIgnore]
    public override AccountId? From => Account;
}

public sealed record Transfer(AccountId Source, AccountId Destination, Money Amount, string? Description)
    : BankInstruction
{
    [JsonIgnore]
    public override Money? Sum => Amount;

    [JsonIgnore]
    public override AccountId? From => Source;

    [JsonIgnore]
    public override AccountId? To => Destination;
}

/// <summary>The mirror of a completed transaction; the sum and accounts are the original's, as the bank stated them.</summary>
public sealed record Reversal(
    TransactionId Original,
    Money Amount,
    AccountId? Debited,
    AccountId? Credited,
    string Reason
) : BankInstruction
{
    [JsonIgnore]
    public override Money? Sum => Amount;

    [JsonIgnore]
    public override AccountId? From => Debited;

    [JsonIgnore]
    public override AccountId? To => Credited;
}

public sealed record OpenAccount(
    string OwnerId,
    AccountType Type,
    CurrencyCode Currency,
    decimal? InterestRate,
    Money? CreditLimit,
    DateOnly? DueDate,
    Money? InitialBalance
) : BankInstruction
{
    [JsonIgnore]
    public override Money? Sum => InitialBalance;
}

public sealed record ChangeAccount(AccountId Account, decimal? InterestRate, Money? CreditLimit, DateOnly? DueDate)
    : BankInstruction
{
    [JsonIgnore]
    public override AccountId? From => Account;
}

public sealed record SetStatus(AccountId Account, AccountStatus Status, string Reason) : BankInstruction
{
    [JsonIgnore]
    public override AccountId? From => Account;
}

public sealed record CloseAccount(AccountId Account, string Reason) : BankInstruction
{
    [JsonIgnore]
    public override AccountId? From => Account;
}

/// <summary>
/// Sets a balance where people have found it wrong. The sum is the difference. Type, owner and terms are the account's
/// own, which contract v1 wants repeated.
/// </summary>
public sealed record CorrectBalance(
    AccountId Account,
    Money Expected,
    Money NewBalance,
    AccountType Type,
    string OwnerId,
    Money? CreditLimit,
    DateOnly? DueDate,
    string Reason
) : BankInstruction
{
    [JsonIgnore]
    public override Money? Sum => new Money(Math.Abs(NewBalance.Minor - Expected.Minor), NewBalance.Currency);

    [JsonIgnore]
    public override AccountId? From => Account;
}
