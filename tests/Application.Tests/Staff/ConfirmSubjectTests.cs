using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Application.Tests.Staff;

public sealed class ConfirmSubjectTests : IAsyncDisposable
{
    private static readonly StaffSubject Own = new("https://login.bank.test", "1001");
    private static readonly DateTimeOffset Now = TestApplication.Start;
    private readonly TestApplication application;
    private readonly DeskStaff staff;

    public ConfirmSubjectTests()
    {
        DeskStaff? made = null;
        application = new TestApplication(configure: services =>
            services.AddSingleton<IStaffStore>(_ => made!).AddSingleton<IStaffCredentials>(_ => made!)
        );
        staff = made = new DeskStaff(application.Trail);
        staff.Account = staff.Account with { Secrets = null, Subject = Own };
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(-30)]
    public async Task A_fresh_sign_in_of_the_same_person_holds_as_a_code_does(int secondsBeforeAsking)
    {
        var proof = await application.CallAsync(
            Known.Approver,
            new ConfirmSubject(Own, Now, Now.AddSeconds(secondsBeforeAsking))
        );

        Assert.Equal(Now.AddMinutes(5), proof.Until);
        Assert.Equal(Now, staff.Proven[TestApplication.Session]);
        var record = Assert.Single(application.Trail.Records);
        Assert.Equal((AuditCode.StaffPresent, "paula"), (record.Code, record.Principal!.Subject));
        Assert.DoesNotContain("1001", record.Arguments, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_in_from_before_it_was_asked_for_proves_nothing()
    {
        await application.InvalidAsync(
            Known.Approver,
            new ConfirmSubject(Own, Now, Now.AddSeconds(-31)),
            "authenticated_at"
        );

        Assert.Empty(staff.Proven);
    }

    [Fact]
    public async Task A_sign_in_that_came_back_after_the_proof_would_be_over_proves_nothing()
    {
        var began = new ConfirmSubject(Own, Now, Now);
        application.Clock.Advance(StaffPresence.Lifetime + ConfirmSubject.Skew - TimeSpan.FromTicks(1));
        await application.CallAsync(Known.Approver, began);
        var first = staff.Proven[TestApplication.Session];
        application.Clock.Advance(StaffPresence.Lifetime);

        var refused = await application.RefusedAsync(Known.Approver, began);

        Assert.Equal("authenticated_at", Assert.Single(refused.Problems).Field);
        Assert.Equal(first, staff.Proven[TestApplication.Session]);
    }

    [Theory]
    [InlineData("https://login.bank.test", "1002")]
    [InlineData("https://login.evil.test", "1001")]
    public async Task Another_persons_sign_in_is_refused_and_recorded(string issuer, string subject)
    {
        var other = new ConfirmSubject(new StaffSubject(issuer, subject), Now, Now);

        var refused = await application.RefusedAsync(Known.Approver, other);

        Assert.Equal("subject", Assert.Single(refused.Problems).Field);
        Assert.Empty(staff.Proven);
        var record = Assert.Single(application.Trail.Records);
        Assert.Equal(
            (AuditCode.StaffPresenceRefused, "somebody else signed in at the identity provider"),
            (record.Code, record.Reason)
        );
    }

    [Fact]
    public async Task Whose_account_is_closed_or_known_by_a_password_proves_nothing()
    {
        var confirm = new ConfirmSubject(Own, Now, Now);
        staff.BeforeCount = () => staff.Account = staff.Account with { Status = StaffStatus.Disabled };
        Assert.Equal(ErrorCodes.AuthenticationError, (await application.RefusedAsync(Known.Approver, confirm)).Code);

        staff.Account = staff.Account with { Status = StaffStatus.Active, Subject = null };
        await application.RefusedAsync(Known.Approver, confirm);

        Assert.Empty(staff.Proven);
    }

    [Fact]
    public async Task Who_has_no_device_here_is_told_where_to_confirm_and_counts_no_wrong_attempt()
    {
        var refused = await application.RefusedAsync(Known.Approver, new ConfirmPresence("101"));

        Assert.Contains("at the identity provider", Assert.Single(refused.Problems).Message, StringComparison.Ordinal);
        Assert.Equal(0, staff.Account.SignIns.Failures);
    }
}
