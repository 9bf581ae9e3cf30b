using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Staff.Passkeys;
using FinancialMcp.Infrastructure.Tests.Persistence;
using FinancialMcp.Testing;

namespace FinancialMcp.Infrastructure.Tests.Staff;

/// <summary>Adding and removing one's own passkeys, on either database.</summary>
public abstract class OwnPasskeysConformance : InAStaffRoom
{
    private protected override Task PrepareAsync() => Room.TwoAdminsAsync();

    [Fact]
    public async Task A_key_is_added_and_removed_by_who_has_just_proven_to_be_there()
    {
        await Room.SignInAsync("ada");
        var refused = await Room.RefusedAsync("ada", new OfferPasskey());
        Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
        using var key = await Room.AddKeyAsync("ada", "a phone");
        var kept = Assert.Single(await Room.CallAsync("ada", new ListPasskeys()));
        Room.Clock.Advance(StaffPresence.Lifetime);
        Assert.Equal(ErrorCodes.AuthorizationError, (await Room.RefusedAsync("ada", new RemovePasskey(kept.Id))).Code);
        await Room.UseKeyAsync(key);

        await Room.ConfirmAsync("ada", key);
        await Room.ProveAsync("bea");
        Assert.Equal("id", Assert.Single((await Room.RefusedAsync("bea", new RemovePasskey(kept.Id))).Problems).Field);
        await Room.CallAsync("ada", new RemovePasskey(kept.Id));

        Assert.Empty(await Room.CallAsync("ada", new ListPasskeys()));
        Assert.Equal("id", Assert.Single((await Room.RefusedAsync("ada", new RemovePasskey(kept.Id))).Problems).Field);
        await Room.RefusedKeyAsync(key);
        Assert.Equal(1, await CountAsync(AuditCode.StaffPasskeyRemoved));
    }

    [Fact]
    public async Task An_offer_is_taken_once_for_five_minutes_and_for_adding_alone()
    {
        using var key = new SoftKey(StaffRoom.Address.Ours);
        await Room.ProveAsync("ada");
        var offer = await Room.CallAsync("ada", new OfferPasskey());
        var signing = Room.Passkeys().Offer();
        await NotAddedAsync(new AddPasskey("a phone", signing.State, key.Create(offer.Options)));
        await NotAddedAsync(new AddPasskey("a phone", offer.State + "x", key.Create(offer.Options)));
        Room.Clock.Advance(PasskeyChallenges.Lifetime - TimeSpan.FromSeconds(30));
        await Room.ProveAsync("ada");
        await NotAddedAsync(new AddPasskey("a phone", offer.State, key.Create(offer.Options)));

        var again = await Room.CallAsync("ada", new OfferPasskey());
        var add = new AddPasskey("a phone", again.State, key.Create(again.Options));
        await Room.CallAsync("ada", add);
        await NotAddedAsync(add);

        Assert.Single(await Room.CallAsync("ada", new ListPasskeys()));
    }

    [Fact]
    public async Task A_device_that_does_not_verify_or_stands_elsewhere_is_not_added()
    {
        await Room.ProveAsync("ada");
        using var unverified = new SoftKey(StaffRoom.Address.Ours) { Verifies = false };
        using var elsewhere = new SoftKey("http://127.0.0.1:8083");

        foreach (var key in new[] { unverified, elsewhere })
        {
            var refused = await Assert.ThrowsAsync<AppException>(() => Room.AddKeyAsync("ada", "a phone", key));
            Assert.Equal("passkey", Assert.Single(refused.Problems).Field);
        }

        Assert.Empty(await Room.CallAsync("ada", new ListPasskeys()));
        Assert.Equal(0, await CountAsync(AuditCode.StaffPasskeyAdded));
    }

    [Fact]
    public async Task A_device_is_one_accounts_and_added_once()
    {
        using var key = await Room.AddKeyAsync("ada", "a phone");

        foreach (var person in (string[])["ada", "bea"])
        {
            await Room.ProveAsync(person);
            var refused = await Assert.ThrowsAsync<AppException>(() => Room.AddKeyAsync(person, "again", key));
            Assert.Equal("passkey", Assert.Single(refused.Problems).Field);
        }

        Assert.Equal(1, await Room.Host.CountAsync("staff_passkey"));
        Assert.Equal(1, await CountAsync(AuditCode.StaffPasskeyAdded));
    }

