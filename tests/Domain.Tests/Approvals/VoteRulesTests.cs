using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Tests.Operations;

namespace FinancialMcp.Domain.Tests.Approvals;

public sealed class VoteRulesTests
{
    private static readonly Approver Ann = new("Ann", [new ApproverSubject("issuer", "ann")]);
    private static readonly DateTimeOffset Now = Sample.Start.AddHours(1);
    private static readonly Operation Pending = Sample.Pending(2);

    [Fact]
    public void Somebody_else_may_vote_on_what_they_were_shown() => Assert.Equal(VoteRefusal.None, Judge(Pending, Ann));

    [Fact]
    public void Only_what_waits_takes_votes()
    {
        Assert.Equal(VoteRefusal.NotPending, Judge(Sample.Dispatching(), Ann));
        Assert.Equal(VoteRefusal.NotPending, Judge(Pending with { Approval = null }, Ann));
        Assert.Equal(VoteRefusal.NotPending, Judge(Pending with { State = OperationState.Ready }, Ann));
    }

    [Fact]
    public void The_time_is_over_at_its_end_and_not_before()
    {
        var end = Pending.Approval!.ExpiresAt;

        Assert.Equal(VoteRefusal.None, Judge(Pending, Ann, now: end.AddTicks(-1)));
        Assert.Equal(VoteRefusal.Expired, Judge(Pending, Ann, now: end));
    }

    [Fact]
    public void Without_recorded_subjects_nobody_votes()
    {
        Assert.Equal(VoteRefusal.NoSubjects, Judge(Pending, null));
        Assert.Equal(VoteRefusal.NoSubjects, Judge(Pending, new Approver("Ann", [])));
    }

    [Fact]
    public void Nobody_votes_on_their_own_payment()
    {
        var alice = new Approver("Ann", [Ann.Subjects[0], new ApproverSubject("issuer", "alice")]);
        var acting = Pending with { Principal = new Principal("issuer", "bob", "alice") };
        var elsewhere = new Approver("Ann", [new ApproverSubject("other", "alice")]);

        Assert.Equal(VoteRefusal.OwnPayment, Judge(Pending, alice));
        Assert.Equal(VoteRefusal.OwnPayment, Judge(acting, alice));
        Assert.Equal(VoteRefusal.None, Judge(Pending, elsewhere));
    }

    [Fact]
    public void Nobody_votes_on_what_their_own_agent_asked()
    {
        Assert.Equal(VoteRefusal.OwnAgent, Judge(Pending, Ann, owner: "Ann"));
        Assert.Equal(VoteRefusal.OwnAgent, Judge(Pending, Ann, owner: " aNN "));
        Assert.Equal(VoteRefusal.None, Judge(Pending, Ann, owner: "Ben"));
    }

    [Fact]
    public void Nobody_votes_twice()
    {
        Assert.Equal(VoteRefusal.HasVoted, Judge(Pending, Ann, voted: ["Ben", "Ann"]));
        Assert.Equal(VoteRefusal.None, Judge(Pending, Ann, voted: ["Ben", "ann"]));
    }

    [Fact]
    public void A_vote_is_for_exactly_the_payment_shown()
    {
        Assert.Equal(VoteRefusal.OtherPayment, Judge(Pending, Ann, digest: "other"));
        // The row was changed under the approval: neither digest makes it votable.
        var changed = Pending with
        {
            BackendBody = "{\"amount\":9}",
        };
        Assert.Equal(VoteRefusal.OtherPayment, Judge(changed, Ann, digest: Pending.ParamsDigest));
        Assert.Equal(VoteRefusal.OtherPayment, Judge(changed, Ann, digest: changed.ParamsDigest));
    }

    private static VoteRefusal Judge(
        Operation operation,
        Approver? approver,
        string? owner = null,
        string[]? voted = null,
        string? digest = null,
        DateTimeOffset? now = null
    ) => VoteRules.Judge(operation, digest ?? operation.ParamsDigest, approver, owner, voted ?? [], now ?? Now);
}
