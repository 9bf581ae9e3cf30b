using FinancialMcp.Application.Audit;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Tests.Operations;

/// <summary>What was approved and is not allowed any more ends unsent, holds nothing, and says why.</summary>
public sealed class DeniedOperationsTests
{
    [Fact]
    public async Task A_policy_that_now_denies_ends_it()
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();
        application.Rules(Held.Rule with { Allow = false });

        await MustBeDeniedAsync(application, ready, ErrorCodes.AuthorizationError);
    }

    [Fact]
    public async Task A_policy_that_now_allows_less_in_one_call_ends_it()
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();
        application.Rules(Held.Rule with { MaxPerCall = Amount.Parse("149.99") });

        await MustBeDeniedAsync(application, ready, ErrorCodes.LimitExceeded);
    }

    public static TheoryData<string> Takings => ["suspended", "revoked", "granted less", "without an owner"];

    [Theory]
    [MemberData(nameof(Takings))]
    public async Task An_agent_that_lost_its_right_meanwhile_gets_nothing_done(string how)
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();
        application.Agent(
            Known.Alice.Principal,
            agent =>
                how switch
                {
                    "suspended" => agent with { Status = AgentStatus.Suspended },
                    "revoked" => agent with { Status = AgentStatus.Revoked },
                    "granted less" => agent with { Grant = Grant.Read },
                    _ => agent with { Owner = null },
                }
        );

        await MustBeDeniedAsync(application, ready, ErrorCodes.AuthorizationError);
    }

    [Fact]
    public async Task An_account_that_is_somebody_elses_by_now_is_not_debited()
    {
        await using var application = Held.Application();
        application.Bank.ShowsEverything = true;
        var ready = await application.ReadyAsync();
        application.Change(Known.AliceChecking, account => account with { OwnerId = "bob" });

        await MustBeDeniedAsync(application, ready, ErrorCodes.AccountNotFound);
    }

    [Fact]
    public async Task An_account_that_is_gone_is_not_debited()
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();
        application.Bank.Accounts.RemoveAll(account => account.Id == Known.AliceChecking);

        await MustBeDeniedAsync(application, ready, ErrorCodes.AccountNotFound);
    }

    [Theory]
    [InlineData(AccountStatus.Frozen, ErrorCodes.AccountFrozen)]
    [InlineData(AccountStatus.Closed, ErrorCodes.ValidationError)]
    public async Task An_account_that_is_frozen_or_closed_by_now_is_not_debited(AccountStatus status, string code)
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();
        application.Change(Known.AliceChecking, account => account with { Status = status });

        await MustBeDeniedAsync(application, ready, code);
    }

    /// <summary>Asked for before midnight, approved after it: it counts in the new day, which is full.</summary>
    [Fact]
    public async Task Over_the_limit_of_the_day_it_is_sent_in_it_is_denied_and_holds_nothing_any_more()
    {
        await using var application = Held.Application();
        application.Rules(Held.Rule with { Day = new Allowance(Amount.Parse("200"), null) });
        var ready = await application.ReadyAsync();
        application.Clock.Advance(TimeSpan.FromHours(13));
        await application.CallAsync(Known.Alice, Known.Transfer("60", key: 2));

        await MustBeDeniedAsync(application, ready, ErrorCodes.LimitExceeded, sent: 1);
    }

    private static async Task MustBeDeniedAsync(TestApplication application, Operation ready, string code, int sent = 0)
    {
        var denied = await application.CarryOutAsync(ready);

        Assert.Equal((OperationState.Denied, code), (denied.State, denied.Outcome!.ErrorCode));
        Assert.Equal(denied, application.Stored(ready));
        Assert.Equal(sent, application.Bank.Sent.Count);
        Assert.Equal(AuditCode.OperationEnded, application.Trail.Records[^1].Code);
        MustHoldNothing(application);
        var told = await application.RefusedAsync(Known.Alice, Known.Transfer("150"));
        Assert.Equal((code, ready.Id.ToString()), (told.Code, told.OperationId));
    }

    private static void MustHoldNothing(TestApplication application) =>
        Assert.All(
            application.Operations.Windows.Values,
            window => Assert.Equal((0, 0), (window.Held, window.HeldCount))
        );
}
