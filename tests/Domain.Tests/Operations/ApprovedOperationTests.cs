using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Operations;

/// <summary>The moves of an operation that waits for people.</summary>
public sealed class ApprovedOperationTests
{
    private static readonly DateTimeOffset Later = Sample.Start.AddMinutes(5);

    [Fact]
    public void It_is_ready_with_the_last_vote_it_needs()
    {
        var first = Sample.Pending(2).Voted(Sample.Yes("Ann"), "REJECTED");
        var second = first.Voted(Sample.Yes("Ben"), "REJECTED");

        Assert.Equal((OperationState.PendingApproval, 1, 2L), (first.State, first.Approval!.Given, first.Fence));
        Assert.Equal((OperationState.Ready, 2, 3L), (second.State, second.Approval!.Given, second.Fence));
    }

    [Fact]
    public void One_rejection_ends_it()
    {
        var rejected = Sample.Pending(2).Voted(Sample.No("Ann"), "REJECTED");

        Assert.Equal((OperationState.Rejected, 2L), (rejected.State, rejected.Fence));
        Assert.Equal((OutcomeClass.NotExecuted, "REJECTED"), (rejected.Outcome!.Class, rejected.Outcome.ErrorCode));
        Assert.Throws<InvalidOperationException>(() => rejected.Voted(Sample.Yes("Ben"), "REJECTED"));
    }

    [Fact]
    public void What_waits_for_no_vote_takes_none()
    {
        Assert.Throws<InvalidOperationException>(() => Sample.Dispatching().Voted(Sample.Yes("Ann"), "REJECTED"));
        Assert.Throws<InvalidOperationException>(() => Ready().Voted(Sample.Yes("Ben"), "REJECTED"));
        Assert.Throws<InvalidOperationException>(() =>
            (Sample.Pending(1) with { Approval = null }).Voted(Sample.Yes("Ann"), "REJECTED")
        );
    }

    [Fact]
    public void Asking_more_keeps_the_votes_given()
    {
        var asking = Ready().AskingMore(2, 7, Later);
        var ready = asking.Voted(Sample.Yes("Ben"), "REJECTED");

        Assert.Equal(
            (OperationState.PendingApproval, 2, 1),
            (asking.State, asking.Approval!.Needed, asking.Approval.Given)
        );
        Assert.Equal((7, 3L), (asking.PolicyVersion, asking.Fence));
        Assert.Equal(OperationState.Ready, ready.State);
    }

    [Fact]
    public void It_is_dispatched_once_with_a_new_fence_and_its_approval_used_up()
    {
        var sent = Ready().Dispatched(7, "server", Later.AddSeconds(35), Later);

        Assert.Equal((OperationState.Dispatching, 1, 3L), (sent.State, sent.Attempt, sent.Fence));
        Assert.Equal((Later.AddSeconds(35), "server", 7), (sent.LeaseUntil, sent.LeaseOwner, sent.PolicyVersion));
        Assert.Equal(Later, sent.Approval!.ConsumedAt);
        Assert.Throws<InvalidOperationException>(() =>
            (sent with { State = OperationState.Ready }).Dispatched(7, "server", Later, Later)
        );
    }

    [Fact]
    public void It_is_not_dispatched_before_it_is_ready() =>
        Assert.Throws<InvalidOperationException>(() => Sample.Pending(1).Dispatched(7, "server", Later, Later));

    [Fact]
    public void An_approval_of_another_payment_dispatches_nothing()
    {
        var other = Ready() with { BackendBody = "{\"amount\":2}" };

        Assert.Throws<InvalidOperationException>(() => other.Dispatched(7, "server", Later, Later));
        Assert.Throws<InvalidOperationException>(() =>
            (Ready() with { Approval = null }).Dispatched(7, "server", Later, Later)
        );
    }

    [Theory]
    [InlineData(OperationState.Denied)]
    [InlineData(OperationState.Expired)]
    [InlineData(OperationState.Cancelled)]
    public void What_was_never_sent_ends_with_a_new_fence(OperationState state)
    {
        var ended = Ready().Ended(state, null, Later);

        Assert.Equal((state, 3L, Later), (ended.State, ended.Fence, ended.UpdatedAt));
        Assert.Throws<InvalidOperationException>(() => ended.Ended(state, null, Later));
        Assert.Throws<InvalidOperationException>(() => Sample.Dispatching().Ended(state, null, Later));
    }

    /// <summary>Whatever could change what the bank does is in the digest that people vote on.</summary>
    [Fact]
    public void Another_payment_has_another_digest()
    {
        var operation = Sample.Pending(1);
        Operation[] others =
        [
            operation with
            {
                Id = new OperationId(new Guid("0199c0de-0000-7000-8000-000000000003")),
            },
            operation with
            {
                Tool = "other",
            },
            operation with
            {
                BackendIdentity = new BackendIdentity("bob", false),
            },
            operation with
            {
                BackendIdentity = new BackendIdentity("alice", true),
            },
            operation with
            {
                BackendKey = "fm1-other",
            },
            operation with
            {
                BackendBody = "{ }",
            },
            operation with
            {
                Instruction = new Withdrawal(AccountId.Parse("2"), new Money(100, CurrencyCode.Usd), null),
            },
            operation with
            {
                Instruction = new Withdrawal(AccountId.Parse("1"), new Money(101, CurrencyCode.Usd), null),
            },
            operation with
            {
                Instruction = new Deposit(AccountId.Parse("1"), new Money(100, CurrencyCode.Usd), null),
            },
        ];

        var digests = others.Append(operation).Select(each => each.ParamsDigest).Distinct(StringComparer.Ordinal);
        Assert.Equal(others.Length + 1, digests.Count());
        Assert.Equal(operation.ParamsDigest, (operation with { Fence = 9, Attempt = 3 }).ParamsDigest);
    }

    [Fact]
    public void A_twin_is_the_same_payment_whatever_its_key()
    {
        var operation = Sample.Dispatching();
        var sum = new Money(100, CurrencyCode.Usd);

        Assert.Equal(operation.Twin, (operation with { BackendKey = "fm1-other", BackendBody = "{ }" }).Twin);
        Assert.NotEqual(operation.Twin, (operation with { Tool = "other" }).Twin);
        Assert.NotEqual(operation.Twin, (operation with { Principal = new Principal("issuer", "bob", null) }).Twin);
        Assert.NotEqual(
            operation.Twin,
            (operation with { Instruction = new Deposit(AccountId.Parse("1"), sum, null) }).Twin
        );
        Assert.Null((operation with { Instruction = new CloseAccount(AccountId.Parse("1"), "r") }).Twin);
    }

    private static Operation Ready() => Sample.Pending(1).Voted(Sample.Yes("Ann"), "REJECTED");
}
