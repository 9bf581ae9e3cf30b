using System.Text.Json.Serialization;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Accounts;

/// <summary>An account as the ledger holds it.</summary>
internal sealed record Account(
    long Id,
    string OwnerId,
    string Type,
    string Currency,
    Money Balance,
    string Status,
    string? StatusReason,
    long? StatusUpdatedAt,
    string? StatusUpdatedBy,
    decimal? InterestRate,
    Money? CreditLimit,
    string? DueDate,
    long CreatedAt
)
{
    public const string Checking = "CHECKING";
    public const string Savings = "SAVINGS";
    public const string Credit = "CREDIT";
    public const string Active = "ACTIVE";
    public const string Frozen = "FROZEN";
    public const string Closed = "CLOSED";

    public static bool IsType(string? type) => type is Checking or Savings or Credit;
}

/// <summary>An account on the wire. v1 tells the balance alone; v2 adds what is spendable and the currency.</summary>
internal sealed record AccountView(
    long Id,
    string OwnerId,
    string AccountType,
    Money Balance,
    string CreatedAt,
    string Status,
    string? StatusReason,
    string? StatusUpdatedAt,
    string? StatusUpdatedBy,
    decimal? InterestRate,
    Money? CreditLimit,
    string? DueDate
)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? LedgerBalance { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? AvailableBalance { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? PendingBalance { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Currency { get; init; }

    public static AccountView Of(Account account, BankContract contract)
    {
        var view = new AccountView(
            account.Id,
            account.OwnerId,
            account.Type,
            account.Balance,
            BankTime.Date(account.CreatedAt),
            account.Status,
            account.StatusReason,
            account.StatusUpdatedAt is { } at ? BankTime.Local(at) : null,
            account.StatusUpdatedBy,
            account.InterestRate,
            account.CreditLimit,
            account.DueDate
        );
        return contract == BankContract.V1
            ? view
            : view with
            {
                LedgerBalance = account.Balance,
                AvailableBalance = account.Balance,
                PendingBalance = Money.Zero,
                Currency = account.Currency,
            };
    }
}
