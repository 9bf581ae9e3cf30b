using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Operations;

public sealed class DoubtRulesTests
{
    private static readonly TimeSpan Quiesce = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Instant = TimeSpan.FromTicks(1);
    private static readonly DoubtRules Rules = new(Quiesce, TokensEnd: true);
    private static readonly DateTimeOffset Quiet = Sample.LeaseEnd + DoubtRules.ClockMargin;

    [Fact]
    public void It_is_quiet_a_margin_after_the_last_attempts_lease()
    {
        Assert.Equal(Quiet, DoubtRules.QuietFrom(Sample.InDoubt()));
        Assert.Equal(
            Sample.Start + DoubtRules.ClockMargin,
            DoubtRules.QuietFrom(Sample.InDoubt() with { SentUntil = null, UpdatedAt = Sample.Start })
        );
    }

    [Fact]
    public void A_look_that_finds_it_ends_the_doubt_at_once()
    {
        var found = After(Sample.InDoubt(), LookUp.Found(Outcome.Succeeded("t", "{}")), Sample.Start);
        var failed = After(Sample.InDoubt(), LookUp.Found(Outcome.NotExecuted("C", "m")), Sample.Start);
        var accepted = After(Sample.InDoubt() with { ProbeCount = 4 }, LookUp.Found(Accepted), Sample.Start);

        Assert.Equal((OperationState.Succeeded, "t"), (found.State, found.Outcome!.BackendTransactionId));
        Assert.Equal(OperationState.Failed, failed.State);
        Assert.Equal((OperationState.AwaitingBackend, 0), (accepted.State, accepted.ProbeCount));
    }

    [Fact]
    public void A_look_that_finds_what_is_known_already_looks_again_later()
    {
        var doubted = Sample.InDoubt();
        var awaiting = After(doubted, LookUp.Found(Accepted), Quiet);

        AssertLater(doubted, After(doubted, LookUp.Found(Outcome.Unknown()), Quiet));
        AssertLater(awaiting, After(awaiting, LookUp.Found(Accepted), Quiet));
    }

    [Theory]
    [InlineData(LookUpFinding.Contradiction)]
    [InlineData(LookUpFinding.Impossible)]
    public void What_no_look_can_tell_is_for_people(LookUpFinding finding)
    {
        var awaiting = After(Sample.InDoubt(), LookUp.Found(Accepted), Quiet);

        var after = After(awaiting, new LookUp(finding), Sample.Start);

        Assert.Equal(OperationState.NeedsOperator, after.State);
        Assert.Equal((OutcomeClass.NeedsOperator, "t"), (after.Outcome!.Class, after.Outcome.BackendTransactionId));
        Assert.Null(after.NextProbeAt);
    }

    [Fact]
    public void A_look_that_was_not_answered_counts_for_nothing()
    {
        var doubted = Sample.InDoubt() with { AbsentSince = Quiet, AbsentCount = 2 };

        AssertLater(doubted, After(doubted, LookUp.Unavailable, Quiet + Quiesce));
    }

    [Fact]
    public void An_account_that_does_not_show_it_is_for_people_only_after_the_window()
    {
        var doubted = Sample.InDoubt();

        AssertLater(doubted, After(doubted, LookUp.NotShown, Quiet + Quiesce - Instant));
        Assert.Equal(OperationState.NeedsOperator, After(doubted, LookUp.NotShown, Quiet + Quiesce).State);
    }

    [Fact]
    public void Absence_counts_only_from_when_it_is_quiet()
    {
        var doubted = Sample.InDoubt();

        AssertLater(doubted, After(doubted, LookUp.Absent, Quiet - Instant));
        var counted = After(doubted, LookUp.Absent, Quiet);
        Assert.Equal((1, Quiet), (counted.AbsentCount, counted.AbsentSince));
        Assert.Equal(OperationState.InDoubt, counted.State);
    }

    [Fact]
    public void Absence_is_proof_by_three_looks_with_the_window_between_them()
    {
        var twice = Sample.InDoubt() with { AbsentSince = Quiet, AbsentCount = 2 };
        var once = twice with { AbsentCount = 1 };
        var late = twice with { AbsentSince = Quiet + Instant };

        Assert.Equal(OperationState.InDoubt, After(twice, LookUp.Absent, Quiet + Quiesce - Instant).State);
        Assert.Equal(OperationState.InDoubt, After(once, LookUp.Absent, Quiet + Quiesce).State);
        Assert.Equal(OperationState.InDoubt, After(late, LookUp.Absent, Quiet + Quiesce).State);

        var failed = After(twice, LookUp.Absent, Quiet + Quiesce);
        Assert.Equal((OperationState.Failed, "CODE"), (failed.State, failed.Outcome!.ErrorCode));
        Assert.Equal(DoubtRules.NothingMoved, failed.Outcome.Message);
    }

