using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Tests.Operations;

/// <summary>How what people have decided bears on a change that is asked for.</summary>
public sealed class JudgedOperationTests
{
    [Fact]
    public async Task What_a_rule_denies_is_refused_and_leaves_the_key_free()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Rules(new PolicyRule { Name = "no", Allow = false });

        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer());
        application.Rules(Held.Rule);
        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());

        Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
        Assert.Null(refused.OperationId);
        Assert.False(receipt.Replayed);
        Assert.Equal("held", application.Trail.Records.Single(record => record.Code == AuditCode.OperationIntent).Rule);
    }

    [Fact]
    public async Task What_moves_money_and_has_no_rule_is_refused()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Rules(Held.Rule with { Match = new PolicyMatch { Currency = CurrencyCode.Parse("EUR") } });

        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer());

        Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
        Assert.Empty(application.Operations.Rows);
    }

    [Theory]
    [InlineData("99.99", "succeeded")]
    [InlineData("100", "pending_approval")]
    [InlineData("2000", "pending_approval")]
    public async Task Up_to_the_most_of_one_call_it_is_sent_or_held(string amount, string status)
    {
        await using var application = Held.Application();

        Assert.Equal(status, (await application.CallAsync(Known.Alice, Known.Transfer(amount))).Status);
        Assert.Equal(status == "succeeded" ? 1 : 0, application.Bank.Sent.Count);
    }

    [Fact]
    public async Task Above_the_most_of_one_call_it_is_refused_and_told_the_limit()
    {
        await using var application = Held.Application();

        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer("2000.01"));

        Assert.Equal(ErrorCodes.LimitExceeded, refused.Code);
        Assert.Equal(("held", "call", "2000.00"), (refused.Limit!.Rule, refused.Limit.Limit, refused.Limit.Cap));
        Assert.Empty(application.Operations.Rows);
    }

    [Fact]
    public async Task The_last_cent_of_a_day_fits_and_one_more_does_not()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Rules(
            new PolicyRule
            {
                Name = "day",
                Day = new Allowance(Amount.Parse("100"), null),
                TwinWindowSeconds = 0,
            }
        );

        await application.CallAsync(Known.Alice, Known.Transfer("60"));
        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer("40.01", key: 2));
        await application.CallAsync(Known.Alice, Known.Transfer("40", key: 3));

        Assert.Equal(
            (ErrorCodes.LimitExceeded, "40.00", "100.00"),
            (refused.Code, refused.Limit!.Left, refused.Limit.Cap)
        );
        Assert.Equal(new DateTimeOffset(2026, 3, 16, 0, 0, 0, TimeSpan.Zero), refused.Limit.ResetsAt);
        Assert.Equal((10_000, 0), Used(application));
        Assert.Equal(2, application.Operations.Rows.Count);
    }

    [Fact]
    public async Task A_number_of_operations_is_a_limit_too_and_what_failed_does_not_count()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Rules(
            new PolicyRule
            {
                Name = "twice",
                Day = new Allowance(null, 2),
                TwinWindowSeconds = 0,
            }
        );
        application.Bank.Answer = _ => Task.FromResult(Outcome.NotExecuted(ErrorCodes.AccountFrozen, "No."));
        await application.RefusedAsync(Known.Alice, Known.Transfer(key: 9));
        application.Bank.Answer = operation => Task.FromResult(Fakes.ScriptedBank.Done(operation));

        await application.CallAsync(Known.Alice, Known.Transfer(key: 1));
        await application.CallAsync(Known.Alice, Known.Transfer(key: 2));
        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer(key: 3));

        Assert.Equal(
            (ErrorCodes.LimitExceeded, 0, 2),
            (refused.Code, refused.Limit!.LeftCount, refused.Limit.CapCount)
        );
    }

    /// <summary>It may have happened: until that is known it counts, and nobody can spend the same room twice.</summary>
    [Fact]
    public async Task What_is_in_doubt_keeps_its_hold()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Rules(Held.Rule with { Day = new Allowance(Amount.Parse("50"), null) });
        application.Bank.Answer = _ => Task.FromResult(Outcome.Unknown());

        await application.CallAsync(Known.Alice, Known.Transfer("50"));
        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer("0.01", key: 2));

        Assert.Equal(ErrorCodes.LimitExceeded, refused.Code);
        Assert.Equal((0, 5000), Used(application));
    }

    [Fact]
    public async Task What_is_held_for_people_is_not_sent_and_says_what_it_waits_for()
    {
        await using var application = Held.Application();

        var receipt = await application.CallAsync(Known.Alice, Known.Transfer("1000"));
        var again = await application.CallAsync(Known.Alice, Known.Transfer("1000"));

        Assert.Equal("pending_approval", receipt.Status);
        Assert.Equal((2, 0), (receipt.Approval!.Needed, receipt.Approval.Given));
        Assert.Equal(TestApplication.Start.AddHours(24), receipt.Approval.ExpiresAt);
        Assert.Equal("get_operation", receipt.Next!.Tool);
        Assert.Equal(receipt with { Replayed = true, Next = again.Next, RequestId = again.RequestId }, again);
        Assert.Empty(application.Bank.Sent);
        Assert.Equal(application.Row.ParamsDigest, application.Row.Approval!.Digest);
        Assert.Equal((0, 100_000), Used(application, LimitDay));
    }

    [Fact]
    public async Task The_same_payment_under_another_key_is_asked_about_and_goes_on_only_by_its_name()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Rules(Held.Rule with { TwinWindowSeconds = 600 });
        var first = await application.CallAsync(Known.Alice, Known.Transfer());

        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer(key: 2));
        var wrong = await application.RefusedAsync(
            Known.Alice,
            Known.Transfer(key: 2) with
            {
                ConfirmDistinctFrom = OperationId.New(application.Clock),
            }
        );
        var second = await application.CallAsync(
            Known.Alice,
            Known.Transfer(key: 2) with
            {
                ConfirmDistinctFrom = Known.IdOf(refused.OperationId),
            }
        );
        var replay = await application.CallAsync(Known.Alice, Known.Transfer(key: 2));

        Assert.Equal((ErrorCodes.PossibleDuplicate, first.OperationId), (refused.Code, refused.OperationId));
        Assert.Equal(ErrorCodes.PossibleDuplicate, wrong.Code);
        Assert.Equal(("succeeded", false), (second.Status, second.Replayed));
        Assert.Equal((second.OperationId, true), (replay.OperationId, replay.Replayed));
        Assert.Equal(2, application.Bank.Sent.Count);
    }

    [Fact]
    public async Task After_the_window_the_same_payment_is_a_new_one()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Rules(Held.Rule with { TwinWindowSeconds = 600 });
        await application.CallAsync(Known.Alice, Known.Transfer());
        application.Clock.Advance(TimeSpan.FromSeconds(600));
        await application.RefusedAsync(Known.Alice, Known.Transfer(key: 2));

        application.Clock.Advance(TimeSpan.FromSeconds(1));
        await application.CallAsync(Known.Alice, Known.Transfer(key: 2));

        Assert.Equal(2, application.Bank.Sent.Count);
    }

    [Fact]
    public async Task An_agent_for_whom_nobody_answers_moves_no_money_and_may_change_what_moves_none()
    {
        await using var application = new TestApplication(BankContract.V2).WithAccounts();
        application.Agent(Known.Alice.Principal, agent => agent with { Owner = null });

        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer());
        await application.CallAsync(Known.Alice, new UpdateAccount(Known.AliceSavings, 1m, null, null, Known.Key(2)));

        Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
        Assert.Contains("owner", refused.Message, StringComparison.Ordinal);
        Assert.Single(application.Bank.Sent);
    }

    [Fact]
    public async Task The_policy_of_the_role_that_grants_the_right_decides()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Rules(
            Held.Rule with
            {
                Match = new PolicyMatch { Role = "user" },
            },
            new PolicyRule
            {
                Name = "readers",
                Match = new PolicyMatch { Role = "customer_service" },
            }
        );

        var refused = await application.RefusedAsync(
            Known.CallerOf("alice", RolePermissions.User, "customer_service"),
            Known.Transfer("2000.01")
        );

        Assert.Equal(("held", ErrorCodes.LimitExceeded), (refused.Limit!.Rule, refused.Code));
    }

    private const Domain.Limits.LimitPeriod LimitDay = Domain.Limits.LimitPeriod.Day;

    private static (long Used, long Held) Used(TestApplication application, Domain.Limits.LimitPeriod period = LimitDay)
    {
        var window = application.Operations.Windows.Single(entry => entry.Key.Period == period).Value;
        return (window.Used, window.Held);
    }
}
