using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Policies;
using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Tests.Policies;

public sealed class ReplayPolicyTests
{
    private static readonly DateTimeOffset Before = TestApplication.Start.AddDays(-1);

    private static readonly PolicyRule Tighter = Held.Rule with { MaxPerCall = Amount.Parse("50") };

    [Fact]
    public async Task It_tells_which_calls_would_have_ended_otherwise_and_leaves_all_as_it_is()
    {
        await using var application = Held.Application();
        await application.CallAsync(Known.Alice, Known.Transfer("40", key: 1));
        await application.CallAsync(Known.Alice, Known.Transfer("60", key: 2));
        await application.HoldAsync("150", key: 3);
        var state = application.Oversight.State;

        var replay = await ReplayAsync(application, Tighter);

        Assert.Equal((3, 0, 0, true), (replay.Operations, replay.Refusals, replay.Unjudged, replay.IsWhole));
        Assert.Equal((2, 0, 0), (replay.NewlyDenied, replay.NewlyAllowed, replay.ApprovalsChanged));
        var (newest, older) = (replay.Changes[0], replay.Changes[1]);
        Assert.Equal(("150.00 USD", "transfer_funds", "alice"), (newest.Sum, newest.Tool, newest.Agent));
        Assert.Equal(new ReplayVerdict(true, null, "held", 1), newest.Before);
        Assert.Equal(new ReplayVerdict(false, "over the most per call", "held", 0), newest.After);
        Assert.Equal(("60.00 USD", "••••01", "••••03"), (older.Sum, older.From, older.To));
        Assert.Equal(state, application.Oversight.State);
        Assert.Equal(AuditCode.AuditRead, application.Trail.Records[^1].Code);
    }

    [Fact]
    public async Task Calls_that_were_refused_and_would_be_allowed_are_found()
    {
        await using var application = Held.Application();
        await application.RefusedAsync(Known.Alice, Known.Transfer("2500", key: 1));
        await application.RefusedAsync(Known.Alice, Known.Transfer("3500", key: 2));

        var replay = await ReplayAsync(
            application,
            Held.Rule with
            {
                MaxPerCall = Amount.Parse("3000"),
                Approvals = [],
            }
        );

        Assert.Equal((0, 2, 1), (replay.Operations, replay.Refusals, replay.NewlyAllowed));
        var change = Assert.Single(replay.Changes);
        Assert.Equal((ReplayEffect.NewlyAllowed, "2500.00 USD", null), (change.Effect, change.Sum, change.OperationId));
    }

    [Fact]
    public async Task More_and_fewer_approvals_are_told_apart_from_denials()
    {
        await using var application = Held.Application();
        await application.CallAsync(Known.Alice, Known.Transfer("99", key: 1));
        await application.HoldAsync("150", key: 2);

        var replay = await ReplayAsync(
            application,
            Held.Rule with
            {
                Approvals = [new ApprovalBand(Amount.Parse("50"), 1), new ApprovalBand(Amount.Parse("150"), 2)],
            }
        );

        Assert.Equal((0, 2), (replay.NewlyDenied, replay.ApprovalsChanged));
        Assert.Equal([(1, 2), (0, 1)], replay.Changes.Select(it => (it.Before.Approvals, it.After.Approvals)));
    }

    /// <summary>The sums are counted as they would have been, from nothing on; what never moved does not count.</summary>
    [Fact]
    public async Task The_windows_of_a_draft_are_counted()
    {
        await using var application = Held.Application();
        await application.CallAsync(Known.Alice, Known.Transfer("60", key: 1));
        application.Clock.Advance(TimeSpan.FromSeconds(1));
        var held = await application.HoldAsync("150", key: 2);
        await application.VoteAsync(Known.Approver, held, approves: false);
        application.Clock.Advance(TimeSpan.FromSeconds(1));
        await application.CallAsync(Known.Alice, Known.Transfer("40", key: 3));
        application.Clock.Advance(TimeSpan.FromDays(1));
        await application.CallAsync(Known.Alice, Known.Transfer("70", key: 4));

        var exact = await ReplayAsync(application, WithDay("100"));
        var less = await ReplayAsync(application, WithDay("99.99"));

        Assert.Equal(["150.00 USD"], exact.Changes.Select(change => change.Sum));
        Assert.Equal("over the sum of a day", exact.Changes[0].After.Why);
        Assert.Equal(["40.00 USD", "150.00 USD"], less.Changes.Select(change => change.Sum));
    }

