using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Policies;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Tests.Policies;

public sealed class PolicyStaffTests
{
    private static readonly PolicyRule Looser = Held.Rule with { MaxPerCall = Amount.Parse("3000") };

    private static readonly PolicyRule Tighter = Held.Rule with { MaxPerCall = Amount.Parse("1000") };

    [Fact]
    public async Task Rules_hold_when_a_second_person_has_approved_exactly_them()
    {
        await using var application = Held.Application();
        var version = application.Oversight.State.Policy.Version;

        var proposed = await application.CallAsync(Known.Operator, new ProposePolicy([Looser], "Rent went up."));
        var shown = (await application.CallAsync(Known.Administrator, new GetPolicy())).Proposed!;
        var approved = await application.CallAsync(Known.Administrator, Decide(shown, approves: true));

        Assert.Equal((version, Held.Rule), (proposed.Version, proposed.Rules[0]));
        Assert.Equal((version + 1, "oskar", "Rent went up."), (shown.Version, shown.By, shown.Reason));
        Assert.Equal((version + 1, null), (approved.Version, approved.Proposed));
        Assert.Equal(Looser, Assert.Single(approved.Rules));
        Assert.Equal(
            [AuditCode.PolicyProposed, AuditCode.CallAnswered, AuditCode.PolicyActivated],
            application.Trail.Records.Select(record => record.Code)
        );
    }

    [Fact]
    public async Task Rules_that_are_turned_down_never_hold()
    {
        await using var application = Held.Application();
        var proposed = await application.CallAsync(Known.Operator, new ProposePolicy([Looser], "r"));

        var after = await application.CallAsync(Known.Administrator, Decide(proposed.Proposed!, approves: false));

        Assert.Equal((Held.Rule, null), (after.Rules[0], after.Proposed));
        Assert.Equal(AuditCode.PolicyRejected, application.Trail.Records[^1].Code);
    }

    [Fact]
    public async Task Nobody_decides_about_the_own_rules_and_nothing_else_is_decided_by_accident()
    {
        await using var application = Held.Application();
        var none = await application.RefusedAsync(Known.Administrator, new DecidePolicy(2, "d", true, "r"));
        var first = (await application.CallAsync(Known.Administrator, new ProposePolicy([Looser], "r"))).Proposed!;

        var own = await application.RefusedAsync(Known.Administrator, Decide(first, approves: true));
        var other = Looser with { MaxPerCall = null };
        var second = (await application.CallAsync(Known.Operator, new ProposePolicy([other], "r"))).Proposed!;
        var stale = await application.RefusedAsync(Known.OtherAdministrator, Decide(first, approves: true));
        var mixed = await application.RefusedAsync(
            Known.OtherAdministrator,
            Decide(first, approves: true) with
            {
                Version = second.Version,
            }
        );

        Assert.Contains("No rules wait", none.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.AuthorizationError, own.Code);
        Assert.Equal(first.Version + 1, second.Version);
        Assert.All(
            [stale, mixed],
            refused => Assert.Contains("Other rules", refused.Message, StringComparison.Ordinal)
        );
        Assert.Equal(Held.Rule, application.Oversight.State.Policy.Rules[0]);
    }

    [Fact]
    public async Task Rules_that_only_tighten_hold_at_once_and_drop_what_waited()
    {
        await using var application = Held.Application();
        await application.CallAsync(Known.OtherOperator, new ProposePolicy([Looser], "r"));

        var after = await application.CallAsync(Known.Operator, new ProposePolicy([Tighter], "Too much is lost."));
        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer("1000.01"));

        Assert.Equal((Tighter, null), (after.Rules[0], after.Proposed));
        Assert.Equal(ErrorCodes.LimitExceeded, refused.Code);
        Assert.Equal(
            [AuditCode.PolicyProposed, AuditCode.PolicyProposed, AuditCode.PolicyActivated, AuditCode.CallRefused],
            application.Trail.Records.Select(record => record.Code)
        );
    }

    /// <summary>They tightened what held when they were proposed; by the time they would hold, they loosen.</summary>
    [Fact]
    public async Task Rules_that_loosen_by_then_what_others_have_decided_wait_for_a_second_person()
    {
        await using var application = Held.Application();
        var decided = 0;
        application.Oversight.BeforeChange = () =>
            application.Oversight.BeforeChange = () =>
            {
                decided++;
                application.Rules(Held.Rule with { MaxPerCall = Amount.Parse("500") });
            };

        var refused = await application.RefusedAsync(Known.Operator, new ProposePolicy([Tighter], "r"));

        Assert.Equal(1, decided);
        Assert.Contains("changed meanwhile", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Amount.Parse("500"), application.Oversight.State.Policy.Rules[0].MaxPerCall);
    }

    [Fact]
    public async Task Rules_that_are_no_policy_are_told_all_their_problems()
    {
        await using var application = Held.Application();

        var refused = await application.RefusedAsync(
            Known.Operator,
            new ProposePolicy([Held.Rule, Held.Rule with { TwinWindowSeconds = -1 }], "")
        );
        await application.InvalidAsync(Known.Operator, new ProposePolicy([], "r"), "rules");
        await application.InvalidAsync(
            Known.Operator,
            new ProposePolicy([Held.Rule with { Name = "zero\u200bwidth" }], "r"),
            "rules"
        );

        Assert.Equal(
            ["reason", "rules", "rules", "rules"],
            refused.Problems.Select(problem => problem.Field).Order(StringComparer.Ordinal)
        );
        Assert.Null(application.Oversight.State.ProposedPolicy);
    }

    private static DecidePolicy Decide(PolicyProposalView shown, bool approves) =>
        new(shown.Version, shown.Digest, approves, "r");
}
