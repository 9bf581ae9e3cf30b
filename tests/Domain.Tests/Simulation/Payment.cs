using System.Globalization;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>One call of an agent: what it asks for under which key. Calling again with the same value is a retry.</summary>
internal sealed record Payment(Principal Principal, IdempotencyKey Key, string Tool, BankInstruction Instruction)
{
    public string KeyHash { get; } = Digest.Of("idempotency-key", Key.ToString());

    public string Fingerprint { get; } = Digest.Of(Tool, Instruction.ToString());

    /// <summary>The earlier payment that the agent says this one is not a repetition of; outside the fingerprint.</summary>
    public OperationId? DistinctFrom { get; init; }
}

/// <summary>What agents ask for: few accounts and sums, so that they meet under limits and as twins.</summary>
internal sealed class Payments(SeededChoice choice)
{
    private static readonly string[] Sums = ["12.50", "80", "250", "499.99", "500", "750", "1500", "2000", "2000.01"];

    private int made;

    public Payment New(Principal principal)
    {
        var (tool, instruction) = Any();
        return new Payment(principal, NewKey(), tool, instruction);
    }

    /// <summary>The same payment under a key that the agent made up.</summary>
    public Payment UnderNewKey(Payment payment, OperationId? distinctFrom) =>
        new(payment.Principal, NewKey(), payment.Tool, payment.Instruction) { DistinctFrom = distinctFrom };

    /// <summary>Another payment under a used key.</summary>
    public Payment Changed(Payment payment)
    {
        var (tool, instruction) = Any();
        return new Payment(payment.Principal, payment.Key, tool, instruction);
    }

    private IdempotencyKey NewKey() =>
        IdempotencyKey.Parse("simulated-key-" + (++made).ToString("D8", CultureInfo.InvariantCulture));

    private (string Tool, BankInstruction Instruction) Any()
    {
        var sum = new Money(Amount.Parse(choice.Of(Sums)).Hundredths, CurrencyCode.Usd);
        var from = Account(choice.Next(6));
        return choice.Next(20) switch
        {
            < 10 => ("transfer_funds", new Transfer(from, Account(10 + choice.Next(3)), sum, null)),
            < 14 => (House.Withdraw, new Withdrawal(from, sum, null)),
            < 17 => ("deposit_funds", new Deposit(from, sum, null)),
            < 18 => (
                "create_account",
                new OpenAccount("alice", AccountType.Checking, CurrencyCode.Usd, null, null, null, sum)
            ),
            // Each on an account of its own: an account that shows what was asked is all a look can tell.
            < 19 => ("set_account_status", new SetStatus(Account(1000 + made), AccountStatus.Frozen, "simulated")),
            _ => ("close_account", new CloseAccount(Account(1000 + made), "simulated")),
        };
    }

    private static AccountId Account(int number) =>
        AccountId.Parse((1000 + number).ToString(CultureInfo.InvariantCulture));
}
