using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Infrastructure.Tests.Persistence;

namespace FinancialMcp.Infrastructure.Tests.Staff;

/// <summary>People who are known by what an identity provider says, on either database.</summary>
public abstract class SubjectConformance : InAStaffRoom
{
    private const string Issuer = "https://login.bank.test";
    private static readonly StaffSource Browser = new("request", "192.0.2.7", "a browser");

    private protected override StaffRoom RoomOn(StoreHost host) => new(host, new StaffWay(Issuer));

    [Fact]
    public async Task A_first_sign_in_pins_the_subject_in_one_commit_with_its_record_and_a_session_begins_by_it()
    {
        await FirstAsync();

        var ada = Assert.Single(await Room.Store.ListAsync(Cancel));
        Assert.Equal((new StaffSubject(Issuer, "1"), StaffStatus.Active), (ada.Subject, ada.Status));
        Assert.Null(ada.Secrets);
        Assert.Equal(1, await CountAsync(AuditCode.StaffEnrolled));
        var token = await Room.SignIns.SignInAsync(Who("1", "somebody-else"), Browser, Cancel);
        Assert.Equal("ada", (await Room.SignIns.FindAsync(token, Cancel))?.Account.Name);
        Assert.Equal(1, await CountAsync(AuditCode.StaffSignedIn));
    }

    [Fact]
    public async Task Of_several_who_use_one_secret_at_once_one_is_pinned()
    {
        var secret = (await Room.Enrolment.OfferFirstAsync(Cancel))!;

        var tries = await Task.WhenAll(
            Enumerable
                .Range(1, 4)
                .Select(number =>
                    Record
                        .ExceptionAsync(() =>
                            Room.Enrolment.EnrolAsync(secret, Who($"{number}", $"ada{number}"), Browser, Cancel)
                        )
                        .AsTask()
                )
        );

        Assert.Single(tries, failure => failure is null);
        Assert.Single(await Room.Store.ListAsync(Cancel));
        Assert.Equal(1, await CountAsync(AuditCode.StaffEnrolled));
    }

    [Fact]
    public async Task One_subject_is_one_person_also_for_the_database()
    {
        await FirstAsync();
        var second = await Room.CallAsync("ada", new InviteSecondAdmin());
        var refused = await Assert.ThrowsAsync<AppException>(() =>
            Room.Enrolment.EnrolAsync(second, Who("1", "ada-again"), Browser, Cancel)
        );
        Assert.Equal("subject", Assert.Single(refused.Problems).Field);
        var ada = Assert.Single(await Room.Store.ListAsync(Cancel));
        var twin = ada with { Id = Guid.CreateVersion7(), Name = "twin" };
        var record = (await Room.Store.VersionAsync(Cancel), Event());

        await Assert.ThrowsAnyAsync<Exception>(() =>
            Room.Store.ChangeAsync(record.Item1, [new AddStaff(twin)], record.Item2)
        );

        Assert.Single(await Room.Store.ListAsync(Cancel));
    }

    [Fact]
    public async Task Who_is_disabled_is_out_and_a_new_invitation_may_be_another_subjects()
    {
        await FirstAsync();
        await EnrolAsync(await Room.CallAsync("ada", new InviteSecondAdmin()), "2", "bea");
        await EnrolAsync(await InviteAsync("olga"), "3", "olga");
        var token = await Room.SignIns.SignInAsync(Who("3", "olga"), Browser, Cancel);

        await Room.CallAsync("bea", new DisableStaff("olga", "left"));

        Assert.Null(await Room.SignIns.FindAsync(token, Cancel));
        await Assert.ThrowsAsync<AppException>(() => Room.SignIns.SignInAsync(Who("3", "olga"), Browser, Cancel));
        await EnrolAsync(await InviteAsync("olga"), "4", "OLGA");
        await Assert.ThrowsAsync<AppException>(() => Room.SignIns.SignInAsync(Who("3", "olga"), Browser, Cancel));
        await Room.SignIns.SignInAsync(Who("4", null), Browser, Cancel);
    }

    [Fact]
    public async Task Another_issuers_subject_and_a_password_are_no_way_in_here()
    {
        await FirstAsync();
        var elsewhere = new ProviderIdentity(new StaffSubject("https://login.evil.test", "1"), "ada");

        await Assert.ThrowsAsync<AppException>(() => Room.SignIns.SignInAsync(elsewhere, Browser, Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Room.SignIns.SignInAsync("ada", StaffRoom.Password, "123456", Browser, Cancel)
        );
        var secret = await Room.CallAsync("ada", new InviteSecondAdmin());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Room.EnrolAsync(secret, "bea"));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Room.Enrolment.EnrolAsync(secret, elsewhere, Browser, Cancel)
        );
    }

    private static ProviderIdentity Who(string subject, string? name) => new(new StaffSubject(Issuer, subject), name);

    private static AuditEvent Event() =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Code = AuditCode.StaffEnrolled,
            RequestId = "request",
            Decision = AuditRecords.Allowed,
        };

    private async Task FirstAsync() => await EnrolAsync((await Room.Enrolment.OfferFirstAsync(Cancel))!, "1", "Ada");

    private Task<StaffAccount> EnrolAsync(string secret, string subject, string name) =>
        Room.Enrolment.EnrolAsync(secret, Who(subject, name), Browser, Cancel);

    private async Task<string> InviteAsync(string name)
    {
        string[] roles = [StaffPermissions.Operator];
        await Room.CallAsync("ada", new ProposeStaff(name, roles, "new"));
        return (await Room.CallAsync("bea", new ApproveStaff(name, roles, "agreed"))).Secret!;
    }

    private Task<long> CountAsync(AuditCode code) => Room.Host.CountAsync($"audit_event where code = {(int)code}");
}

public sealed class SubjectsOnPostgresTests : SubjectConformance
{
    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class SubjectsOnSqliteTests : SubjectConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
