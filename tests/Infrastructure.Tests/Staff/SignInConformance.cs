using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Infrastructure.Tests.Persistence;

namespace FinancialMcp.Infrastructure.Tests.Staff;

/// <summary>Signing in and out, on either database.</summary>
public abstract class SignInConformance : InAStaffRoom
{
    private protected override Task PrepareAsync() => Room.FirstAdminAsync();

    [Fact]
    public async Task A_session_begins_with_name_password_and_code_and_ends_with_signing_out()
    {
        var token = await Room.SignInAsync(" Ada ");

        var (session, account) = (await Room.SignIns.FindAsync(token, Cancel))!.Value;
        Assert.Equal(("ada", "192.0.2.7", "a browser"), (account.Name, session.SourceAddress, session.Client));
        Assert.NotEqual(token, session.TokenHash);
        await Room.SignIns.SignOutAsync(token, new StaffSource("out", null, null), Cancel);
        Assert.Null(await Room.SignIns.FindAsync(token, Cancel));
        Assert.Equal(1, await CountAsync(AuditCode.StaffSignedIn));
        Assert.Equal(1, await CountAsync(AuditCode.StaffSignedOut));
        Assert.Null(await Room.SignIns.FindAsync("no such token", Cancel));
    }

    [Fact]
    public async Task A_code_is_taken_once_also_by_two_at_once()
    {
        Room.Clock.Advance(TimeSpan.FromSeconds(30));
        var code = Room.DeviceCode("ada");
        var source = new StaffSource("request", null, null);

        var tries = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Record
                        .ExceptionAsync(() => Room.SignIns.SignInAsync("ada", StaffRoom.Password, code, source, Cancel))
                        .AsTask()
                )
        );

        Assert.Single(tries, failure => failure is null);
        Assert.Equal(1, await CountAsync(AuditCode.StaffSignedIn));
    }

    [Fact]
    public async Task Whatever_is_wrong_the_answer_is_the_same_and_recorded()
    {
        Room.Clock.Advance(TimeSpan.FromSeconds(30));
        AppException[] refusals =
        [
            await Room.RefusedSignInAsync("nobody", StaffRoom.Password, "123456"),
            await Room.RefusedSignInAsync("", "", ""),
            await Room.RefusedSignInAsync("ada", "wrong horse battery", Room.DeviceCode("ada")),
            await Room.RefusedSignInAsync("ada", StaffRoom.Password, "12345x"),
            await Room.RefusedSignInAsync("ada", new string('x', 100_000), Room.DeviceCode("ada")),
        ];

        Assert.Single(refusals.Select(refusal => (refusal.Code, refusal.Message)).Distinct());
        Assert.Equal(ErrorCodes.AuthenticationError, refusals[0].Code);
        Assert.Equal(5, await CountAsync(AuditCode.StaffSignInRefused));
    }

    [Fact]
    public async Task Five_wrong_attempts_close_the_account_for_a_quarter_of_an_hour()
    {
        for (var wrong = 0; wrong < StaffSignIn.MostFailures - 1; wrong++)
        {
            await Room.RefusedSignInAsync("ada", "wrong horse battery", "123456");
        }

        await Room.SignInAsync("ada");
        for (var wrong = 0; wrong < StaffSignIn.MostFailures; wrong++)
        {
            await Room.RefusedSignInAsync("ada", "wrong horse battery", "123456");
        }

        Room.Clock.Advance(StaffSignIn.Lockout - TimeSpan.FromSeconds(31));
        await Assert.ThrowsAsync<AppException>(() => Room.SignInAsync("ada"));
        Room.Clock.Advance(TimeSpan.FromSeconds(1));
        await Room.SignInAsync("ada");
    }

    [Fact]
    public async Task A_session_ends_after_a_quarter_of_an_hour_without_a_request()
    {
        var token = await Room.SignInAsync("ada");
        Room.Clock.Advance(StaffSession.Idle - TimeSpan.FromSeconds(1));
        Assert.NotNull(await Room.SignIns.FindAsync(token, Cancel));
        Room.Clock.Advance(StaffSession.Idle - TimeSpan.FromSeconds(1));
        Assert.True(await Room.SignIns.LookAsync(token, Cancel));

        Room.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.False(await Room.SignIns.LookAsync(token, Cancel));
        Assert.Null(await Room.SignIns.FindAsync(token, Cancel));
    }

    [Fact]
    public async Task A_session_ends_after_eight_hours_whatever_is_done()
    {
        var token = await Room.SignInAsync("ada");
        var end = Room.Clock.GetUtcNow() + StaffSession.Longest;
        for (; Room.Clock.GetUtcNow() < end - TimeSpan.FromMinutes(10); Room.Clock.Advance(TimeSpan.FromMinutes(10)))
        {
            Assert.NotNull(await Room.SignIns.FindAsync(token, Cancel));
        }

        Assert.NotNull(await Room.SignIns.FindAsync(token, Cancel));
        Room.Clock.Advance(end - Room.Clock.GetUtcNow());
        Assert.Null(await Room.SignIns.FindAsync(token, Cancel));
    }

    [Fact]
    public async Task A_session_is_ended_from_another_by_its_person_or_an_administrator()
    {
        await Room.EnrolAsync(await Room.CallAsync("ada", new InviteSecondAdmin()), "bea");
        await Room.PersonAsync("otto", StaffPermissions.Operator);
        await Room.PersonAsync("olga", StaffPermissions.Operator);
        var (first, second) = (await Room.SignInAsync("otto"), await Room.SignInAsync("otto"));
        var mine = await Room.CallAsync("otto", new ListSessions());
        Assert.Equal(["otto", "otto"], mine.Select(session => session.Person));
        Assert.Empty(await Room.CallAsync("olga", new ListSessions()));
        Assert.Equal("id", Assert.Single((await Room.RefusedAsync("olga", new EndSession(mine[0].Id))).Problems).Field);

        await Room.CallAsync("otto", new EndSession(mine[1].Id));

        Assert.Null(await Room.SignIns.FindAsync(first, Cancel));
        Assert.Single((await Room.RefusedAsync("otto", new EndSession(mine[1].Id))).Problems);
        await Room.CallAsync("ada", new EndSession(mine[0].Id));
        Assert.Null(await Room.SignIns.FindAsync(second, Cancel));
        Assert.Equal(2, await CountAsync(AuditCode.StaffSessionEnded));
    }

    [Fact]
    public async Task What_a_page_reads_by_itself_does_not_keep_a_session_open()
    {
        var token = await Room.SignInAsync("ada");
        Room.Clock.Advance(StaffSession.Idle - TimeSpan.FromSeconds(1));

        Assert.NotNull(await Room.SignIns.FindAsync(token, Cancel, isUse: false));

        Room.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Room.SignIns.FindAsync(token, Cancel, isUse: false));
    }

    [Fact]
    public async Task A_proof_of_presence_is_kept_with_its_session_alone_for_five_minutes()
    {
        var (first, second) = (await Room.SignInAsync("ada"), await Room.SignInAsync("ada"));

        await Room.ProveAsync("ada");

        Assert.Null(await ProvenAtAsync(first));
        var proven = await ProvenAtAsync(second);
        Assert.True(StaffPresence.HoldsAt(proven, Room.Clock.GetUtcNow()), "holds");
        Room.Clock.Advance(StaffPresence.Lifetime);
        Assert.False(StaffPresence.HoldsAt(await ProvenAtAsync(second), Room.Clock.GetUtcNow()), "holds no more");
        await Room.CallAsync("ada", new EndSession((await Room.CallAsync("ada", new ListSessions()))[0].Id));
        Assert.Null(await Room.SignIns.FindAsync(second, Cancel));

        async Task<DateTimeOffset?> ProvenAtAsync(string token) =>
            (await Room.SignIns.FindAsync(token, Cancel))!.Value.Session.PresentAt;
    }

    /// <summary>One counter for codes and for attempts to sign in: neither way leaves more guesses than the other.</summary>
    [Fact]
    public async Task A_code_that_proves_presence_is_taken_once_and_a_wrong_one_counts_as_wrong_attempts_do()
    {
        await Room.SignInAsync("ada");
        Assert.Equal("code", Assert.Single((await Room.RefusedAsync("ada", Proof())).Problems).Field);
        Room.Clock.Advance(TimeSpan.FromSeconds(30));
        var proof = Proof();

        var tries = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Record.ExceptionAsync(() => Room.CallAsync("ada", proof)).AsTask())
        );

        Assert.Single(tries, failure => failure is null);
        Assert.Equal(1, await CountAsync(AuditCode.StaffPresent));
        await Room.RefusedSignInAsync("ada", StaffRoom.Password, proof.Code);
        await Room.RefusedAsync("ada", proof);
        Room.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Contains("too many", (await Room.RefusedAsync("ada", Proof())).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<AppException>(() => Room.SignInAsync("ada"));
        Assert.Equal(6, await CountAsync(AuditCode.StaffPresenceRefused));

        ConfirmPresence Proof() => new(Room.DeviceCode("ada"));
    }

    private Task<long> CountAsync(AuditCode code) => Room.Host.CountAsync($"audit_event where code = {(int)code}");
}

public sealed class SignInOnPostgresTests : SignInConformance
{
    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class SignInOnSqliteTests : SignInConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
