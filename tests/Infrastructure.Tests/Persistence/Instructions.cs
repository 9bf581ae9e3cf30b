using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>One instruction of each kind, with the values that are easy to lose.</summary>
internal static class Instructions
{
    private static readonly AccountId Account = AccountId.Parse("9223372036854775807");
    private static readonly Money Yen = new(1_000, CurrencyCode.Parse("JPY"));
    private static readonly Money Most = new(99_999_999_999_999, CurrencyCode.Usd);

    internal static readonly BankInstruction[] All =
    [
        new Deposit(Account, Most, null),
        new Withdrawal(Account, Yen, "\"quoted\" \\ and\nbroken"),
        Samples.Transfer("0.01"),
        new Reversal(TransactionId.Parse("0193c0de-0000-7000-8000-0000000000ff"), Most, Account, null, "mistake"),
        new OpenAccount(
            "owner-1",
            AccountType.Credit,
            CurrencyCode.Usd,
            0.0525m,
            Most,
            new DateOnly(2026, 12, 31),
            null
        ),
        new ChangeAccount(Account, null, null, new DateOnly(2027, 2, 28)),
        new SetStatus(Account, AccountStatus.Frozen, "court order"),
        new CloseAccount(Account, "asked for"),
        new CorrectBalance(
            Account,
            Most,
            new Money(1, CurrencyCode.Usd),
            AccountType.Credit,
            "owner-1",
            Most,
            new DateOnly(2026, 12, 31),
            "counted wrong"
        ),
    ];

    static Instructions() =>
        Assert.Equal(
            typeof(BankInstruction).Assembly.GetTypes().Count(type => type.IsSubclassOf(typeof(BankInstruction))),
            All.DistinctBy(instruction => instruction.GetType()).Count()
        );
}
