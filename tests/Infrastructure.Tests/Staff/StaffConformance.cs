using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Infrastructure.Tests.Persistence;

namespace FinancialMcp.Infrastructure.Tests.Staff;

/// <summary>How people come to work at the admin side, and how they stop, on either database.</summary>
public abstract class StaffConformance : InAStaffRoom
{
    [Fact]
    public async Task The_first_administrator_comes_by_the_logs_secret_once()
    {
        var secret = await Room.Enrolment.OfferFirstAsync(Cancel);
        Assert.Matches("^([0-9a-f]{4}-){7}[0-9a-f]{4}$", secret);
        Assert.Equal(
            SecretPurpose.FirstAdmin,
            (await Room.Enrolment.LookAsync(secret!.ToUpperInvariant(), Cancel)).Purpose
        );

        await Room.EnrolAsync(secret, "Ada");

        var ada = Assert.Single(await Room.Store.ListAsync(Cancel));
        Assert.Equal(("ada", StaffStatus.Active), (ada.Name, ada.Status));
        Assert.Equal([StaffPermissions.Admin], ada.Roles);
        await SecretIsRefusedAsync(secret);
        Assert.Null(await Room.Enrolment.OfferFirstAsync(Cancel));
        Assert.Equal([AuditCode.StaffSecretMade, AuditCode.StaffEnrolled], await CodesAsync());
    }

    [Fact]
    public async Task A_secret_is_good_for_half_an_hour_and_a_new_one_replaces_it()
    {
        await Room.EnrolAsync(await TwoOffersAsync(), "ada");
        var first = await Room.CallAsync("ada", new InviteSecondAdmin());
        var second = await Room.CallAsync("ada", new InviteSecondAdmin());
        await SecretIsRefusedAsync(first);
        Room.Clock.Advance(OneTimeSecret.Lifetime - TimeSpan.FromSeconds(1));
        await Room.Enrolment.LookAsync(second, Cancel);

        Room.Clock.Advance(TimeSpan.FromSeconds(1));

        await SecretIsRefusedAsync(second);
        await SecretIsRefusedAsync("0000-0000-0000-0000-0000-0000-0000-0000");
    }

    [Fact]
    public async Task Of_two_who_use_one_secret_at_once_one_becomes_administrator()
    {
        var secret = (await Room.Enrolment.OfferFirstAsync(Cancel))!;

        var tries = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(number => Record.ExceptionAsync(() => Room.EnrolAsync(secret, $"ada-{number}")).AsTask())
        );

