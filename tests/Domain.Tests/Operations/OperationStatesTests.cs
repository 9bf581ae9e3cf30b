using FinancialMcp.Domain.Operations;
using static FinancialMcp.Domain.Operations.OperationState;

namespace FinancialMcp.Domain.Tests.Operations;

public sealed class OperationStatesTests
{
    /// <summary>The state diagram, written out a second time.</summary>
    private static readonly (OperationState From, OperationState To)[] Moves =
    [
        (PendingApproval, Ready),
        (PendingApproval, Rejected),
        (PendingApproval, Expired),
        (PendingApproval, Cancelled),
        (Ready, Dispatching),
        (Ready, Denied),
        (Ready, Expired),
        (Ready, PendingApproval),
        (Ready, Cancelled),
        (Dispatching, Succeeded),
        (Dispatching, Failed),
        (Dispatching, AwaitingBackend),
        (Dispatching, InDoubt),
        (Dispatching, NeedsOperator),
        (AwaitingBackend, Succeeded),
        (AwaitingBackend, Failed),
        (AwaitingBackend, InDoubt),
        (AwaitingBackend, NeedsOperator),
        (InDoubt, Succeeded),
        (InDoubt, Failed),
        (InDoubt, AwaitingBackend),
        (InDoubt, NeedsOperator),
        (NeedsOperator, Succeeded),
        (NeedsOperator, Failed),
    ];

    private static readonly OperationState[] Final = [Succeeded, Failed, Denied, Rejected, Expired, Cancelled];

    [Fact]
    public void Every_move_of_the_diagram_is_allowed_and_no_other()
    {
        foreach (var from in Enum.GetValues<OperationState>())
        {
            foreach (var to in Enum.GetValues<OperationState>())
            {
                Assert.True(Moves.Contains((from, to)) == from.Allows(to), $"{from} -> {to}");
            }
        }
    }

    [Fact]
    public void A_final_state_is_never_left()
    {
        foreach (var state in Enum.GetValues<OperationState>())
        {
            Assert.Equal(Final.Contains(state), state.IsFinal());
            Assert.True(
                !state.IsFinal() || Array.TrueForAll(Enum.GetValues<OperationState>(), to => !state.Allows(to))
            );
        }
    }

    [Fact]
    public void No_state_leads_back_to_itself() =>
        Assert.DoesNotContain(Enum.GetValues<OperationState>(), state => state.Allows(state));

    /// <summary>Once sent, nothing may make it wait or be sent again.</summary>
    [Fact]
    public void Nothing_that_was_sent_can_be_sent_again()
    {
        var reached = new HashSet<OperationState> { Dispatching };
        var open = new Queue<OperationState>(reached);
        while (open.TryDequeue(out var state))
        {
            foreach (var next in Enum.GetValues<OperationState>().Where(to => state.Allows(to) && reached.Add(to)))
            {
                open.Enqueue(next);
            }
        }

        Assert.DoesNotContain(
            Enum.GetValues<OperationState>(),
            state => state.Allows(Dispatching) && reached.Contains(state)
        );
        Assert.DoesNotContain(PendingApproval, reached);
        Assert.DoesNotContain(Ready, reached);
    }

    /// <summary>Names and numbers are stored and published.</summary>
    [Theory]
    [InlineData(PendingApproval, 1, "pending_approval")]
    [InlineData(Ready, 2, "approved")]
    [InlineData(Dispatching, 3, "in_progress")]
    [InlineData(AwaitingBackend, 4, "awaiting_bank")]
    [InlineData(InDoubt, 5, "in_doubt")]
    [InlineData(NeedsOperator, 6, "needs_operator")]
    [InlineData(Succeeded, 10, "succeeded")]
    [InlineData(Failed, 11, "failed")]
    [InlineData(Denied, 12, "denied")]
    [InlineData(Rejected, 13, "rejected")]
    [InlineData(Expired, 14, "expired")]
    [InlineData(Cancelled, 15, "cancelled")]
    public void Every_state_keeps_its_number_and_name(OperationState state, int number, string name)
    {
        Assert.Equal(number, (int)state);
        Assert.Equal(name, state.WireName());
    }

    [Fact]
    public void There_are_twelve_states() => Assert.Equal(12, Enum.GetValues<OperationState>().Length);
}
