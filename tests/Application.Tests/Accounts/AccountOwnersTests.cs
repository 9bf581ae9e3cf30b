using FinancialMcp.Application.Accounts;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Accounts;

/// <summary>Whose an account is, the bank tells; a bank that does not answer costs little and stops nothing.</summary>
public sealed class AccountOwnersTests
{
    private static readonly BackendIdentity Olivia = new("olivia", IsStaff: true);

    [Fact]
    public async Task The_bank_tells_owners_to_our_own_staff_user()
    {
        await using var application = new TestApplication().WithAccounts();

        var told = await OwnersAsync(application, Known.AliceChecking, Known.BobChecking, Known.Nowhere);

        Assert.Equal(
            new AccountOwner(Known.AliceChecking, true, "alice", AccountStatus.Active),
            told[Known.AliceChecking]
        );
        Assert.Equal("bob", told[Known.BobChecking].Owner);
        Assert.Equal(new AccountOwner(Known.Nowhere, true, null, null), told[Known.Nowhere]);
        Assert.All(application.Bank.AskedAs, identity => Assert.Equal(Olivia, identity));
    }

    [Fact]
    public async Task It_is_asked_once_a_minute_for_each()
    {
        await using var application = new TestApplication().WithAccounts();
        await OwnersAsync(application, Known.AliceChecking, Known.AliceChecking);

        application.Clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        await OwnersAsync(application, Known.AliceChecking);
        Assert.Single(application.Bank.AskedAs);
        application.Clock.Advance(TimeSpan.FromTicks(1));
        await OwnersAsync(application, Known.AliceChecking);

        Assert.Equal(2, application.Bank.AskedAs.Count);
    }

    [Fact]
    public async Task A_bank_that_fails_is_told_as_not_known_and_left_alone_for_ten_seconds()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.IsAway = true;

        var away = await OwnersAsync(application, Known.AliceChecking);
        application.Bank.IsAway = false;
        application.Clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        var still = await OwnersAsync(application, Known.AliceChecking);
        application.Clock.Advance(TimeSpan.FromTicks(1));
        var back = await OwnersAsync(application, Known.AliceChecking);

        Assert.Equal(new AccountOwner(Known.AliceChecking, false, null, null), away[Known.AliceChecking]);
        Assert.False(still[Known.AliceChecking].IsKnown);
        Assert.Equal("alice", back[Known.AliceChecking].Owner);
        Assert.Equal(2, application.Bank.AskedAs.Count);
    }

    [Fact]
    public async Task A_bank_that_hangs_is_waited_for_two_seconds()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.IsHanging = true;

        var asked = OwnersAsync(application, Known.AliceChecking, Known.BobChecking);
        application.Clock.Advance(AccountOwners.Patience - TimeSpan.FromTicks(1));
        Assert.False(asked.IsCompleted);
        application.Clock.Advance(TimeSpan.FromTicks(1));

        Assert.All((await asked).Values, owner => Assert.False(owner.IsKnown));
    }

    [Fact]
    public async Task One_reading_asks_about_twenty_and_the_next_about_the_next()
    {
        await using var application = new TestApplication();
        AccountId[] many = [.. Enumerable.Range(1, AccountOwners.MostAsked + 1).Select(it => AccountId.Parse($"{it}"))];

        var first = await OwnersAsync(application, many);
        var second = await OwnersAsync(application, many);

        Assert.Equal(AccountOwners.MostAsked, first.Values.Count(owner => owner.IsKnown));
        Assert.All(second.Values, owner => Assert.True(owner.IsKnown));
        Assert.Equal(many.Length, application.Bank.AskedAs.Count);
    }

    [Fact]
    public async Task Who_left_is_not_answered()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.IsHanging = true;
        using var left = new CancellationTokenSource();

        var asked = application.WorkAsync((AccountOwners it) => it.OfAsync([Known.AliceChecking], left.Token));
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    private static Task<IReadOnlyDictionary<AccountId, AccountOwner>> OwnersAsync(
        TestApplication application,
        params AccountId[] accounts
    ) => application.WorkAsync((AccountOwners it) => it.OfAsync(accounts, CancellationToken.None));
}