        Assert.Single(tries, failure => failure is null);
        Assert.All(tries.OfType<Exception>(), failure => Assert.IsType<AppException>(failure));
        Assert.Single(await Room.Store.ListAsync(Cancel));
    }

    [Theory]
    [InlineData("ada", "elevenchars", null, "password")]
    [InlineData("ada", "my name is ada", null, "password")]
    [InlineData("a", StaffRoom.Password, null, "name")]
    [InlineData("ada lovelace", StaffRoom.Password, null, "name")]
    [InlineData("ada", StaffRoom.Password, "000", "code")]
    public async Task What_cannot_be_enrolled_with_is_named_and_the_secret_stays_good(
        string name,
        string password,
        string? code,
        string field
    )
    {
        var secret = (await Room.Enrolment.OfferFirstAsync(Cancel))!;
        var key = Room.Credentials.NewKey();

        var refusal = await Assert.ThrowsAsync<AppException>(() =>
            Room.Enrolment.EnrolAsync(
                new Enrolment(secret, name, password, key, code ?? Room.CodeOf(key)),
                new StaffSource("request", null, null),
                Cancel
            )
        );

        Assert.Equal(field, Assert.Single(refusal.Problems).Field);
        await Room.EnrolAsync(secret, "ada");
    }

    [Fact]
    public async Task The_second_administrator_comes_by_the_firsts_secret_and_no_third()
    {
        await Room.FirstAdminAsync();
        var secret = await Room.CallAsync("ada", new InviteSecondAdmin());
        var problem = await Assert.ThrowsAsync<AppException>(() => Room.EnrolAsync(secret, "ada"));
        Assert.Equal("name", Assert.Single(problem.Problems).Field);

        await Room.EnrolAsync(secret, "bea");

        Assert.Equal(["ada", "bea"], (await Room.CallAsync("ada", new ListStaff())).Select(person => person.Name));
        Assert.Equal(ErrorCodes.ValidationError, (await Room.RefusedAsync("ada", new InviteSecondAdmin())).Code);
    }

    [Fact]
    public async Task An_account_takes_two_administrators_and_its_persons_secret()
    {
        await Room.TwoAdminsAsync();
        var roles = new[] { StaffPermissions.Approver };
        await Room.CallAsync("ada", new ProposeStaff("paula", roles, "new approver"));
        Assert.Equal(
            ErrorCodes.AuthorizationError,
            (await Room.RefusedAsync("ada", new ApproveStaff("paula", roles, "me too"))).Code
        );
        Assert.Equal(
            ErrorCodes.ValidationError,
            (await Room.RefusedAsync("bea", new ApproveStaff("paula", [StaffPermissions.Auditor], "other"))).Code
        );

        var decision = await Room.CallAsync("bea", new ApproveStaff("paula", roles, "agreed"));

        Assert.Equal(StaffStatus.Invited, decision.Account.Status);
        await Room.RefusedSignInAsync("paula", StaffRoom.Password, "123456");
        await Room.CallAsync("bea", new ProposeStaff("paula", roles, "lost the secret"));
        var renewed = await Room.CallAsync("ada", new ApproveStaff("paula", roles, "agreed"));
        await SecretIsRefusedAsync(decision.Secret!);
        Assert.Equal("paula", await Room.EnrolAsync(renewed.Secret!, name: null));
        Assert.Equal("paula", (await SessionAsync(await Room.SignInAsync("paula")))!.Value.Account.Name);
        Assert.Equal(
            [AuditCode.StaffProposed, AuditCode.CallRefused, AuditCode.CallRefused, AuditCode.StaffApproved],
            (await CodesAsync()).Skip(4).Take(4)
        );
    }

    [Theory]
    [InlineData(StaffPermissions.Approver, StaffPermissions.Operator)]
    [InlineData(StaffPermissions.Admin, StaffPermissions.Auditor)]
    [InlineData(StaffPermissions.Admin, StaffPermissions.Approver)]
    [InlineData("king", "queen")]
    public async Task Roles_that_watch_over_each_other_are_not_one_persons(string one, string other)
    {
        await Room.TwoAdminsAsync();

        var refusal = await Room.RefusedAsync("ada", new ProposeStaff("paula", [one, other], "both"));

        Assert.Equal("roles", Assert.Single(refusal.Problems).Field);
        Assert.Equal(2, (await Room.Store.ListAsync(Cancel)).Count);
    }

    [Fact]
    public async Task Roles_change_by_two_and_not_ones_own()
    {
        await Room.TwoAdminsAsync();
        await Room.PersonAsync("otto", StaffPermissions.Operator);
        var token = await Room.SignInAsync("otto");

        await Room.CallAsync("ada", new ProposeStaff("otto", [StaffPermissions.Auditor], "moves"));
        Assert.Equal([StaffPermissions.Operator], (await SessionAsync(token))!.Value.Account.Roles);
        await Room.CallAsync("bea", new ApproveStaff("otto", [StaffPermissions.Auditor], "agreed"));

        Assert.Equal([StaffPermissions.Auditor], (await SessionAsync(token))!.Value.Account.Roles);
        await Room.CallAsync("ada", new ProposeStaff("bea", [StaffPermissions.Operator], "moves"));
        Assert.Equal(
            ErrorCodes.AuthorizationError,
            (await Room.RefusedAsync("bea", new ApproveStaff("bea", [StaffPermissions.Operator], "mine"))).Code
        );
        Assert.Equal(ErrorCodes.AuthorizationError, (await Room.RefusedAsync("otto", new ListStaff())).Code);
    }

    [Fact]
    public async Task A_disabled_person_is_out_at_once_and_comes_back_by_two()
    {
        await Room.TwoAdminsAsync();
        await Room.PersonAsync("otto", StaffPermissions.Operator);
        var token = await Room.SignInAsync("otto");

        await Room.CallAsync("ada", new DisableStaff("otto", "left"));

        Assert.Null(await SessionAsync(token));
        await Room.RefusedSignInAsync("otto", StaffRoom.Password, Room.DeviceCode("otto"));
        Assert.Equal(
            "name",
            Assert.Single((await Room.RefusedAsync("ada", new DisableStaff("otto", "twice"))).Problems).Field
        );
        await Room.PersonAsync("otto", StaffPermissions.Auditor);
        Assert.NotNull(await SessionAsync(await Room.SignInAsync("otto")));
        Assert.Null(await SessionAsync(token));
    }

    [Fact]
    public async Task Somebody_always_administers()
    {
        await Room.TwoAdminsAsync();
        await Room.CallAsync("ada", new DisableStaff("bea", "left"));

        var refusal = await Room.RefusedAsync("ada", new DisableStaff("ada", "me too"));

        Assert.Equal("name", Assert.Single(refusal.Problems).Field);
    }

    [Fact]
    public async Task Somebody_who_is_only_invited_does_not_administer_yet()
    {
        await Room.TwoAdminsAsync();
        await Room.CallAsync("ada", new ProposeStaff("cyd", [StaffPermissions.Admin], "third"));
        await Room.CallAsync("bea", new ApproveStaff("cyd", [StaffPermissions.Admin], "agreed"));
        await Room.CallAsync("ada", new DisableStaff("bea", "left"));

        var refusal = await Room.RefusedAsync("ada", new DisableStaff("ada", "me too"));

        Assert.Equal("name", Assert.Single(refusal.Problems).Field);
        Assert.NotNull(await SessionAsync(await Room.SignInAsync("ada")));
    }

    [Fact]
    public async Task The_first_policy_is_put_in_force_also_while_accounts_come_to_be()
    {
        var offers = Enumerable.Range(0, 6).Select(_ => Room.Enrolment.OfferFirstAsync(Cancel));

        await Task.WhenAll([
            .. offers,
            Room.Host.Oversight.EnsurePolicyAsync([], Room.Clock.GetUtcNow(), Samples.Event(AuditCode.PolicyActivated)),
        ]);

        Assert.Equal(1, await Room.Host.CountAsync("policy"));
    }

    /// <summary>The first of two: each replica tells its own, and both are good.</summary>
    private async Task<string> TwoOffersAsync()
    {
        var first = (await Room.Enrolment.OfferFirstAsync(Cancel))!;
        await Room.Enrolment.LookAsync((await Room.Enrolment.OfferFirstAsync(Cancel))!, Cancel);
        return first;
    }

    private Task<(StaffSession Session, StaffAccount Account)?> SessionAsync(string token) =>
        Room.SignIns.FindAsync(token, Cancel);

    private async Task SecretIsRefusedAsync(string secret)
    {
        var refusal = await Assert.ThrowsAsync<AppException>(() => Room.Enrolment.LookAsync(secret, Cancel));
        Assert.Equal("secret", Assert.Single(refusal.Problems).Field);
    }

    private async Task<List<AuditCode>> CodesAsync()
    {
        var codes = new List<AuditCode>();
        await using var connection = await Room.Host.ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select code from audit_event order by seq";
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        while (await reader.ReadAsync(Cancel))
        {
            codes.Add((AuditCode)reader.GetInt32(0));
        }

        return codes;
    }
}

public sealed class StaffOnPostgresTests : StaffConformance
{
    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class StaffOnSqliteTests : StaffConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
