using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Security;

namespace FinancialMcp.Application.Tests.Pipeline;

public sealed class AuthorizationTests
{
    [Fact]
    public async Task A_caller_without_the_right_learns_nothing_of_the_arguments_and_nothing_is_asked()
    {
        await using var application = new TestApplication().WithAccounts();
        var nobody = Known.CallerOf("alice", RolePermissions.Customer);

        var refused = await application.RefusedAsync(
            nobody,
            new SetAccountStatus(Known.AliceChecking, SettableStatus.Frozen, "", Known.Key()),
            new Problem("status", "Not a status.")
        );

        Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
        Assert.Empty(refused.Problems);
        Assert.Empty(refused.RequiredScopes);
        Assert.Empty(application.Bank.AskedAs);
    }

    [Fact]
    public async Task A_token_without_the_scope_is_told_which_one_it_needs()
    {
        await using var application = new TestApplication().WithAccounts();

        var refused = await application.RefusedAsync(Known.Alice.WithScopes(Scopes.AccountsRead), Known.Transfer());

        Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
        Assert.Equal([Scopes.MoneyMove], refused.RequiredScopes);
        Assert.Empty(application.Bank.Sent);
    }

    [Fact]
    public async Task A_token_with_the_scope_may()
    {
        await using var application = new TestApplication().WithAccounts();

        var receipt = await application.CallAsync(Known.Alice.WithScopes(Scopes.MoneyMove), Known.Transfer());

        Assert.Equal("succeeded", receipt.Status);
    }

    [Fact]
    public async Task A_scope_gives_no_right_that_the_role_lacks()
    {
        await using var application = new TestApplication().WithAccounts();
        var customer = Known.CallerOf("alice", RolePermissions.Customer).WithScopes(Scopes.MoneyMove);

        var refused = await application.RefusedAsync(customer, Known.Transfer());

        Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
        Assert.Empty(refused.RequiredScopes);
    }

    [Fact]
    public async Task A_caller_without_any_role_may_check_health()
    {
        await using var application = new TestApplication();

        var health = await application.CallAsync(Known.CallerOf("stranger"), new HealthCheck());

        Assert.Equal(HealthState.Healthy, health.Status);
    }
}