    [Fact]
    public void Absence_never_proves_anything_under_a_token_that_does_not_end()
    {
        var twice = Sample.InDoubt() with { AbsentSince = Quiet, AbsentCount = 2 };
        var rules = Rules with { TokensEnd = false };

        var after = rules.After(twice, LookUp.Absent, Quiet + Quiesce, Quiet + Quiesce, "CODE", 0);

        Assert.Equal(OperationState.NeedsOperator, after.State);
    }

    /// <summary>Found by the simulation: a customer may authorize at the bank, long after, what no look shows.</summary>
    [Fact]
    public void What_the_bank_accepted_does_not_fail_by_absence()
    {
        var awaiting = After(Sample.InDoubt(), LookUp.Found(Accepted), Quiet);
        var twice = awaiting with { AbsentSince = Quiet, AbsentCount = 2 };

        var after = After(twice, LookUp.Absent, Quiet + Quiesce);

        Assert.Equal((OperationState.NeedsOperator, "t"), (after.State, after.Outcome!.BackendTransactionId));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(5, 32)]
    [InlineData(8, 256)]
    [InlineData(9, 300)]
    [InlineData(1000, 300)]
    public void Looks_come_at_doubling_pauses_up_to_five_minutes(int looks, int seconds)
    {
        var now = Quiet.AddHours(1);
        var doubted = Sample.InDoubt() with { ProbeCount = looks };

        var longest = Rules.After(doubted, LookUp.Unavailable, now, now, "CODE", 0);
        var shortest = Rules.After(doubted, LookUp.Unavailable, now, now, "CODE", 1000);

        Assert.Equal(now.AddSeconds(seconds), longest.NextProbeAt);
        Assert.Equal(now.AddSeconds(seconds * 0.9), shortest.NextProbeAt);
        Assert.Equal(looks + 1, longest.ProbeCount);
    }

    [Fact]
    public void The_next_look_is_no_later_than_when_one_proves_something()
    {
        var early = After(Sample.InDoubt() with { ProbeCount = 9 }, LookUp.Unavailable, Sample.LeaseEnd);

        Assert.Equal(Quiet, early.NextProbeAt);
    }

    [Fact]
    public void Absence_is_proven_as_soon_as_the_window_is_over()
    {
        var first = After(Sample.InDoubt() with { ProbeCount = 9 }, LookUp.Absent, Quiet);
        var second = After(first, LookUp.Absent, first.NextProbeAt!.Value);
        var third = After(second, LookUp.Absent, second.NextProbeAt!.Value);

        Assert.Equal(Quiet + (Quiesce / 2), first.NextProbeAt);
        Assert.Equal(Quiet + Quiesce + TimeSpan.FromSeconds(1), second.NextProbeAt);
        Assert.Equal(OperationState.Failed, third.State);
    }

    [Fact]
    public void What_no_look_shows_is_looked_for_again_at_the_moment_that_concludes_it()
    {
        var pressing = After(Sample.InDoubt() with { ProbeCount = 9 }, LookUp.NotShown, Quiet);

        Assert.Equal(Quiet + Quiesce, pressing.NextProbeAt);
        Assert.Equal(OperationState.NeedsOperator, After(pressing, LookUp.NotShown, pressing.NextProbeAt!.Value).State);
    }

    private static Outcome Accepted => new(OutcomeClass.Accepted, null, null, "t", null);

    private static Operation After(Operation operation, LookUp look, DateTimeOffset began) =>
        Rules.After(operation, look, began, began, "CODE", 0);

    private static void AssertLater(Operation before, Operation after)
    {
        Assert.Equal(before.State, after.State);
        Assert.Equal((before.AbsentSince, before.AbsentCount), (after.AbsentSince, after.AbsentCount));
        Assert.Equal(before.ProbeCount + 1, after.ProbeCount);
        Assert.True(after.NextProbeAt > after.UpdatedAt);
    }
}