    [Fact]
    public async Task The_rules_that_decided_are_counted_and_those_that_never_did_are_there_with_nothing()
    {
        await using var application = Held.Application();
        var other = Held.Rule with
        {
            Name = "deposits",
            Match = new PolicyMatch { Tool = "deposit_funds" },
        };
        await application.CallAsync(Known.Alice, Known.Transfer("60", key: 1));
        await application.HoldAsync("150", key: 2);
        await application.RefusedAsync(Known.Alice, Known.Transfer("2500", key: 3));
        application.Rules(Held.Rule with { Name = "renamed" }, other);
        application.Clock.Advance(TimeSpan.FromSeconds(1));

        var coverage = await application.CallAsync(Known.Operator, new ReplayPolicy(null, Before, null));
        var replay = await ReplayAsync(application, other);

        Assert.Equal([new("renamed", 3, 1, 1), new RuleCoverage("deposits", 0, 0, 0)], coverage.Held);
        Assert.Empty(coverage.Draft);
        Assert.Empty(coverage.Changes);
        Assert.Equal(2, Assert.Contains("held", coverage.Recorded));
        Assert.Equal([new RuleCoverage("deposits", 0, 0, 0)], replay.Draft);
        Assert.Equal("no rule speaks of it", replay.Changes[0].After.Why);
        Assert.Equal(2, replay.NewlyDenied);
    }

    [Fact]
    public async Task Only_what_was_recorded_in_the_time_is_replayed()
    {
        await using var application = Held.Application();
        await application.CallAsync(Known.Alice, Known.Transfer("60", key: 1));
        application.Clock.Advance(TimeSpan.FromHours(1));
        var between = application.Clock.GetUtcNow();
        await application.CallAsync(Known.Alice, Known.Transfer("61", key: 2));

        var early = await application.CallAsync(Known.Auditor, new ReplayPolicy([Tighter], Before, between));
        application.Clock.Advance(TimeSpan.FromHours(1));
        var late = await application.CallAsync(Known.Auditor, new ReplayPolicy([Tighter], between, null));

        Assert.Equal("60.00 USD", Assert.Single(early.Changes).Sum);
        Assert.Equal("61.00 USD", Assert.Single(late.Changes).Sum);
        await application.InvalidAsync(Known.Auditor, new ReplayPolicy(null, between, between), "to");
        await application.InvalidAsync(Known.Auditor, new ReplayPolicy([], between, null), "rules");
    }

    /// <summary>Why others were refused has nothing to do with the policy, or cannot be worked out again.</summary>
    [Fact]
    public async Task Reads_and_what_a_role_forbids_are_left_out_and_what_is_not_known_is_not_judged()
    {
        await using var application = Held.Application();
        application.Rules(Held.Rule with { Allow = false });
        application.Bank.Transactions.Add(
            Known.TransactionOf(1, TestApplication.Start, Known.BobChecking, Known.AliceChecking)
        );
        await application.CallAsync(Known.Alice, new GetAccount(Known.AliceChecking));
        await application.RefusedAsync(Known.CallerOf("bob", "readonly_user"), Known.Transfer());
        await application.RefusedAsync(
            Known.Officer,
            new ReverseTransaction(Known.TransactionIdOf(1), "r", Known.Key())
        );

        var replay = await ReplayAsync(application, Held.Rule);

        Assert.Equal((0, 1, 1), (replay.Operations, replay.Refusals, replay.Unjudged));
        Assert.Empty(replay.Changes);
    }

    [Fact]
    public async Task More_than_can_be_read_is_said_and_the_newest_are_replayed()
    {
        await using var application = new TestApplication().WithAccounts();
        await application.CallAsync(Known.Alice, Known.Transfer("60"));
        var intent = application.Trail.Records.Single(record => record.Code == AuditCode.OperationIntent);
        for (var at = 0; at < RecordedChanges.MostRead; at++)
        {
            var id = Guid.CreateVersion7(TestApplication.Start.AddSeconds(at + 1));
            application.Trail.Commit(intent with { Id = id });
        }

        application.Clock.Advance(TimeSpan.FromDays(1));
        var replay = await ReplayAsync(application, new PolicyRule { Name = "none", Allow = false });

        Assert.False(replay.IsWhole);
        Assert.Equal(TestApplication.Start.AddSeconds(1), replay.From);
        Assert.Equal(RecordedChanges.MostRead, replay.Operations);
        Assert.Equal(ReplayPolicyHandler.MostShown, replay.Changes.Count);
    }

    private static PolicyRule WithDay(string most) => Held.Rule with { Day = new Allowance(Amount.Parse(most), null) };

    private static async Task<PolicyReplay> ReplayAsync(TestApplication application, params PolicyRule[] draft)
    {
        // What was recorded in the last moment is before now.
        application.Clock.Advance(TimeSpan.FromSeconds(1));
        return await application.CallAsync(Known.Operator, new ReplayPolicy(draft, Before, null));
    }
}