    [Fact]
    public async Task The_list_of_people_says_how_each_signs_in_and_how_often_they_are_signed_in_now()
    {
        await Room.SignInAsync("bea");
        using var key = await Room.AddKeyAsync("bea", "a phone");
        await Room.UseKeyAsync(key);
        await Room.CallAsync("ada", new ProposeStaff("otto", [StaffPermissions.Operator], "new"));

        Assert.Equal([("ada", true, 0, 0), ("bea", true, 1, 2), ("otto", false, 0, 0)], await ListAsync());

        Room.Clock.Advance(StaffSession.Idle);
        Assert.Equal([("ada", true, 0, 0), ("bea", true, 1, 0), ("otto", false, 0, 0)], await ListAsync());

        async Task<IEnumerable<(string, bool, int, int)>> ListAsync() =>
            (await Room.CallAsync("ada", new ListStaff())).Select(it =>
                (it.Name, it.HasDevice, it.Passkeys, it.OpenSessions)
            );
    }

    [Fact]
    public async Task Ten_keys_are_the_most_also_for_two_offers_at_once()
    {
        await Room.ProveAsync("ada");
        for (var number = 1; number < Passkey.MostOfOne; number++)
        {
            using var key = new SoftKey(StaffRoom.Address.Ours);
            await Room.AddKeyAsync("ada", $"key {number}", key);
        }

        using var tenth = new SoftKey(StaffRoom.Address.Ours);
        using var eleventh = new SoftKey(StaffRoom.Address.Ours);
        var (one, other) = (
            await Room.CallAsync("ada", new OfferPasskey()),
            await Room.CallAsync("ada", new OfferPasskey())
        );
        AddPasskey[] both =
        [
            new("tenth", one.State, tenth.Create(one.Options)),
            new("eleventh", other.State, eleventh.Create(other.Options)),
        ];
        var tries = await Task.WhenAll(
            both.Select(add => Record.ExceptionAsync(() => Room.CallAsync("ada", add)).AsTask())
        );

        Assert.Single(tries, failure => failure is null);
        Assert.Equal(Passkey.MostOfOne, (await Room.CallAsync("ada", new ListPasskeys())).Count);
        Assert.Contains(
            "10 already",
            (await Room.RefusedAsync("ada", new OfferPasskey())).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(64, true)]
    [InlineData(0, false)]
    [InlineData(65, false)]
    public async Task A_name_has_one_to_64_characters(int length, bool isTaken)
    {
        using var key = new SoftKey(StaffRoom.Address.Ours);
        await Room.ProveAsync("ada");

        var failure = await Record.ExceptionAsync(() => Room.AddKeyAsync("ada", new string('k', length), key));

        Assert.Equal(isTaken, failure is null);
        Assert.Equal(isTaken ? null : "name", (failure as AppException)?.Problems.Single().Field);
    }

    [Fact]
    public async Task Who_has_no_key_is_told_so_and_answers_that_are_too_long_are_not_looked_at()
    {
        await Room.SignInAsync("ada");
        Assert.Contains(
            "none yet",
            (await Room.RefusedAsync("ada", new AskForPasskey())).Message,
            StringComparison.Ordinal
        );
        var longest = new string('x', PasskeySignIn.LongestResponse);

        Assert.Equal(
            "passkey",
            Assert.Single((await Room.RefusedAsync("ada", new ConfirmByPasskey("x", longest))).Problems).Field
        );
        Assert.Equal(
            "response",
            Assert.Single((await Room.RefusedAsync("ada", new ConfirmByPasskey("x", longest + "x"))).Problems).Field
        );
        Assert.Equal(
            "state",
            Assert.Single((await Room.RefusedAsync("ada", new ConfirmByPasskey("", "{}"))).Problems).Field
        );
    }

    [Fact]
    public void Nothing_that_a_browser_answered_is_written_down()
    {
        Assert.Equal("{\"name\":\"a phone\"}", StaffCaller.ArgumentsOf(new AddPasskey("a phone", "state", "response")));
        Assert.Equal("{}", StaffCaller.ArgumentsOf(new ConfirmByPasskey("state", "response")));
        Assert.Equal(
            "AddPasskey ConfirmByPasskey",
            $"{new AddPasskey("n", "s", "r")} {new ConfirmByPasskey("s", "r")}"
        );
    }

    private async Task NotAddedAsync(AddPasskey add) =>
        Assert.Equal("passkey", Assert.Single((await Room.RefusedAsync("ada", add)).Problems).Field);

    private Task<long> CountAsync(AuditCode code) =>
        Room.Host.CountAsync($"audit_event where code = {(int)code} and decision = 'allowed'");
}

public sealed class OwnPasskeysOnPostgresTests : OwnPasskeysConformance
{
    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class OwnPasskeysOnSqliteTests : OwnPasskeysConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
