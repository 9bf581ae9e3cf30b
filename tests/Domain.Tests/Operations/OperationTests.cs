using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Operations;

public sealed class OperationTests
{
    private static readonly DateTimeOffset Start = Sample.Start;

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
        var settled = Sample.Dispatching().After(outcome, Start.AddSeconds(3));

        Assert.Equal(state, settled.State);
        Assert.Equal(outcome, settled.Outcome);
        Assert.Null(settled.LeaseUntil);
        Assert.Null(settled.LeaseOwner);
        Assert.Equal(Sample.LeaseEnd, settled.SentUntil);
        Assert.Equal(Start.AddSeconds(3), settled.UpdatedAt);
        Assert.Equal(state == OperationState.InDoubt ? Start.AddSeconds(3) : null, settled.DoubtSince);
        var isLookedAt = state is OperationState.InDoubt or OperationState.AwaitingBackend;
        Assert.Equal(isLookedAt ? Start.AddSeconds(4) : null, settled.NextProbeAt);
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
        var doubted = Sample.Dispatching().After(Outcome.Unknown(), Start.AddSeconds(1));
        var accepted = doubted.After(new Outcome(OutcomeClass.Accepted, null, null, null, null), Start.AddSeconds(5));
        var doubtedAgain = accepted.After(Outcome.Unknown(), Start.AddSeconds(9));

        Assert.Equal(Start.AddSeconds(1), doubtedAgain.DoubtSince);
    }

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void A_final_operation_takes_no_outcome(Outcome outcome, OperationState state)
    {
        var done = Sample.Dispatching().After(Outcome.Succeeded("t", "{}"), Start);

        var refused = Assert.Throws<InvalidOperationException>(() => done.After(outcome, Start));
        Assert.Contains(state.WireName(), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_move_leaves_the_operation_it_came_from_unchanged()
    {
        var dispatched = Sample.Dispatching();
        dispatched.After(Outcome.Succeeded("t", "{}"), Start.AddSeconds(1));

        Assert.Equal(Sample.Dispatching(), dispatched);
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
}
