namespace FinancialMcp.EndToEnd.Tests;

/// <summary>The judge of the kill runs finds each kind of lie in a planted history.</summary>
public sealed class KillVerdictTests
{
    private static readonly Told Honest = new("fm1-a", "succeeded", "t1");
    private static readonly JournalRow Posted = new("t1", "fm1-a", "COMPLETED");

    [Fact]
    public void An_honest_history_is_clean() =>
        Assert.Equal(new KillVerdict(1, 1, 0, 0, 0, 0, 0), KillVerdict.Of([Honest], [Posted]));

    [Fact]
    public void A_second_posting_under_a_key_is_a_duplicate() =>
        Assert.Equal(1, KillVerdict.Of([Honest], [Posted, Posted with { TransactionId = "t2" }]).Duplicates);

    [Theory]
    [InlineData("FAILED", "t1")]
    [InlineData("COMPLETED", "another")]
    public void A_success_that_the_bank_does_not_know_is_false(string status, string transaction) =>
        Assert.Equal(
            1,
            KillVerdict.Of([Honest], [Posted with { Status = status, TransactionId = transaction }]).FalseSuccesses
        );

    [Fact]
    public void A_refusal_of_what_the_bank_posted_is_a_false_failure() =>
        Assert.Equal(1, KillVerdict.Of([Honest with { Status = "SERVICE_UNAVAILABLE" }], [Posted]).FalseFailures);

    [Fact]
    public void A_posting_that_nobody_asked_for_is_a_forgotten_key() =>
        Assert.Equal(1, KillVerdict.Of([], [Posted]).ForgottenKeys);

    [Fact]
    public void An_answer_that_claims_nothing_is_open() =>
        Assert.Equal(1, KillVerdict.Of([Honest with { Status = "in_doubt" }], [Posted]).Open);
}
