using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Staff.Passkeys;
using FinancialMcp.Infrastructure.Tests.Persistence;
using FinancialMcp.Testing;

namespace FinancialMcp.Infrastructure.Tests.Staff;

/// <summary>Signing in and proving presence by passkeys, on either database.</summary>
public abstract class PasskeyConformance : InAStaffRoom
{
    private protected override Task PrepareAsync() => Room.TwoAdminsAsync();

    [Fact]
    public async Task A_passkey_alone_begins_a_session_and_counts_on()
    {
        using var key = await Room.AddKeyAsync("ada", "a phone");
        Assert.Null(Assert.Single(await Room.CallAsync("ada", new ListPasskeys())).UsedAt);

        var token = await Room.UseKeyAsync(key);
        await Room.UseKeyAsync(key);

        var (session, account) = (await Room.SignIns.FindAsync(token, Cancel))!.Value;
        Assert.Equal(("ada", "192.0.2.7", "a browser"), (account.Name, session.SourceAddress, session.Client));
        var kept = Assert.Single(await Room.Get<IPasskeyStore>().ListAsync(account.Id, Cancel));
        Assert.Equal(("a phone", 2L), (kept.Name, kept.SignCount));
        Assert.Equal(Room.Clock.GetUtcNow(), kept.UsedAt!.Value, TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await CountAsync(AuditCode.StaffPasskeyAdded, "a phone"));
        Assert.Equal(2, await CountAsync(AuditCode.StaffSignedIn, "with the passkey a phone"));
        Assert.Empty(await Room.CallAsync("bea", new ListPasskeys()));
    }

