using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Operations;

public sealed class OperationTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<Outcome, OperationState> Outcomes =>
        new()
        {
            { Outcome.Succeeded("t", "{}"), OperationState.Succeeded },
            { Outcome.NotExecuted("LIMIT_EXCEEDED", "Too much."), OperationState.Failed },
            { new Outcome(OutcomeClass.Accepted, null, null, null, null), OperationState.AwaitingBackend },
            { new Outcome(OutcomeClass.NeedsOperator, null, null, null, null), OperationState.NeedsOperator },
            { Outcome.Unknown(), OperationState.InDoubt },
        };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void A_dispatched_operation_takes_the_state_of_its_outcome(Outcome outcome, OperationState state)
    {
        var settled = Dispatched().After(outcome, Start.AddSeconds(3));

        Assert.Equal(state, settled.State);
        Assert.Same(outcome, settled.Outcome);
        Assert.Null(settled.LeaseUntil);
        Assert.Equal(Start.AddSeconds(3), settled.UpdatedAt);
        Assert.Equal(state == OperationState.InDoubt ? Start.AddSeconds(3) : null, settled.DoubtSince);
    }

    [Fact]
    public void What_cannot_be_classified_is_in_doubt()
    {
        var outcome = new Outcome((OutcomeClass)99, null, null, null, null);

        Assert.Equal(OperationState.InDoubt, outcome.State);
    }

    [Fact]
    public void A_doubt_that_stands_keeps_its_beginning()
    {
        var doubted = Dispatched().After(Outcome.Unknown(), Start.AddSeconds(1));
        var accepted = doubted.After(new Outcome(OutcomeClass.Accepted, null, null, null, null), Start.AddSeconds(5));
        var doubtedAgain = accepted.After(Outcome.Unknown(), Start.AddSeconds(9));

        Assert.Equal(Start.AddSeconds(1), doubtedAgain.DoubtSince);
    }

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void A_final_operation_takes_no_outcome(Outcome outcome, OperationState state)
    {
        var done = Dispatched().After(Outcome.Succeeded("t", "{}"), Start);

        var refused = Assert.Throws<InvalidOperationException>(() => done.After(outcome, Start));
        Assert.Contains(state.WireName(), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_move_leaves_the_operation_it_came_from_unchanged()
    {
        var dispatched = Dispatched();
        dispatched.After(Outcome.Succeeded("t", "{}"), Start.AddSeconds(1));

        Assert.Equal(Dispatched(), dispatched);
    }

    [Fact]
    public void An_instruction_tells_what_moves_and_between_whom()
    {
        var (from, to) = (AccountId.Parse("1"), AccountId.Parse("2"));
        var sum = new Money(100, CurrencyCode.Usd);
        var original = TransactionId.Parse("0199c0de-0000-7000-8000-000000000001");

        Assert.Equal((null, to, sum), Facts(new Deposit(to, sum, null)));
        Assert.Equal((from, null, sum), Facts(new Withdrawal(from, sum, null)));
        Assert.Equal((from, to, sum), Facts(new Transfer(from, to, sum, null)));
        Assert.Equal((to, from, sum), Facts(new Reversal(original, sum, to, from, "r")));
        Assert.Equal((null, null, sum), Facts(Open(sum)));
        Assert.Equal((null, null, null), Facts(Open(null)));
        Assert.Equal((from, null, null), Facts(new ChangeAccount(from, 1m, null, null)));
        Assert.Equal((from, null, null), Facts(new SetStatus(from, AccountStatus.Frozen, "r")));
        Assert.Equal((from, null, null), Facts(new CloseAccount(from, "r")));
    }

    private static (AccountId?, AccountId?, Money?) Facts(BankInstruction instruction) =>
        (instruction.From, instruction.To, instruction.Sum);

    private static OpenAccount Open(Money? initial) =>
        new("alice", AccountType.Checking, CurrencyCode.Usd, null, null, null, initial);

    private static Operation Dispatched() =>
        new()
        {
            Id = new OperationId(new Guid("0199c0de-0000-7000-8000-000000000002")),
            Principal = new Principal("issuer", "alice", null),
            KeyHash = "key",
            Fingerprint = "fingerprint",
            Tool = "withdraw_funds",
            Instruction = new Withdrawal(AccountId.Parse("1"), new Money(100, CurrencyCode.Usd), null),
            State = OperationState.Dispatching,
            BackendIdentity = new BackendIdentity("alice", IsStaff: false),
            BackendKey = "fm1-key",
            BackendBody = "{}",
            Attempt = 1,
            Fence = 1,
            LeaseUntil = Start.AddSeconds(35),
            CreatedAt = Start,
            UpdatedAt = Start,
        };
}
