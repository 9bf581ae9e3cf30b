using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>Compares what the bank states with what it was asked. Answers the names of the fields that differ.</summary>
internal static class Echo
{
    /// <summary>A settled row must be ours in every respect; a field that is missing differs.</summary>
    public static IReadOnlyList<string> Mismatches(Operation operation, BankTransaction transaction, bool checksCreator)
    {
        var instruction = operation.Instruction;
        List<string> differing = [];
        Expect(differing, "amount", transaction.Amount == instruction.Sum);
        Expect(differing, "from", transaction.From == instruction.From);
        Expect(differing, "to", transaction.To == instruction.To);
        Expect(differing, "type", transaction.Type == TypeOf(instruction));
        Expect(differing, "key", Same(transaction.IdempotencyKey, operation.BackendKey));
        Expect(differing, "creator", !checksCreator || Same(transaction.CreatedBy, operation.BackendIdentity.Subject));
        if (instruction is Reversal reversal)
        {
            Expect(differing, "original", transaction.Original == reversal.Original);
        }

        return differing;
    }

    /// <summary>An authorization is not a row yet: what it states must agree, what it leaves out says nothing.</summary>
    public static IReadOnlyList<string> MismatchesOfStated(Operation operation, WireTransaction wire)
    {
        var instruction = operation.Instruction;
        List<string> differing = [];
        Expect(differing, "amount", wire.Amount is null || wire.Amount == instruction.Sum?.ToDecimal());
        Expect(differing, "from", IsSide(wire.FromAccountId, instruction.From));
        Expect(differing, "to", IsSide(wire.ToAccountId, instruction.To));
        Expect(differing, "key", wire.IdempotencyKey is null || Same(wire.IdempotencyKey, operation.BackendKey));
        return differing;
    }

    /// <summary>The account after a change must show what was asked; what was not asked may be anything.</summary>
    public static IReadOnlyList<string> Mismatches(BankInstruction instruction, BankAccount account)
    {
        List<string> differing = [];
        if (instruction is not OpenAccount)
        {
            Expect(differing, "account", account.Id == instruction.From);
        }

        switch (instruction)
        {
            case OpenAccount open:
                Expect(differing, "owner", Same(account.OwnerId, open.OwnerId));
                Expect(differing, "type", account.Type == open.Type);
                Expect(differing, "status", account.Status == AccountStatus.Active);
                Expect(differing, "balance", account.Balance == (open.InitialBalance ?? new Money(0, open.Currency)));
                ExpectTerms(differing, account, open.InterestRate, open.CreditLimit, open.DueDate);
                break;
            case ChangeAccount change:
                ExpectTerms(differing, account, change.InterestRate, change.CreditLimit, change.DueDate);
                break;
            case SetStatus set:
                Expect(differing, "status", account.Status == set.Status);
                break;
            case CorrectBalance correct:
                Expect(differing, "balance", account.Balance == correct.NewBalance);
                break;
            default:
                throw new InvalidOperationException($"{instruction.GetType().Name} does not change an account.");
        }

        return differing;
    }

    /// <summary>A closure must name the account and say that it is closed.</summary>
    public static IReadOnlyList<string> Mismatches(CloseAccount instruction, WireClosure closure)
    {
        List<string> differing = [];
        Expect(differing, "account", Same(closure.AccountId, instruction.Account.ToString()));
        Expect(differing, "status", Same(closure.Status, BankReading.NameOf(AccountStatus.Closed)));
        return differing;
    }

    private static void ExpectTerms(
        List<string> differing,
        BankAccount account,
        decimal? interestRate,
        Money? creditLimit,
        DateOnly? dueDate
    )
    {
        Expect(differing, "interest_rate", interestRate is null || account.InterestRate == interestRate);
        Expect(differing, "credit_limit", creditLimit is null || account.CreditLimit == creditLimit);
        Expect(differing, "due_date", dueDate is null || account.DueDate == dueDate);
    }

    private static bool IsSide(string? stated, AccountId? asked) =>
        stated is null || stated == (asked?.ToString() ?? BankReading.Outside);

    private static TransactionType TypeOf(BankInstruction instruction) =>
        instruction switch
        {
            Deposit => TransactionType.Deposit,
            Withdrawal => TransactionType.Withdrawal,
            Transfer => TransactionType.Transfer,
            Reversal => TransactionType.Reversal,
            _ => throw new InvalidOperationException($"{instruction.GetType().Name} does not move money."),
        };

    private static bool Same(string? stated, string asked) => string.Equals(stated, asked, StringComparison.Ordinal);

    private static void Expect(List<string> differing, string field, bool holds)
    {
        if (!holds)
        {
            differing.Add(field);
        }
    }
}