    [Fact]
    public async Task An_answer_is_taken_once_also_of_many_at_once()
    {
        using var key = await Room.AddKeyAsync("ada", "a phone", counts: false);
        var offer = Room.Passkeys().Offer();
        var answer = key.Use(offer.Options);

        var tries = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => Record.ExceptionAsync(() => Room.AnswerAsync(offer.State, answer)).AsTask())
        );

        Assert.Single(tries, failure => failure is null);
        Assert.Equal(1, await CountAsync(AuditCode.StaffSignedIn, "with the passkey a phone"));
        Assert.Equal(3, await CountAsync(AuditCode.StaffSignInRefused, ChallengeGone));
    }

    [Fact]
    public async Task Whatever_is_wrong_the_answer_is_the_same_and_recorded()
    {
        using var key = await Room.AddKeyAsync("ada", "a phone");
        using var unknown = new SoftKey(StaffRoom.Address.Ours);
        List<AppException> refusals = [await Room.RefusedKeyAsync(unknown), await Room.RefusedAnswerAsync(null, "{}")];
        key.Verifies = false;
        refusals.Add(await Room.RefusedKeyAsync(key));
        key.Verifies = true;
        key.Origin = "http://evil.test";
        refusals.Add(await Room.RefusedKeyAsync(key));
        key.Origin = StaffRoom.Address.Ours;
        refusals.Add(await Room.RefusedAnswerAsync(Room.Passkeys().Offer().State, new string('x', 100_000)));
        await Room.CallAsync("bea", new DisableStaff("ada", "left"));
        refusals.Add(await Room.RefusedKeyAsync(key));

        Assert.Single(refusals.Select(refusal => (refusal.Code, refusal.Message)).Distinct());
        Assert.Equal(ErrorCodes.AuthenticationError, refusals[0].Code);
        Assert.Equal(3, await CountAsync(AuditCode.StaffSignInRefused, "no such passkey"));
        Assert.Equal(
            1,
            await CountAsync(AuditCode.StaffSignInRefused, "passkey a phone: the device did not verify who used it")
        );
        Assert.Equal(
            1,
            await CountAsync(AuditCode.StaffSignInRefused, "passkey a phone: it was used at another address")
        );
        Assert.Equal(1, await CountAsync(AuditCode.StaffSignInRefused, "not active"));
    }

    [Fact]
    public async Task A_challenge_holds_for_five_minutes_for_what_it_was_made_for()
    {
        using var key = await Room.AddKeyAsync("ada", "a phone");
        var (first, second) = (Room.Passkeys().Offer(), Room.Passkeys().Offer());
        var presence = await Room.CallAsync("ada", new AskForPasskey());
        await Room.RefusedAnswerAsync(presence.State, key.Use(presence.Options));
        await Room.RefusedAnswerAsync(first.State + "x", key.Use(first.Options));
        await Room.RefusedAnswerAsync(null, key.Use(first.Options));
        await Room.RefusedAnswerAsync(second.State, key.Use(first.Options));

        Room.Clock.Advance(PasskeyChallenges.Lifetime - TimeSpan.FromTicks(10));
        await Room.AnswerAsync(first.State, key.Use(first.Options));
        var last = Room.Passkeys().Offer();
        Room.Clock.Advance(PasskeyChallenges.Lifetime);
        await Room.RefusedAnswerAsync(last.State, key.Use(last.Options));

        Assert.Equal(4, await CountAsync(AuditCode.StaffSignInRefused, ChallengeGone));
    }

    /// <summary>What was used is forgotten when nobody would take it any more: the table does not grow.</summary>
    [Fact]
    public async Task What_was_used_is_remembered_for_as_long_as_it_matters()
    {
        using var key = await Room.AddKeyAsync("ada", "a phone");
        await Room.UseKeyAsync(key);
        await Room.UseKeyAsync(key);
        Assert.Equal(3, await Room.Host.CountAsync("staff_challenge"));

        Room.Clock.Advance(PasskeyChallenges.Lifetime);
        await Room.UseKeyAsync(key);

        Assert.Equal(1, await Room.Host.CountAsync("staff_challenge"));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(2, false)]
    [InlineData(1, false)]
    [InlineData(0, false)]
    public async Task A_key_that_does_not_count_on_may_be_a_copy(int next, bool isTaken)
    {
        using var key = await Room.AddKeyAsync("ada", "a phone");
        await Room.UseKeyAsync(key);
        await Room.UseKeyAsync(key);
        key.Count = (uint)(next - 1);

        var failure = await Record.ExceptionAsync(() => Room.UseKeyAsync(key));

        Assert.Equal(isTaken, failure is null);
        Assert.Equal(
            isTaken ? 0 : 1,
            await CountAsync(
                AuditCode.StaffSignInRefused,
                "passkey a phone: its count went back: there may be a copy of the key"
            )
        );
    }

    [Fact]
    public async Task A_key_that_never_counts_signs_in_again_and_again()
    {
        using var key = await Room.AddKeyAsync("ada", "a synced one", counts: false);

        await Room.UseKeyAsync(key);
        await Room.UseKeyAsync(key);
    }

    [Fact]
    public async Task Wrong_keys_passwords_and_codes_count_together_and_close_the_account_to_all_but_its_keys()
    {
        using var key = await Room.AddKeyAsync("ada", "a phone");
        key.Verifies = false;
        for (var wrong = 0; wrong < StaffSignIn.MostFailures - 1; wrong++)
        {
            await Room.RefusedKeyAsync(key);
        }

        await Room.RefusedSignInAsync("ada", "wrong horse battery", "123456");
        await Room.RefusedKeyAsync(key);
        Assert.Equal(1, await CountAsync(AuditCode.StaffSignInRefused, "closed after wrong attempts"));
        await Assert.ThrowsAsync<AppException>(() => Room.SignInAsync("ada"));
        key.Verifies = true;

        await Room.UseKeyAsync(key);

        await Assert.ThrowsAsync<AppException>(() => Room.SignInAsync("ada"));
        Room.Clock.Advance(StaffSignIn.Lockout);
        await Room.SignInAsync("ada");
    }

    [Fact]
    public async Task Who_is_invited_again_has_no_key_any_more()
    {
        await Room.PersonAsync("otto", StaffPermissions.Operator);
        using var key = await Room.AddKeyAsync("otto", "a phone");
        await Room.CallAsync("ada", new DisableStaff("otto", "left"));
        await Room.CallAsync("ada", new ProposeStaff("otto", [StaffPermissions.Operator], "back"));
        Assert.Equal(1, await Room.Host.CountAsync("staff_passkey"));

        await Room.CallAsync("bea", new ApproveStaff("otto", [StaffPermissions.Operator], "agreed"));

        Assert.Equal(0, await Room.Host.CountAsync("staff_passkey"));
        await Room.KeepAsync("otto", key);
        await Room.CallAsync("ada", new ProposeStaff("otto", [StaffPermissions.Operator], "lost the secret"));
        var renewed = await Room.CallAsync("bea", new ApproveStaff("otto", [StaffPermissions.Operator], "agreed"));
        Assert.Equal(0, await Room.Host.CountAsync("staff_passkey"));
        await Room.EnrolAsync(renewed.Secret!, null);
        await Room.RefusedKeyAsync(key);
        Assert.Equal(1, await CountAsync(AuditCode.StaffSignInRefused, "no such passkey"));
    }

    [Fact]
    public async Task Presence_is_proven_by_an_own_key_once_for_each_answer()
    {
        using var key = await Room.AddKeyAsync("ada", "a phone", counts: false);
        using var beas = await Room.AddKeyAsync("bea", "her phone");
        Room.Clock.Advance(StaffPresence.Lifetime);
        var offer = await Room.CallAsync("ada", new AskForPasskey());
        var proof = new ConfirmByPasskey(offer.State, key.Use(offer.Options));

        Assert.Equal(Room.Clock.GetUtcNow() + StaffPresence.Lifetime, (await Room.CallAsync("ada", proof)).Until);

        Assert.Equal("passkey", Assert.Single((await Room.RefusedAsync("ada", proof)).Problems).Field);
        await Assert.ThrowsAsync<AppException>(() => Room.ConfirmAsync("ada", beas));
        Assert.Equal(1, await CountAsync(AuditCode.StaffPresent, "with the passkey a phone"));
        Assert.Equal(1, await CountAsync(AuditCode.StaffPresenceRefused, ChallengeGone[ChallengePrefix.Length..]));
        Assert.Equal(1, await CountAsync(AuditCode.StaffPresenceRefused, "none of the person's passkeys"));
        for (var wrong = 2; wrong < StaffSignIn.MostFailures; wrong++)
        {
            await Assert.ThrowsAsync<AppException>(() => Room.ConfirmAsync("ada", beas));
        }

        var closed = await Assert.ThrowsAsync<AppException>(() => Room.ConfirmAsync("ada", beas));
        Assert.Contains("Use a key of yours", closed.Message, StringComparison.Ordinal);
        await Room.ConfirmAsync("ada", key);
    }

    private const string ChallengePrefix = "passkey a phone: ";
    private const string ChallengeGone =
        ChallengePrefix + "its challenge is over, was used before, or is another browser's";

    /// <summary>A record's text, in the database's words.</summary>
    private protected abstract string RecordText { get; }

    private Task<long> CountAsync(AuditCode code, string reason)
    {
        var quoted = reason.Replace("'", "''", StringComparison.Ordinal);
        return Room.Host.CountAsync(
            $"audit_event where code = {(int)code} and {RecordText} like '%\"reason\":\"{quoted}\"%'"
        );
    }
}

public sealed class PasskeysOnPostgresTests : PasskeyConformance
{
    private protected override string RecordText => "convert_from(record, 'UTF8')";

    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class PasskeysOnSqliteTests : PasskeyConformance
{
    private protected override string RecordText => "cast(record as text)";

    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
